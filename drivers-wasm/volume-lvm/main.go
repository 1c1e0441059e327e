// A volume driver on LVM: each volume is a logical volume of one group, where the kernel has device-mapper.
package main

import (
	"strings"

	"holdfast"
	"holdfast/generated/volume"
	_ "holdfast/generated/volume/exports"
)

const noMapper = "the kernel has no device-mapper, which logical volumes are made with"

type logicalVolumes struct{}

func init() {
	volume.Serve(logicalVolumes{})
}

//go:wasmexport get_stats
func getStats() int32 {
	return volume.ServeGetStats()
}

func (logicalVolumes) Describe() (volume.Description, error) {
	return volume.Description{Name: "volume-lvm", Version: "1.0.0", Kind: "volume", Abi: "1.0"}, nil
}

func (logicalVolumes) Probe() (volume.Probe, error) {
	reason := trouble()
	if reason == "" {
		return volume.Probe{Health: volume.HealthReady}, nil
	}
	return volume.Probe{Health: volume.HealthUnavailable, Reason: &reason}, nil
}

// Why volumes cannot be made here; nothing where they can.
func trouble() string {
	kernel, err := run("lvm-kernel")
	if err != nil {
		return "the commands cannot be run: are the rules of this driver in executor.rules? " + err.Error()
	}
	if !strings.Contains(kernel, "device-mapper") {
		return noMapper
	}
	if _, _, err := room(); err != nil {
		return "the group " + group() + " cannot be asked: " + err.Error()
	}
	return ""
}

func (logicalVolumes) CreateVolume(input volume.CreateVolume) (volume.Volume, error) {
	name, err := encode(input.Name)
	if err != nil {
		return volume.Volume{}, err
	}
	if _, err := find(input.Name); err == nil {
		return volume.Volume{}, holdfast.Fail(holdfast.AlreadyExists, "There is a volume of that name.")
	} else if !isAbsent(err) {
		return volume.Volume{}, err
	}
	if err := requireRoom(input.SizeBytes); err != nil {
		return volume.Volume{}, err
	}
	if _, err := run("lvm-create", "size", decimal(input.SizeBytes), "name", name, "group", group()); err != nil {
		return volume.Volume{}, err
	}
	return find(input.Name)
}

func (logicalVolumes) DeleteVolume(input volume.VolumeName) error {
	name, err := encode(input.Name)
	if err != nil {
		return err
	}
	if _, err := find(input.Name); err != nil {
		if isAbsent(err) {
			return nil
		}
		return err
	}
	_, err = run("lvm-delete", "name", name, "group", group())
	return err
}

// The room comes first and the note after it: cut off between the two, the volume is as large as it was.
func (logicalVolumes) ExtendVolume(input volume.ExtendVolume) (volume.Volume, error) {
	present, err := look(input.Name)
	if err != nil {
		return volume.Volume{}, err
	}
	if input.SizeBytes < present.noted {
		return volume.Volume{}, holdfast.Fail(holdfast.InvalidArgument, "A volume cannot shrink: ask for at least its present size.")
	}
	if input.SizeBytes == present.noted {
		return present.asVolume(), nil
	}
	size := decimal(input.SizeBytes)
	if input.SizeBytes > present.given {
		if err := requireRoom(input.SizeBytes - present.given); err != nil {
			return volume.Volume{}, err
		}
		if _, err := run("lvm-extend", "size", size, "name", present.lvName, "group", group()); err != nil {
			return volume.Volume{}, err
		}
	}
	before := decimal(present.noted)
	if _, err := run("lvm-note", "before", before, "size", size, "name", present.lvName, "group", group()); err != nil {
		return volume.Volume{}, err
	}
	return find(input.Name)
}

func (logicalVolumes) InspectVolume(input volume.VolumeName) (volume.Volume, error) {
	return find(input.Name)
}

func (logicalVolumes) ListVolumes() (volume.VolumeList, error) {
	all, err := list()
	volumes := volume.VolumeList{}
	for _, each := range all {
		volumes.Volumes = append(volumes.Volumes, each.asVolume())
	}
	return volumes, err
}

func (logicalVolumes) GetStats() (volume.Stats, error) {
	total, free, err := room()
	return volume.Stats{TotalBytes: total, FreeBytes: free}, err
}

func requireRoom(bytes int64) error {
	_, free, err := room()
	if err == nil && bytes > free {
		return holdfast.Fail(holdfast.ResourceExhausted, "The group has "+decimal(free)+" bytes left.")
	}
	return err
}

// A driver has no program of its own; the host calls its exports.
func main() {}
