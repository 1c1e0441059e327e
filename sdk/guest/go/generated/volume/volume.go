// Generated from sdk/abi/volume.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

// Package volume is the Go side of sdk/abi/volume.yaml.
package volume

import (
	"holdfast"
	"holdfast/codec"
)

// Description: A driver's own account of itself.
type Description struct {
	// The driver's name, as in its manifest.
	Name string

	// The driver's own semantic version.
	Version string

	// The kind it implements, such as volume.
	Kind string

	// The version of the kind it was built against, major.minor.
	Abi string
}

func (record Description) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("name")
	writer.Text(record.Name)
	writer.Key("version")
	writer.Text(record.Version)
	writer.Key("kind")
	writer.Text(record.Kind)
	writer.Key("abi")
	writer.Text(record.Abi)
	writer.EndObject()
}

// Health: How the driver feels.
type Health int

const (
	HealthReady Health = iota
	HealthDegraded
	HealthUnavailable
)

var healthNames = []string{"ready", "degraded", "unavailable"}

// String is the value as it stands on the wire.
func (value Health) String() string {
	if value < 0 || int(value) >= len(healthNames) {
		return "none"
	}
	return healthNames[value]
}

// Probe: The answer of a probe.
type Probe struct {
	Health Health

	// Why it is not ready, for the operator; one sentence.
	Reason *string
}

func (record Probe) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("health")
	writer.Name(int(record.Health), healthNames)
	if record.Reason != nil {
		writer.Key("reason")
		writer.Text((*record.Reason))
	}
	writer.EndObject()
}

// VolumeName: Names one volume.
type VolumeName struct {
	// Any UTF-8; the driver must not read a path into it.
	Name string
}

func readVolumeName(reader *codec.Reader) (record VolumeName) {
	var seen [1]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "name":
			if reader.First(&seen[0]) {
				record.Name = reader.Text(1, 255)
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "name")
	return
}

// CreateVolume: What to make.
type CreateVolume struct {
	// Any UTF-8; the driver must not read a path into it.
	Name string

	// Exact size in bytes.
	SizeBytes int64
}

func readCreateVolume(reader *codec.Reader) (record CreateVolume) {
	var seen [2]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "name":
			if reader.First(&seen[0]) {
				record.Name = reader.Text(1, 255)
			}
		case "size_bytes":
			if reader.First(&seen[1]) {
				record.SizeBytes = int64(reader.Integer(1, 9007199254740991))
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "name")
	reader.Need(seen[1], "size_bytes")
	return
}

// ExtendVolume: What to grow, and to what.
type ExtendVolume struct {
	// Which one.
	Name string

	// The new size in bytes, at least the present one.
	SizeBytes int64
}

func readExtendVolume(reader *codec.Reader) (record ExtendVolume) {
	var seen [2]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "name":
			if reader.First(&seen[0]) {
				record.Name = reader.Text(1, 255)
			}
		case "size_bytes":
			if reader.First(&seen[1]) {
				record.SizeBytes = int64(reader.Integer(1, 9007199254740991))
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "name")
	reader.Need(seen[1], "size_bytes")
	return
}

// ExportWay: How programs reach a volume.
type ExportWay int

const (
	ExportWayPath ExportWay = iota
	ExportWayNbd
)

var exportWayNames = []string{"path", "nbd"}

// String is the value as it stands on the wire.
func (value ExportWay) String() string {
	if value < 0 || int(value) >= len(exportWayNames) {
		return "none"
	}
	return exportWayNames[value]
}

// Export: Where a volume is reached.
type Export struct {
	// A file or device, or the NBD protocol.
	Way ExportWay

	// A path as the driver sees it, or an NBD URI.
	Address string

	// Nobody may write through it.
	ReadOnly *bool
}

func (record Export) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("way")
	writer.Name(int(record.Way), exportWayNames)
	writer.Key("address")
	writer.Text(record.Address)
	if record.ReadOnly != nil {
		writer.Key("read_only")
		writer.Boolean((*record.ReadOnly))
	}
	writer.EndObject()
}

// Snapshot: A snapshot as it is.
type Snapshot struct {
	// The name it was made with.
	Name string

	// The volume's size at that time.
	SizeBytes int64
}

func (record Snapshot) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("name")
	writer.Text(record.Name)
	writer.Key("size_bytes")
	writer.Integer(int64(record.SizeBytes), 0, 9007199254740991)
	writer.EndObject()
}

// Volume: A volume as it is.
type Volume struct {
	// The name it was made with.
	Name string

	// What a reader sees, in bytes.
	SizeBytes int64

	// What it occupies, in bytes, if the driver knows.
	AllocatedBytes *int64

	// Where it is, as the driver sees it: a guest path, a device.
	Location *string

	// The volume that this one is a clone of and cannot live without.
	Origin *string

	// How it is exported now; inspect_volume says it, a list need not.
	Exports []Export

	// Its snapshots, each once, in any order; inspect_volume says them, a list need not.
	Snapshots []Snapshot
}

func (record Volume) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("name")
	writer.Text(record.Name)
	writer.Key("size_bytes")
	writer.Integer(int64(record.SizeBytes), 0, 9007199254740991)
	if record.AllocatedBytes != nil {
		writer.Key("allocated_bytes")
		writer.Integer(int64((*record.AllocatedBytes)), 0, 9007199254740991)
	}
	if record.Location != nil {
		writer.Key("location")
		writer.Text((*record.Location))
	}
	if record.Origin != nil {
		writer.Key("origin")
		writer.Text((*record.Origin))
	}
	if record.Exports != nil {
		writer.Key("exports")
		codec.WriteArray(writer, record.Exports, func(item0 Export) {
			item0.write(writer)
		})
	}
	if record.Snapshots != nil {
		writer.Key("snapshots")
		codec.WriteArray(writer, record.Snapshots, func(item0 Snapshot) {
			item0.write(writer)
		})
	}
	writer.EndObject()
}

// VolumeList: All volumes of a driver.
type VolumeList struct {
	// Each volume once, in any order.
	Volumes []Volume
}

func (record VolumeList) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("volumes")
	codec.WriteArray(writer, record.Volumes, func(item0 Volume) {
		item0.write(writer)
	})
	writer.EndObject()
}

// Stats: Room, in bytes.
type Stats struct {
	// All there is, used or not.
	TotalBytes int64

	// What a new volume could still take.
	FreeBytes int64
}

func (record Stats) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("total_bytes")
	writer.Integer(int64(record.TotalBytes), 0, 9007199254740991)
	writer.Key("free_bytes")
	writer.Integer(int64(record.FreeBytes), 0, 9007199254740991)
	writer.EndObject()
}

// CloneVolume: What to make, and from what.
type CloneVolume struct {
	// The new volume.
	Name string

	// The volume whose contents it gets.
	Source string

	// A snapshot of the source, instead of what it holds now.
	Snapshot *string

	// The new volume's size, at least the source's; the source's when absent.
	SizeBytes *int64
}

func readCloneVolume(reader *codec.Reader) (record CloneVolume) {
	var seen [4]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "name":
			if reader.First(&seen[0]) {
				record.Name = reader.Text(1, 255)
			}
		case "source":
			if reader.First(&seen[1]) {
				record.Source = reader.Text(1, 255)
			}
		case "snapshot":
			if reader.First(&seen[2]) && !reader.TakeNull() {
				value := reader.Text(1, 64)
				record.Snapshot = &value
			}
		case "size_bytes":
			if reader.First(&seen[3]) && !reader.TakeNull() {
				value := int64(reader.Integer(1, 9007199254740991))
				record.SizeBytes = &value
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "name")
	reader.Need(seen[1], "source")
	return
}

// SnapshotName: Names one snapshot of one volume.
type SnapshotName struct {
	// The volume.
	Volume string

	// The snapshot: a-z, A-Z, 0-9, _ and -.
	Name string
}

func readSnapshotName(reader *codec.Reader) (record SnapshotName) {
	var seen [2]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "volume":
			if reader.First(&seen[0]) {
				record.Volume = reader.Text(1, 255)
			}
		case "name":
			if reader.First(&seen[1]) {
				record.Name = reader.Text(1, 64)
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "volume")
	reader.Need(seen[1], "name")
	return
}

// ExportVolume: Which volume, and how.
type ExportVolume struct {
	// Which one.
	Name string

	// A file or device, or the NBD protocol.
	Way ExportWay

	// Nobody may write through it; false when absent.
	ReadOnly *bool
}

func readExportVolume(reader *codec.Reader) (record ExportVolume) {
	var seen [3]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "name":
			if reader.First(&seen[0]) {
				record.Name = reader.Text(1, 255)
			}
		case "way":
			if reader.First(&seen[1]) {
				record.Way = ExportWay(reader.Name(exportWayNames))
			}
		case "read_only":
			if reader.First(&seen[2]) && !reader.TakeNull() {
				value := reader.Boolean()
				record.ReadOnly = &value
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "name")
	reader.Need(seen[1], "way")
	return
}

// ReadVolume: Which part.
type ReadVolume struct {
	// Which one.
	Name string

	// The first byte.
	Offset int64

	// How many bytes.
	Length int32
}

func readReadVolume(reader *codec.Reader) (record ReadVolume) {
	var seen [3]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "name":
			if reader.First(&seen[0]) {
				record.Name = reader.Text(1, 255)
			}
		case "offset":
			if reader.First(&seen[1]) {
				record.Offset = int64(reader.Integer(0, 9007199254740991))
			}
		case "length":
			if reader.First(&seen[2]) {
				record.Length = int32(reader.Integer(1, 2097152))
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "name")
	reader.Need(seen[1], "offset")
	reader.Need(seen[2], "length")
	return
}

// VolumePart: A part of a volume's contents.
type VolumePart struct {
	// The bytes.
	Data []byte

	// So many bytes, all zero.
	ZeroBytes *int32
}

func (record VolumePart) write(writer *codec.Writer) {
	writer.BeginObject()
	if record.Data != nil {
		writer.Key("data")
		writer.Bytes(record.Data)
	}
	if record.ZeroBytes != nil {
		writer.Key("zero_bytes")
		writer.Integer(int64((*record.ZeroBytes)), 0, 2147483647)
	}
	writer.EndObject()
}

// WriteVolume: What to write, and where.
type WriteVolume struct {
	// Which one.
	Name string

	// The first byte.
	Offset int64

	// At most 2 MiB.
	Data []byte
}

func readWriteVolume(reader *codec.Reader) (record WriteVolume) {
	var seen [3]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "name":
			if reader.First(&seen[0]) {
				record.Name = reader.Text(1, 255)
			}
		case "offset":
			if reader.First(&seen[1]) {
				record.Offset = int64(reader.Integer(0, 9007199254740991))
			}
		case "data":
			if reader.First(&seen[2]) {
				record.Data = reader.Bytes(0, -1)
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "name")
	reader.Need(seen[1], "offset")
	reader.Need(seen[2], "data")
	return
}

// ChangeFunction: The functions that change something.
type ChangeFunction int

const (
	ChangeFunctionCreateVolume ChangeFunction = iota
	ChangeFunctionDeleteVolume
	ChangeFunctionExtendVolume
	ChangeFunctionCloneVolume
	ChangeFunctionCreateSnapshot
	ChangeFunctionDeleteSnapshot
	ChangeFunctionRestoreSnapshot
	ChangeFunctionExportVolume
	ChangeFunctionUnexportVolume
)

var changeFunctionNames = []string{"create_volume", "delete_volume", "extend_volume", "clone_volume", "create_snapshot", "delete_snapshot", "restore_snapshot", "export_volume", "unexport_volume"}

// String is the value as it stands on the wire.
func (value ChangeFunction) String() string {
	if value < 0 || int(value) >= len(changeFunctionNames) {
		return "none"
	}
	return changeFunctionNames[value]
}

// PlanChange: The function, and what it would be given; the fields are the function's own.
type PlanChange struct {
	// Which function.
	Change ChangeFunction

	// The volume, or the new one of a clone.
	Name string

	// As the function's.
	SizeBytes *int64

	// As the function's.
	Source *string

	// The snapshot.
	Snapshot *string

	// As the function's.
	Way *ExportWay
}

func readPlanChange(reader *codec.Reader) (record PlanChange) {
	var seen [6]bool
	reader.BeginObject()
	for key, more := reader.NextKey(); more; key, more = reader.NextKey() {
		switch key {
		case "change":
			if reader.First(&seen[0]) {
				record.Change = ChangeFunction(reader.Name(changeFunctionNames))
			}
		case "name":
			if reader.First(&seen[1]) {
				record.Name = reader.Text(1, 255)
			}
		case "size_bytes":
			if reader.First(&seen[2]) && !reader.TakeNull() {
				value := int64(reader.Integer(1, 9007199254740991))
				record.SizeBytes = &value
			}
		case "source":
			if reader.First(&seen[3]) && !reader.TakeNull() {
				value := reader.Text(1, 255)
				record.Source = &value
			}
		case "snapshot":
			if reader.First(&seen[4]) && !reader.TakeNull() {
				value := reader.Text(1, 64)
				record.Snapshot = &value
			}
		case "way":
			if reader.First(&seen[5]) && !reader.TakeNull() {
				value := ExportWay(reader.Name(exportWayNames))
				record.Way = &value
			}
		default:
			reader.Skip()
		}
	}
	reader.Need(seen[0], "change")
	reader.Need(seen[1], "name")
	return
}

// PlanStep: One thing that would be done.
type PlanStep struct {
	// In words, one line.
	What string

	// The command that would run.
	Argv []string
}

func (record PlanStep) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("what")
	writer.Text(record.What)
	if record.Argv != nil {
		writer.Key("argv")
		codec.WriteArray(writer, record.Argv, func(item0 string) {
			writer.Text(item0)
		})
	}
	writer.EndObject()
}

// Plan: What would be done, in order.
type Plan struct {
	// Step by step.
	Steps []PlanStep
}

func (record Plan) write(writer *codec.Writer) {
	writer.BeginObject()
	writer.Key("steps")
	codec.WriteArray(writer, record.Steps, func(item0 PlanStep) {
		item0.write(writer)
	})
	writer.EndObject()
}

// Driver is what a driver of the kind volume does. Hand an instance to Serve.
type Driver interface {
	// Describe: Says what this driver is. It must not touch the outside. Called: once after every instantiation, before
	// any other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
	// the driver is refused.
	Describe() (Description, error)

	// Probe: Says whether the driver can work here and now: directories writable, kernel features present, devices
	// reachable. A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called: after
	// describe, then regularly, and when an operator asks. Afterwards: nothing was changed. The health is shown to
	// operators, with the reason. Statuses: failed (looking itself went wrong; the message says how).
	Probe() (Probe, error)

	// CreateVolume: Makes a volume of exactly `size_bytes`. Called: for a new volume, once; after an accident the manager
	// asks inspect_volume instead of calling again. Afterwards: with ok the volume exists and inspect_volume finds it.
	// With anything else nothing of that name was left behind. Statuses: invalid_argument (the input cannot be right, now
	// or later, such as a name that the driver's own world cannot hold); already_exists (there is a volume of that name;
	// it was not touched); not_ready (what the driver stands on is not there yet or at the moment; nothing was changed,
	// trying later may help); resource_exhausted (a volume of that size does not fit; nothing of it is left);
	// permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of these;
	// the message says what. The manager looks before it goes on).
	CreateVolume(input CreateVolume) (Volume, error)

	// DeleteVolume: Removes a volume and all it holds. Removing what is absent is ok. Called: when a volume shall go, and
	// again until it answers ok. Afterwards: with ok nothing of that name is left, its snapshots neither. Statuses:
	// invalid_argument (the input cannot be right, now or later, such as a name that the driver's own world cannot hold);
	// busy (something still uses it, such as a mount or a clone that needs it; it is all there); not_ready (what the
	// driver stands on is not there yet or at the moment; nothing was changed, trying later may help); permission_denied
	// (the host or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says
	// what. The manager looks before it goes on).
	DeleteVolume(input VolumeName) error

	// ExtendVolume: Grows a volume to `size_bytes`. The present size is ok. Called: when a volume shall be larger, and
	// again after an accident. Afterwards: with ok the volume has that size and what it held is as it was. With anything
	// else the size is as it was. Statuses: invalid_argument (the size is below the present one; nothing was changed);
	// not_found (there is no volume of that name); busy (someone else uses what would be touched; nothing was changed);
	// not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying later may help);
	// resource_exhausted (there is no room to grow; the size is as it was); permission_denied (the host or what lies
	// behind it refused the driver; nothing was changed); failed (none of these; the message says what. The manager looks
	// before it goes on).
	ExtendVolume(input ExtendVolume) (Volume, error)

	// InspectVolume: Says what is really there under a name. It must look, never remember. Called: whenever the manager
	// must know: after each accident, to settle an unknown outcome, and when its records are compared with what is there.
	// Afterwards: nothing was changed. What it answered was there at that moment. Statuses: invalid_argument (the input
	// cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found (there is no
	// volume of that name, a half-made one neither); not_ready (what the driver stands on is not there yet or at the
	// moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind it refused the
	// driver; nothing was changed); failed (it could not look; the outcome stays unknown).
	InspectVolume(input VolumeName) (Volume, error)

	// ListVolumes: Lists every volume the driver can see, in any order; half-made ones are not among them. Called: when
	// records are compared with what is there, and when an operator looks for orphans. Afterwards: nothing was changed.
	// Statuses: not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying later
	// may help); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none
	// of these; the message says what. The manager looks before it goes on).
	ListVolumes() (VolumeList, error)
}

// GetStatsDriver is a driver that offers get_stats: it also exports the name, with ServeGetStats.
type GetStatsDriver interface {
	// GetStats: Says how much room there is. A driver that cannot know does not export it. Called: regularly, and before a
	// place for a new volume is chosen. Afterwards: nothing was changed. Statuses: not_ready (what the driver stands on is
	// not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the host or what
	// lies behind it refused the driver; nothing was changed); failed (none of these; the message says what. The manager
	// looks before it goes on).
	GetStats() (Stats, error)
}

// CloneVolumeDriver is a driver that offers clone_volume: it also exports the name, with ServeCloneVolume.
type CloneVolumeDriver interface {
	// CloneVolume: Makes a volume of its own with what another holds, or with what a snapshot of it holds. A size above
	// the source's extends the clone. A clone that needs its source to stay says so in `origin`. Called: for a new volume
	// that shall begin as a copy, once; after an accident the manager asks inspect_volume. Afterwards: with ok the new
	// volume exists, and what is written to one of the two is not seen in the other. With anything else nothing of the new
	// name was left behind. Statuses: invalid_argument (the size is below the source's); not_found (there is no such
	// source, or no such snapshot of it); already_exists (the name to be made is taken; nothing was changed); busy (the
	// source is in a use that does not allow a copy); not_ready (what the driver stands on is not there yet or at the
	// moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of something;
	// nothing was changed); permission_denied (the host or what lies behind it refused the driver; nothing was changed);
	// failed (none of these; the message says what. The manager looks before it goes on).
	CloneVolume(input CloneVolume) (Volume, error)
}

// CreateSnapshotDriver is a driver that offers create_snapshot: it also exports the name, with ServeCreateSnapshot.
type CreateSnapshotDriver interface {
	// CreateSnapshot: Keeps what a volume holds now under a name of its own. Snapshots go with their volume. Called: when
	// the present contents shall be kept, once; after an accident the manager asks inspect_volume. Afterwards: with ok
	// inspect_volume shows the snapshot. With anything else nothing of that name was left. Statuses: invalid_argument (the
	// input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found (there is no
	// volume of that name); already_exists (the volume has a snapshot of that name); busy (the volume is in a use that
	// does not allow a snapshot); not_ready (what the driver stands on is not there yet or at the moment; nothing was
	// changed, trying later may help); resource_exhausted (no room, no quota, no more of something; nothing was changed);
	// permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of these;
	// the message says what. The manager looks before it goes on).
	CreateSnapshot(input SnapshotName) (Snapshot, error)
}

// DeleteSnapshotDriver is a driver that offers delete_snapshot: it also exports the name, with ServeDeleteSnapshot.
type DeleteSnapshotDriver interface {
	// DeleteSnapshot: Removes one snapshot. Removing what is absent is ok. Called: when a snapshot shall go, and again
	// until it answers ok. Afterwards: with ok the snapshot is gone; the volume is as it was. Statuses: invalid_argument
	// (the input cannot be right, now or later, such as a name that the driver's own world cannot hold); busy (something
	// stands on the snapshot; it is all there); not_ready (what the driver stands on is not there yet or at the moment;
	// nothing was changed, trying later may help); permission_denied (the host or what lies behind it refused the driver;
	// nothing was changed); failed (none of these; the message says what. The manager looks before it goes on).
	DeleteSnapshot(input SnapshotName) error
}

// RestoreSnapshotDriver is a driver that offers restore_snapshot: it also exports the name, with ServeRestoreSnapshot.
type RestoreSnapshotDriver interface {
	// RestoreSnapshot: Makes a volume hold again, byte for byte, what it held at the snapshot, its size too. Called: when
	// the present contents shall be given up; the manager settles an unknown outcome by calling it again. Afterwards: with
	// ok the volume holds what it held then, and the snapshot is still there. Statuses: invalid_argument (the input cannot
	// be right, now or later, such as a name that the driver's own world cannot hold); not_found (there is no such volume,
	// or no such snapshot of it); busy (the volume is in use; it is as it was); not_ready (what the driver stands on is
	// not there yet or at the moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota,
	// no more of something; nothing was changed); permission_denied (the host or what lies behind it refused the driver;
	// nothing was changed); failed (none of these; the message says what. The manager looks before it goes on).
	RestoreSnapshot(input SnapshotName) (Volume, error)
}

// ExportVolumeDriver is a driver that offers export_volume: it also exports the name, with ServeExportVolume.
type ExportVolumeDriver interface {
	// ExportVolume: Makes a volume reachable for programs of this node. Exporting again in the same way answers the same
	// address. A way that the driver does not know is unsupported. Called: before a program of this node uses the volume,
	// and again after an accident or a restart. Afterwards: with ok the volume is reached at the address until it is taken
	// back, and inspect_volume shows the export. Statuses: invalid_argument (the input cannot be right, now or later, such
	// as a name that the driver's own world cannot hold); not_found (there is no volume of that name); busy (it is
	// exported in a way that excludes this one); not_ready (what the driver stands on is not there yet or at the moment;
	// nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of something; nothing
	// was changed); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed
	// (none of these; the message says what. The manager looks before it goes on).
	ExportVolume(input ExportVolume) (Export, error)
}

// UnexportVolumeDriver is a driver that offers unexport_volume: it also exports the name, with ServeUnexportVolume.
type UnexportVolumeDriver interface {
	// UnexportVolume: Takes an export back. Taking back what is not exported is ok. Called: when no program uses the
	// volume that way any more, before it is deleted, and again until it answers ok. Afterwards: with ok nothing of the
	// export is left. Statuses: invalid_argument (the input cannot be right, now or later, such as a name that the
	// driver's own world cannot hold); busy (a program still has it open; the export stands); not_ready (what the driver
	// stands on is not there yet or at the moment; nothing was changed, trying later may help); permission_denied (the
	// host or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says what.
	// The manager looks before it goes on).
	UnexportVolume(input ExportVolume) error
}

// ReadVolumeDriver is a driver that offers read_volume: it also exports the name, with ServeReadVolume.
type ReadVolumeDriver interface {
	// ReadVolume: Reads a part of a volume. Less than `length` only at its end. A part that holds nothing but zeros may be
	// answered as `zero_bytes` instead of `data`. Called: part by part, while a volume is moved to another driver; nobody
	// else writes it then. Afterwards: nothing was changed. Statuses: invalid_argument (the part begins beyond the end of
	// the volume); not_found (there is no volume of that name); busy (someone else uses what would be touched; nothing was
	// changed); not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying later
	// may help); resource_exhausted (no room, no quota, no more of something; nothing was changed); permission_denied (the
	// host or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says what.
	// The manager looks before it goes on).
	ReadVolume(input ReadVolume) (VolumePart, error)
}

// WriteVolumeDriver is a driver that offers write_volume: it also exports the name, with ServeWriteVolume.
type WriteVolumeDriver interface {
	// WriteVolume: Writes a part of a volume. It never grows a volume. Called: part by part, while a volume is moved from
	// another driver; the same part may come twice. Afterwards: with ok the bytes are durable. With anything else that
	// part holds what it held or what was sent, byte by byte. Statuses: invalid_argument (the part lies beyond the
	// volume's end; nothing was written); not_found (there is no volume of that name); busy (someone else uses what would
	// be touched; nothing was changed); not_ready (what the driver stands on is not there yet or at the moment; nothing
	// was changed, trying later may help); resource_exhausted (no room, no quota, no more of something; nothing was
	// changed); permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none
	// of these; the message says what. The manager looks before it goes on).
	WriteVolume(input WriteVolume) error
}

// PlanChangeDriver is a driver that offers plan_change: it also exports the name, with ServePlanChange.
type PlanChangeDriver interface {
	// PlanChange: Says what a change would do, and does nothing: each step in words, with the argument vector where a
	// command would run. It answers the status that the change would be refused with, as far as looking can tell. Called:
	// when an operator asks what a change would do (`--dry-run`). Afterwards: nothing was changed. The change may still
	// end otherwise: the world goes on. Statuses: invalid_argument (the input cannot be right, now or later, such as a
	// name that the driver's own world cannot hold); not_found (the change would answer it: what it needs is not there);
	// already_exists (the change would answer it: the name is taken); busy (the change would answer it: what it needs is
	// in use); not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying later
	// may help); resource_exhausted (the change would answer it: there is no room); permission_denied (the host or what
	// lies behind it refused the driver; nothing was changed); failed (none of these; the message says what. The manager
	// looks before it goes on).
	PlanChange(input PlanChange) (Plan, error)
}

var served Driver

// Serve names the driver that the exports call; once, in an init function of the driver.
func Serve(driver Driver) {
	served = driver
}

func serving() Driver {
	if served == nil {
		panic("no driver is served: call Serve in an init function")
	}
	return served
}

// ServeDescribe runs one call of describe. The export's return value.
func ServeDescribe() int32 {
	call := func(struct{}) (Description, error) {
		return serving().Describe()
	}
	return codec.Serve(nil, call, Description.write)
}

// ServeProbe runs one call of probe. The export's return value.
func ServeProbe() int32 {
	call := func(struct{}) (Probe, error) {
		return serving().Probe()
	}
	return codec.Serve(nil, call, Probe.write)
}

// ServeCreateVolume runs one call of create_volume. The export's return value.
func ServeCreateVolume() int32 {
	call := func(input CreateVolume) (Volume, error) {
		return serving().CreateVolume(input)
	}
	return codec.Serve(readCreateVolume, call, Volume.write)
}

// ServeDeleteVolume runs one call of delete_volume. The export's return value.
func ServeDeleteVolume() int32 {
	call := func(input VolumeName) (struct{}, error) {
		return struct{}{}, serving().DeleteVolume(input)
	}
	return codec.Serve(readVolumeName, call, nil)
}

// ServeExtendVolume runs one call of extend_volume. The export's return value.
func ServeExtendVolume() int32 {
	call := func(input ExtendVolume) (Volume, error) {
		return serving().ExtendVolume(input)
	}
	return codec.Serve(readExtendVolume, call, Volume.write)
}

// ServeInspectVolume runs one call of inspect_volume. The export's return value.
func ServeInspectVolume() int32 {
	call := func(input VolumeName) (Volume, error) {
		return serving().InspectVolume(input)
	}
	return codec.Serve(readVolumeName, call, Volume.write)
}

// ServeListVolumes runs one call of list_volumes. The export's return value.
func ServeListVolumes() int32 {
	call := func(struct{}) (VolumeList, error) {
		return serving().ListVolumes()
	}
	return codec.Serve(nil, call, VolumeList.write)
}

// ServeGetStats runs one call of get_stats. The export's return value.
func ServeGetStats() int32 {
	call := func(struct{}) (Stats, error) {
		driver, offered := serving().(GetStatsDriver)
		if !offered {
			return Stats{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer get_stats.")
		}
		return driver.GetStats()
	}
	return codec.Serve(nil, call, Stats.write)
}

// ServeCloneVolume runs one call of clone_volume. The export's return value.
func ServeCloneVolume() int32 {
	call := func(input CloneVolume) (Volume, error) {
		driver, offered := serving().(CloneVolumeDriver)
		if !offered {
			return Volume{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer clone_volume.")
		}
		return driver.CloneVolume(input)
	}
	return codec.Serve(readCloneVolume, call, Volume.write)
}

// ServeCreateSnapshot runs one call of create_snapshot. The export's return value.
func ServeCreateSnapshot() int32 {
	call := func(input SnapshotName) (Snapshot, error) {
		driver, offered := serving().(CreateSnapshotDriver)
		if !offered {
			return Snapshot{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer create_snapshot.")
		}
		return driver.CreateSnapshot(input)
	}
	return codec.Serve(readSnapshotName, call, Snapshot.write)
}

// ServeDeleteSnapshot runs one call of delete_snapshot. The export's return value.
func ServeDeleteSnapshot() int32 {
	call := func(input SnapshotName) (struct{}, error) {
		driver, offered := serving().(DeleteSnapshotDriver)
		if !offered {
			return struct{}{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer delete_snapshot.")
		}
		return struct{}{}, driver.DeleteSnapshot(input)
	}
	return codec.Serve(readSnapshotName, call, nil)
}

// ServeRestoreSnapshot runs one call of restore_snapshot. The export's return value.
func ServeRestoreSnapshot() int32 {
	call := func(input SnapshotName) (Volume, error) {
		driver, offered := serving().(RestoreSnapshotDriver)
		if !offered {
			return Volume{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer restore_snapshot.")
		}
		return driver.RestoreSnapshot(input)
	}
	return codec.Serve(readSnapshotName, call, Volume.write)
}

// ServeExportVolume runs one call of export_volume. The export's return value.
func ServeExportVolume() int32 {
	call := func(input ExportVolume) (Export, error) {
		driver, offered := serving().(ExportVolumeDriver)
		if !offered {
			return Export{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer export_volume.")
		}
		return driver.ExportVolume(input)
	}
	return codec.Serve(readExportVolume, call, Export.write)
}

// ServeUnexportVolume runs one call of unexport_volume. The export's return value.
func ServeUnexportVolume() int32 {
	call := func(input ExportVolume) (struct{}, error) {
		driver, offered := serving().(UnexportVolumeDriver)
		if !offered {
			return struct{}{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer unexport_volume.")
		}
		return struct{}{}, driver.UnexportVolume(input)
	}
	return codec.Serve(readExportVolume, call, nil)
}

// ServeReadVolume runs one call of read_volume. The export's return value.
func ServeReadVolume() int32 {
	call := func(input ReadVolume) (VolumePart, error) {
		driver, offered := serving().(ReadVolumeDriver)
		if !offered {
			return VolumePart{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer read_volume.")
		}
		return driver.ReadVolume(input)
	}
	return codec.Serve(readReadVolume, call, VolumePart.write)
}

// ServeWriteVolume runs one call of write_volume. The export's return value.
func ServeWriteVolume() int32 {
	call := func(input WriteVolume) (struct{}, error) {
		driver, offered := serving().(WriteVolumeDriver)
		if !offered {
			return struct{}{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer write_volume.")
		}
		return struct{}{}, driver.WriteVolume(input)
	}
	return codec.Serve(readWriteVolume, call, nil)
}

// ServePlanChange runs one call of plan_change. The export's return value.
func ServePlanChange() int32 {
	call := func(input PlanChange) (Plan, error) {
		driver, offered := serving().(PlanChangeDriver)
		if !offered {
			return Plan{}, holdfast.Fail(holdfast.Unsupported, "This driver does not offer plan_change.")
		}
		return driver.PlanChange(input)
	}
	return codec.Serve(readPlanChange, call, Plan.write)
}
