// Generated from sdk/abi/volume.yaml, version 1.1, by `npm run generate`. Do not edit: change the contract and generate again.

const codec = @import("holdfast").codec;
const border = @import("holdfast").border;

/// A driver's own account of itself.
pub const Description = struct {
    /// The driver's name, as in its manifest.
    name: []const u8,
    /// The driver's own semantic version.
    version: []const u8,
    /// The kind it implements, such as volume.
    kind: []const u8,
    /// The version of the kind it was built against, major.minor.
    abi: []const u8,
};

/// How the driver feels.
pub const Health = enum { ready, degraded, unavailable };

/// The answer of a probe.
pub const Probe = struct {
    health: Health,
    /// Why it is not ready, for the operator; one sentence.
    reason: ?[]const u8 = null,
};

/// Names one volume.
pub const VolumeName = struct {
    /// Any UTF-8; the driver must not read a path into it.
    name: []const u8,
};

/// What to make.
pub const CreateVolume = struct {
    /// Any UTF-8; the driver must not read a path into it.
    name: []const u8,
    /// Exact size in bytes.
    size_bytes: i64,
};

/// What to grow, and to what.
pub const ExtendVolume = struct {
    /// Which one.
    name: []const u8,
    /// The new size in bytes, at least the present one.
    size_bytes: i64,
};

/// How programs reach a volume.
pub const ExportWay = enum { path, nbd };

/// Where a volume is reached.
pub const Export = struct {
    /// A file or device, or the NBD protocol.
    way: ExportWay,
    /// A path as the driver sees it, or an NBD URI.
    address: []const u8,
    /// Nobody may write through it.
    read_only: ?bool = null,
};

/// A snapshot as it is.
pub const Snapshot = struct {
    /// The name it was made with.
    name: []const u8,
    /// The volume's size at that time.
    size_bytes: i64,
};

/// A volume as it is.
pub const Volume = struct {
    /// The name it was made with.
    name: []const u8,
    /// What a reader sees, in bytes.
    size_bytes: i64,
    /// What it occupies, in bytes, if the driver knows.
    allocated_bytes: ?i64 = null,
    /// Where it is, as the driver sees it: a guest path, a device.
    location: ?[]const u8 = null,
    /// The volume that this one is a clone of and cannot live without.
    origin: ?[]const u8 = null,
    /// How it is exported now; inspect_volume says it, a list need not.
    exports: ?[]const Export = null,
    /// Its snapshots, each once, in any order; inspect_volume says them, a list need not.
    snapshots: ?[]const Snapshot = null,
};

/// All volumes of a driver.
pub const VolumeList = struct {
    /// Each volume once, in any order.
    volumes: []const Volume,
};

/// Room, in bytes.
pub const Stats = struct {
    /// All there is, used or not.
    total_bytes: i64,
    /// What a new volume could still take.
    free_bytes: i64,
};

/// What to make, and from what.
pub const CloneVolume = struct {
    /// The new volume.
    name: []const u8,
    /// The volume whose contents it gets.
    source: []const u8,
    /// A snapshot of the source, instead of what it holds now.
    snapshot: ?[]const u8 = null,
    /// The new volume's size, at least the source's; the source's when absent.
    size_bytes: ?i64 = null,
};

/// Names one snapshot of one volume.
pub const SnapshotName = struct {
    /// The volume.
    volume: []const u8,
    /// The snapshot: a-z, A-Z, 0-9, _ and -.
    name: []const u8,
};

/// Which volume, and how.
pub const ExportVolume = struct {
    /// Which one.
    name: []const u8,
    /// A file or device, or the NBD protocol.
    way: ExportWay,
    /// Nobody may write through it; false when absent.
    read_only: ?bool = null,
};

/// Which part.
pub const ReadVolume = struct {
    /// Which one.
    name: []const u8,
    /// The first byte.
    offset: i64,
    /// How many bytes.
    length: i32,
};

/// A part of a volume's contents.
pub const VolumePart = struct {
    /// The bytes.
    data: ?[]const u8 = null,
    /// So many bytes, all zero.
    zero_bytes: ?i32 = null,
};

/// What to write, and where.
pub const WriteVolume = struct {
    /// Which one.
    name: []const u8,
    /// The first byte.
    offset: i64,
    /// At most 2 MiB.
    data: []const u8,
};

/// The functions that change something.
pub const ChangeFunction = enum { create_volume, delete_volume, extend_volume, clone_volume, create_snapshot, delete_snapshot, restore_snapshot, export_volume, unexport_volume };

/// The function, and what it would be given; the fields are the function's own.
pub const PlanChange = struct {
    /// Which function.
    change: ChangeFunction,
    /// The volume, or the new one of a clone.
    name: []const u8,
    /// As the function's.
    size_bytes: ?i64 = null,
    /// As the function's.
    source: ?[]const u8 = null,
    /// The snapshot.
    snapshot: ?[]const u8 = null,
    /// As the function's.
    way: ?ExportWay = null,
};

/// One thing that would be done.
pub const PlanStep = struct {
    /// In words, one line.
    what: []const u8,
    /// The command that would run.
    argv: ?[]const []const u8 = null,
};

/// What would be done, in order.
pub const Plan = struct {
    /// Step by step.
    steps: []const PlanStep,
};

/// Makes the exports of a driver of the kind volume from the functions of a type: `comptime { volume.serve(@This()); }`.
pub fn serve(comptime Driver: type) void {
    // Says what this driver is. It must not touch the outside. Called: once after every instantiation, before any
    // other function. Afterwards: nothing was changed. What it answered equals the manifest carried in the file, or
    // the driver is refused.
    if (!@hasDecl(Driver, "describe")) @compileError("The driver has no `pub fn describe() !Description`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.describe, void, DescriptionCodec);
        }
    }.export_, .{ .name = "describe" });
    // Says whether the driver can work here and now: directories writable, kernel features present, devices
    // reachable. A driver that cannot work answers `unavailable` with the reason, it does not fail later. Called:
    // after describe, then regularly, and when an operator asks. Afterwards: nothing was changed. The health is
    // shown to operators, with the reason. Statuses: failed (looking itself went wrong; the message says how).
    if (!@hasDecl(Driver, "probe")) @compileError("The driver has no `pub fn probe() !Probe`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.probe, void, ProbeCodec);
        }
    }.export_, .{ .name = "probe" });
    // Makes a volume of exactly `size_bytes`. Called: for a new volume, once; after an accident the manager asks
    // inspect_volume instead of calling again. Afterwards: with ok the volume exists and inspect_volume finds it.
    // With anything else nothing of that name was left behind. Statuses: invalid_argument (the input cannot be
    // right, now or later, such as a name that the driver's own world cannot hold); already_exists (there is a
    // volume of that name; it was not touched); not_ready (what the driver stands on is not there yet or at the
    // moment; nothing was changed, trying later may help); resource_exhausted (a volume of that size does not fit;
    // nothing of it is left); permission_denied (the host or what lies behind it refused the driver; nothing was
    // changed); failed (none of these; the message says what. The manager looks before it goes on).
    if (!@hasDecl(Driver, "createVolume")) @compileError("The driver has no `pub fn createVolume(input: CreateVolume) !Volume`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.createVolume, CreateVolumeCodec, VolumeCodec);
        }
    }.export_, .{ .name = "create_volume" });
    // Removes a volume and all it holds. Removing what is absent is ok. Called: when a volume shall go, and again
    // until it answers ok. Afterwards: with ok nothing of that name is left, its snapshots neither. Statuses:
    // invalid_argument (the input cannot be right, now or later, such as a name that the driver's own world cannot
    // hold); busy (something still uses it, such as a mount or a clone that needs it; it is all there); not_ready
    // (what the driver stands on is not there yet or at the moment; nothing was changed, trying later may help);
    // permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
    // these; the message says what. The manager looks before it goes on).
    if (!@hasDecl(Driver, "deleteVolume")) @compileError("The driver has no `pub fn deleteVolume(input: VolumeName) !void`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.deleteVolume, VolumeNameCodec, void);
        }
    }.export_, .{ .name = "delete_volume" });
    // Grows a volume to `size_bytes`. The present size is ok. Called: when a volume shall be larger, and again
    // after an accident. Afterwards: with ok the volume has that size and what it held is as it was. With anything
    // else the size is as it was. Statuses: invalid_argument (the size is below the present one; nothing was
    // changed); not_found (there is no volume of that name); busy (someone else uses what would be touched; nothing
    // was changed); not_ready (what the driver stands on is not there yet or at the moment; nothing was changed,
    // trying later may help); resource_exhausted (there is no room to grow; the size is as it was);
    // permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
    // these; the message says what. The manager looks before it goes on).
    if (!@hasDecl(Driver, "extendVolume")) @compileError("The driver has no `pub fn extendVolume(input: ExtendVolume) !Volume`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.extendVolume, ExtendVolumeCodec, VolumeCodec);
        }
    }.export_, .{ .name = "extend_volume" });
    // Says what is really there under a name. It must look, never remember. Called: whenever the manager must know:
    // after each accident, to settle an unknown outcome, and when its records are compared with what is there.
    // Afterwards: nothing was changed. What it answered was there at that moment. Statuses: invalid_argument (the
    // input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found
    // (there is no volume of that name, a half-made one neither); not_ready (what the driver stands on is not there
    // yet or at the moment; nothing was changed, trying later may help); permission_denied (the host or what lies
    // behind it refused the driver; nothing was changed); failed (it could not look; the outcome stays unknown).
    if (!@hasDecl(Driver, "inspectVolume")) @compileError("The driver has no `pub fn inspectVolume(input: VolumeName) !Volume`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.inspectVolume, VolumeNameCodec, VolumeCodec);
        }
    }.export_, .{ .name = "inspect_volume" });
    // Lists every volume the driver can see, in any order; half-made ones are not among them. Called: when records
    // are compared with what is there, and when an operator looks for orphans. Afterwards: nothing was changed.
    // Statuses: not_ready (what the driver stands on is not there yet or at the moment; nothing was changed, trying
    // later may help); permission_denied (the host or what lies behind it refused the driver; nothing was changed);
    // failed (none of these; the message says what. The manager looks before it goes on).
    if (!@hasDecl(Driver, "listVolumes")) @compileError("The driver has no `pub fn listVolumes() !VolumeList`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.listVolumes, void, VolumeListCodec);
        }
    }.export_, .{ .name = "list_volumes" });
    // Says how much room there is. A driver that cannot know does not export it. Called: regularly, and before a
    // place for a new volume is chosen. Afterwards: nothing was changed. Statuses: not_ready (what the driver
    // stands on is not there yet or at the moment; nothing was changed, trying later may help); permission_denied
    // (the host or what lies behind it refused the driver; nothing was changed); failed (none of these; the message
    // says what. The manager looks before it goes on).
    if (@hasDecl(Driver, "getStats")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.getStats, void, StatsCodec);
            }
        }.export_, .{ .name = "get_stats" });
    }
    // Makes a volume of its own with what another holds, or with what a snapshot of it holds. A size above the
    // source's extends the clone. A clone that needs its source to stay says so in `origin`. Called: for a new
    // volume that shall begin as a copy, once; after an accident the manager asks inspect_volume. Afterwards: with
    // ok the new volume exists, and what is written to one of the two is not seen in the other. With anything else
    // nothing of the new name was left behind. Statuses: invalid_argument (the size is below the source's);
    // not_found (there is no such source, or no such snapshot of it); already_exists (the name to be made is taken;
    // nothing was changed); busy (the source is in a use that does not allow a copy); not_ready (what the driver
    // stands on is not there yet or at the moment; nothing was changed, trying later may help); resource_exhausted
    // (no room, no quota, no more of something; nothing was changed); permission_denied (the host or what lies
    // behind it refused the driver; nothing was changed); failed (none of these; the message says what. The manager
    // looks before it goes on).
    if (@hasDecl(Driver, "cloneVolume")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.cloneVolume, CloneVolumeCodec, VolumeCodec);
            }
        }.export_, .{ .name = "clone_volume" });
    }
    // Keeps what a volume holds now under a name of its own. Snapshots go with their volume. Called: when the
    // present contents shall be kept, once; after an accident the manager asks inspect_volume. Afterwards: with ok
    // inspect_volume shows the snapshot. With anything else nothing of that name was left. Statuses:
    // invalid_argument (the input cannot be right, now or later, such as a name that the driver's own world cannot
    // hold); not_found (there is no volume of that name); already_exists (the volume has a snapshot of that name);
    // busy (the volume is in a use that does not allow a snapshot); not_ready (what the driver stands on is not
    // there yet or at the moment; nothing was changed, trying later may help); resource_exhausted (no room, no
    // quota, no more of something; nothing was changed); permission_denied (the host or what lies behind it refused
    // the driver; nothing was changed); failed (none of these; the message says what. The manager looks before it
    // goes on).
    if (@hasDecl(Driver, "createSnapshot")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.createSnapshot, SnapshotNameCodec, SnapshotCodec);
            }
        }.export_, .{ .name = "create_snapshot" });
    }
    // Removes one snapshot. Removing what is absent is ok. Called: when a snapshot shall go, and again until it
    // answers ok. Afterwards: with ok the snapshot is gone; the volume is as it was. Statuses: invalid_argument
    // (the input cannot be right, now or later, such as a name that the driver's own world cannot hold); busy
    // (something stands on the snapshot; it is all there); not_ready (what the driver stands on is not there yet or
    // at the moment; nothing was changed, trying later may help); permission_denied (the host or what lies behind
    // it refused the driver; nothing was changed); failed (none of these; the message says what. The manager looks
    // before it goes on).
    if (@hasDecl(Driver, "deleteSnapshot")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.deleteSnapshot, SnapshotNameCodec, void);
            }
        }.export_, .{ .name = "delete_snapshot" });
    }
    // Makes a volume hold again, byte for byte, what it held at the snapshot, its size too. Called: when the
    // present contents shall be given up; the manager settles an unknown outcome by calling it again. Afterwards:
    // with ok the volume holds what it held then, and the snapshot is still there. Statuses: invalid_argument (the
    // input cannot be right, now or later, such as a name that the driver's own world cannot hold); not_found
    // (there is no such volume, or no such snapshot of it); busy (the volume is in use; it is as it was); not_ready
    // (what the driver stands on is not there yet or at the moment; nothing was changed, trying later may help);
    // resource_exhausted (no room, no quota, no more of something; nothing was changed); permission_denied (the
    // host or what lies behind it refused the driver; nothing was changed); failed (none of these; the message says
    // what. The manager looks before it goes on).
    if (@hasDecl(Driver, "restoreSnapshot")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.restoreSnapshot, SnapshotNameCodec, VolumeCodec);
            }
        }.export_, .{ .name = "restore_snapshot" });
    }
    // Makes a volume reachable for programs of this node. Exporting again in the same way answers the same address.
    // A way that the driver does not know is unsupported. Called: before a program of this node uses the volume,
    // and again after an accident or a restart. Afterwards: with ok the volume is reached at the address until it
    // is taken back, and inspect_volume shows the export. Statuses: invalid_argument (the input cannot be right,
    // now or later, such as a name that the driver's own world cannot hold); not_found (there is no volume of that
    // name); busy (it is exported in a way that excludes this one); not_ready (what the driver stands on is not
    // there yet or at the moment; nothing was changed, trying later may help); resource_exhausted (no room, no
    // quota, no more of something; nothing was changed); permission_denied (the host or what lies behind it refused
    // the driver; nothing was changed); failed (none of these; the message says what. The manager looks before it
    // goes on).
    if (@hasDecl(Driver, "exportVolume")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.exportVolume, ExportVolumeCodec, ExportCodec);
            }
        }.export_, .{ .name = "export_volume" });
    }
    // Takes an export back. Taking back what is not exported is ok. Called: when no program uses the volume that
    // way any more, before it is deleted, and again until it answers ok. Afterwards: with ok nothing of the export
    // is left. Statuses: invalid_argument (the input cannot be right, now or later, such as a name that the
    // driver's own world cannot hold); busy (a program still has it open; the export stands); not_ready (what the
    // driver stands on is not there yet or at the moment; nothing was changed, trying later may help);
    // permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
    // these; the message says what. The manager looks before it goes on).
    if (@hasDecl(Driver, "unexportVolume")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.unexportVolume, ExportVolumeCodec, void);
            }
        }.export_, .{ .name = "unexport_volume" });
    }
    // Reads a part of a volume. Less than `length` only at its end. A part that holds nothing but zeros may be
    // answered as `zero_bytes` instead of `data`. Called: part by part, while a volume is moved to another driver;
    // nobody else writes it then. Afterwards: nothing was changed. Statuses: invalid_argument (the part begins
    // beyond the end of the volume); not_found (there is no volume of that name); busy (someone else uses what
    // would be touched; nothing was changed); not_ready (what the driver stands on is not there yet or at the
    // moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of
    // something; nothing was changed); permission_denied (the host or what lies behind it refused the driver;
    // nothing was changed); failed (none of these; the message says what. The manager looks before it goes on).
    if (@hasDecl(Driver, "readVolume")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.readVolume, ReadVolumeCodec, VolumePartCodec);
            }
        }.export_, .{ .name = "read_volume" });
    }
    // Writes a part of a volume. It never grows a volume. Called: part by part, while a volume is moved from
    // another driver; the same part may come twice. Afterwards: with ok the bytes are durable. With anything else
    // that part holds what it held or what was sent, byte by byte. Statuses: invalid_argument (the part lies beyond
    // the volume's end; nothing was written); not_found (there is no volume of that name); busy (someone else uses
    // what would be touched; nothing was changed); not_ready (what the driver stands on is not there yet or at the
    // moment; nothing was changed, trying later may help); resource_exhausted (no room, no quota, no more of
    // something; nothing was changed); permission_denied (the host or what lies behind it refused the driver;
    // nothing was changed); failed (none of these; the message says what. The manager looks before it goes on).
    if (@hasDecl(Driver, "writeVolume")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.writeVolume, WriteVolumeCodec, void);
            }
        }.export_, .{ .name = "write_volume" });
    }
    // Says what a change would do, and does nothing: each step in words, with the argument vector where a command
    // would run. It answers the status that the change would be refused with, as far as looking can tell. Called:
    // when an operator asks what a change would do (`--dry-run`). Afterwards: nothing was changed. The change may
    // still end otherwise: the world goes on. Statuses: invalid_argument (the input cannot be right, now or later,
    // such as a name that the driver's own world cannot hold); not_found (the change would answer it: what it needs
    // is not there); already_exists (the change would answer it: the name is taken); busy (the change would answer
    // it: what it needs is in use); not_ready (what the driver stands on is not there yet or at the moment; nothing
    // was changed, trying later may help); resource_exhausted (the change would answer it: there is no room);
    // permission_denied (the host or what lies behind it refused the driver; nothing was changed); failed (none of
    // these; the message says what. The manager looks before it goes on).
    if (@hasDecl(Driver, "planChange")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.planChange, PlanChangeCodec, PlanCodec);
            }
        }.export_, .{ .name = "plan_change" });
    }
}

pub const DescriptionCodec = codec.Record(Description, .{
    .name = codec.Text(0, codec.any),
    .version = codec.Text(0, codec.any),
    .kind = codec.Text(0, codec.any),
    .abi = codec.Text(0, codec.any),
});

pub const HealthCodec = codec.Name(Health);

pub const ProbeCodec = codec.Record(Probe, .{
    .health = HealthCodec,
    .reason = codec.Maybe(codec.Text(0, codec.any)),
});

pub const VolumeNameCodec = codec.Record(VolumeName, .{
    .name = codec.Text(1, 255),
});

pub const CreateVolumeCodec = codec.Record(CreateVolume, .{
    .name = codec.Text(1, 255),
    .size_bytes = codec.Integer(i64, 1, 9007199254740991),
});

pub const ExtendVolumeCodec = codec.Record(ExtendVolume, .{
    .name = codec.Text(1, 255),
    .size_bytes = codec.Integer(i64, 1, 9007199254740991),
});

pub const ExportWayCodec = codec.Name(ExportWay);

pub const ExportCodec = codec.Record(Export, .{
    .way = ExportWayCodec,
    .address = codec.Text(0, codec.any),
    .read_only = codec.Maybe(codec.Boolean),
});

pub const SnapshotCodec = codec.Record(Snapshot, .{
    .name = codec.Text(1, 64),
    .size_bytes = codec.Integer(i64, 0, 9007199254740991),
});

pub const VolumeCodec = codec.Record(Volume, .{
    .name = codec.Text(1, 255),
    .size_bytes = codec.Integer(i64, 0, 9007199254740991),
    .allocated_bytes = codec.Maybe(codec.Integer(i64, 0, 9007199254740991)),
    .location = codec.Maybe(codec.Text(0, codec.any)),
    .origin = codec.Maybe(codec.Text(0, codec.any)),
    .exports = codec.Maybe(codec.List(ExportCodec)),
    .snapshots = codec.Maybe(codec.List(SnapshotCodec)),
});

pub const VolumeListCodec = codec.Record(VolumeList, .{
    .volumes = codec.List(VolumeCodec),
});

pub const StatsCodec = codec.Record(Stats, .{
    .total_bytes = codec.Integer(i64, 0, 9007199254740991),
    .free_bytes = codec.Integer(i64, 0, 9007199254740991),
});

pub const CloneVolumeCodec = codec.Record(CloneVolume, .{
    .name = codec.Text(1, 255),
    .source = codec.Text(1, 255),
    .snapshot = codec.Maybe(codec.Text(1, 64)),
    .size_bytes = codec.Maybe(codec.Integer(i64, 1, 9007199254740991)),
});

pub const SnapshotNameCodec = codec.Record(SnapshotName, .{
    .volume = codec.Text(1, 255),
    .name = codec.Text(1, 64),
});

pub const ExportVolumeCodec = codec.Record(ExportVolume, .{
    .name = codec.Text(1, 255),
    .way = ExportWayCodec,
    .read_only = codec.Maybe(codec.Boolean),
});

pub const ReadVolumeCodec = codec.Record(ReadVolume, .{
    .name = codec.Text(1, 255),
    .offset = codec.Integer(i64, 0, 9007199254740991),
    .length = codec.Integer(i32, 1, 2097152),
});

pub const VolumePartCodec = codec.Record(VolumePart, .{
    .data = codec.Maybe(codec.Bytes(0, codec.any)),
    .zero_bytes = codec.Maybe(codec.Integer(i32, 0, 2147483647)),
});

pub const WriteVolumeCodec = codec.Record(WriteVolume, .{
    .name = codec.Text(1, 255),
    .offset = codec.Integer(i64, 0, 9007199254740991),
    .data = codec.Bytes(0, codec.any),
});

pub const ChangeFunctionCodec = codec.Name(ChangeFunction);

pub const PlanChangeCodec = codec.Record(PlanChange, .{
    .change = ChangeFunctionCodec,
    .name = codec.Text(1, 255),
    .size_bytes = codec.Maybe(codec.Integer(i64, 1, 9007199254740991)),
    .source = codec.Maybe(codec.Text(1, 255)),
    .snapshot = codec.Maybe(codec.Text(1, 64)),
    .way = codec.Maybe(ExportWayCodec),
});

pub const PlanStepCodec = codec.Record(PlanStep, .{
    .what = codec.Text(0, codec.any),
    .argv = codec.Maybe(codec.List(codec.Text(0, codec.any))),
});

pub const PlanCodec = codec.Record(Plan, .{
    .steps = codec.List(PlanStepCodec),
});
