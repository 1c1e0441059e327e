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
    // Says what this driver is. Called once after every instantiation, before any other function; must not touch
    // the outside. What it answers must equal the manifest carried in the file, or the driver is refused.
    if (!@hasDecl(Driver, "describe")) @compileError("The driver has no `pub fn describe() !Description`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.describe, void, DescriptionCodec);
        }
    }.export_, .{ .name = "describe" });
    // Says whether the driver can work here and now: directories writable, kernel features present, devices
    // reachable. Called after describe and then regularly. A driver that cannot work answers `unavailable` with the
    // reason, it does not fail later. Statuses: failed.
    if (!@hasDecl(Driver, "probe")) @compileError("The driver has no `pub fn probe() !Probe`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.probe, void, ProbeCodec);
        }
    }.export_, .{ .name = "probe" });
    // Makes a volume of exactly `size_bytes`. When it answers ok the volume exists and inspect_volume finds it.
    // When it answers anything else, nothing of that name is left behind. Creating a name that exists is
    // already_exists and changes nothing. Statuses: invalid_argument, already_exists, not_ready,
    // resource_exhausted, permission_denied, failed.
    if (!@hasDecl(Driver, "createVolume")) @compileError("The driver has no `pub fn createVolume(input: CreateVolume) !Volume`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.createVolume, CreateVolumeCodec, VolumeCodec);
        }
    }.export_, .{ .name = "create_volume" });
    // Removes a volume and all it holds. When it answers ok nothing of that name is left. Removing what is absent
    // is ok. Statuses: invalid_argument, busy, not_ready, permission_denied, failed.
    if (!@hasDecl(Driver, "deleteVolume")) @compileError("The driver has no `pub fn deleteVolume(input: VolumeName) !void`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.deleteVolume, VolumeNameCodec, void);
        }
    }.export_, .{ .name = "delete_volume" });
    // Grows a volume to `size_bytes`; what it held stays as it was. A size below the present one is
    // invalid_argument and changes nothing; the present size is ok. Statuses: invalid_argument, not_found, busy,
    // not_ready, resource_exhausted, permission_denied, failed.
    if (!@hasDecl(Driver, "extendVolume")) @compileError("The driver has no `pub fn extendVolume(input: ExtendVolume) !Volume`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.extendVolume, ExtendVolumeCodec, VolumeCodec);
        }
    }.export_, .{ .name = "extend_volume" });
    // Says what is really there under a name. The manager settles unknown outcomes by it: it must look, never
    // remember. Statuses: invalid_argument, not_found, not_ready, permission_denied, failed.
    if (!@hasDecl(Driver, "inspectVolume")) @compileError("The driver has no `pub fn inspectVolume(input: VolumeName) !Volume`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.inspectVolume, VolumeNameCodec, VolumeCodec);
        }
    }.export_, .{ .name = "inspect_volume" });
    // Lists every volume the driver can see, in any order; half-made ones are not among them. Statuses: not_ready,
    // permission_denied, failed.
    if (!@hasDecl(Driver, "listVolumes")) @compileError("The driver has no `pub fn listVolumes() !VolumeList`.");
    @export(&struct {
        fn export_() callconv(.c) i32 {
            return border.serve(Driver.listVolumes, void, VolumeListCodec);
        }
    }.export_, .{ .name = "list_volumes" });
    // Says how much room there is. A driver that cannot know does not export it. Statuses: not_ready,
    // permission_denied, failed.
    if (@hasDecl(Driver, "getStats")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.getStats, void, StatsCodec);
            }
        }.export_, .{ .name = "get_stats" });
    }
    // Makes a volume of its own with what another holds, or with what a snapshot of it holds. Whatever is written
    // to one of them afterwards is not seen in the other. When it answers anything but ok, nothing of the new name
    // is left behind. A size above the source's extends the clone. A clone that needs its source to stay says so in
    // `origin`. Statuses: invalid_argument, not_found, already_exists, busy, not_ready, resource_exhausted,
    // permission_denied, failed.
    if (@hasDecl(Driver, "cloneVolume")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.cloneVolume, CloneVolumeCodec, VolumeCodec);
            }
        }.export_, .{ .name = "clone_volume" });
    }
    // Keeps what a volume holds now under a name of its own. When it answers ok inspect_volume shows it, otherwise
    // nothing of that name is left. A name that the volume has is already_exists. Snapshots go with their volume.
    // Statuses: invalid_argument, not_found, already_exists, busy, not_ready, resource_exhausted,
    // permission_denied, failed.
    if (@hasDecl(Driver, "createSnapshot")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.createSnapshot, SnapshotNameCodec, SnapshotCodec);
            }
        }.export_, .{ .name = "create_snapshot" });
    }
    // Removes one snapshot; the volume stays as it is. Removing what is absent is ok. Statuses: invalid_argument,
    // busy, not_ready, permission_denied, failed.
    if (@hasDecl(Driver, "deleteSnapshot")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.deleteSnapshot, SnapshotNameCodec, void);
            }
        }.export_, .{ .name = "delete_snapshot" });
    }
    // Makes a volume hold again, byte for byte, what it held at the snapshot, its size too. The snapshot stays.
    // Repeating it ends the same, so the manager settles an unknown outcome by calling it again. Statuses:
    // invalid_argument, not_found, busy, not_ready, resource_exhausted, permission_denied, failed.
    if (@hasDecl(Driver, "restoreSnapshot")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.restoreSnapshot, SnapshotNameCodec, VolumeCodec);
            }
        }.export_, .{ .name = "restore_snapshot" });
    }
    // Makes a volume reachable for programs of this node. Exporting again in the same way answers the same address.
    // Until it is taken back, inspect_volume shows it. A way that the driver does not know is unsupported.
    // Statuses: invalid_argument, not_found, busy, not_ready, resource_exhausted, permission_denied, failed.
    if (@hasDecl(Driver, "exportVolume")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.exportVolume, ExportVolumeCodec, ExportCodec);
            }
        }.export_, .{ .name = "export_volume" });
    }
    // Takes an export back; when it answers ok nothing of it is left. Taking back what is not exported is ok.
    // Statuses: invalid_argument, busy, not_ready, permission_denied, failed.
    if (@hasDecl(Driver, "unexportVolume")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.unexportVolume, ExportVolumeCodec, void);
            }
        }.export_, .{ .name = "unexport_volume" });
    }
    // Reads a part of a volume, for moving it to another driver. Less than `length` only at the volume's end. A
    // part that holds nothing but zeros may be answered as `zero_bytes` instead of `data`. Statuses:
    // invalid_argument, not_found, busy, not_ready, resource_exhausted, permission_denied, failed.
    if (@hasDecl(Driver, "readVolume")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.readVolume, ReadVolumeCodec, VolumePartCodec);
            }
        }.export_, .{ .name = "read_volume" });
    }
    // Writes a part of a volume, for moving it from another driver. It never grows a volume: beyond its end is
    // invalid_argument. When it answers ok the bytes are durable. Statuses: invalid_argument, not_found, busy,
    // not_ready, resource_exhausted, permission_denied, failed.
    if (@hasDecl(Driver, "writeVolume")) {
        @export(&struct {
            fn export_() callconv(.c) i32 {
                return border.serve(Driver.writeVolume, WriteVolumeCodec, void);
            }
        }.export_, .{ .name = "write_volume" });
    }
    // Says what a change would do, and does nothing: each step in words, with the argument vector where a command
    // would run. It looks at what is there, and answers the status that the change would be refused with, as far as
    // looking can tell. Statuses: invalid_argument, not_found, already_exists, busy, not_ready, resource_exhausted,
    // permission_denied, failed.
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
