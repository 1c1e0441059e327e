//! volume-fake-zig: a volume driver that keeps its volumes in the instance's memory; they are gone with the instance.
const std = @import("std");
const holdfast = @import("holdfast");
const volume = @import("volume");
const fail = holdfast.fail;

comptime {
    volume.serve(@This());
}

const tebibyte = 1 << 40;
/// What outlives a call.
const keep = std.heap.wasm_allocator;

const Held = struct { name: []u8, size_bytes: i64 };
/// In the order in which they were made.
var held: std.ArrayListUnmanaged(Held) = .empty;
var used_bytes: i64 = 0;

pub fn describe() volume.Description {
    return .{ .name = "volume-fake-zig", .version = "1.0.0", .kind = "volume", .abi = "1.0" };
}

pub fn probe() volume.Probe {
    const health = std.meta.stringToEnum(volume.Health, holdfast.config("health") orelse "ready");
    return .{ .health = health orelse .ready, .reason = holdfast.config("reason") };
}

pub fn createVolume(input: volume.CreateVolume) !volume.Volume {
    try failIfAskedFor(input.name);
    if (find(input.name) != null) return fail(error.AlreadyExists, "There is a volume of that name.");
    if (input.size_bytes > freeBytes()) return full();
    const made: Held = .{ .name = try keep.dupe(u8, input.name), .size_bytes = input.size_bytes };
    errdefer keep.free(made.name);
    try held.append(keep, made);
    used_bytes += input.size_bytes;
    return shown(made);
}

pub fn deleteVolume(input: volume.VolumeName) void {
    const at = find(input.name) orelse return;
    const gone = held.orderedRemove(at);
    used_bytes -= gone.size_bytes;
    keep.free(gone.name);
}

pub fn extendVolume(input: volume.ExtendVolume) !volume.Volume {
    const one = &held.items[find(input.name) orelse return absent()];
    const growth = input.size_bytes - one.size_bytes;
    if (growth < 0) return fail(error.InvalidArgument, "A volume cannot shrink: ask for at least its present size.");
    if (growth > freeBytes()) return full();
    one.size_bytes = input.size_bytes;
    used_bytes += growth;
    return shown(one.*);
}

pub fn inspectVolume(input: volume.VolumeName) !volume.Volume {
    return shown(held.items[find(input.name) orelse return absent()]);
}

pub fn listVolumes() !volume.VolumeList {
    const list = try holdfast.allocator.alloc(volume.Volume, held.items.len);
    for (list, held.items) |*place, one| place.* = shown(one);
    return .{ .volumes = list };
}

pub fn getStats() volume.Stats {
    return .{ .total_bytes = capacityBytes(), .free_bytes = freeBytes() };
}

fn find(name: []const u8) ?usize {
    for (held.items, 0..) |one, at| {
        if (std.mem.eql(u8, one.name, name)) return at;
    }
    return null;
}

fn shown(one: Held) volume.Volume {
    return .{ .name = one.name, .size_bytes = one.size_bytes, .allocated_bytes = 0 };
}

fn absent() holdfast.Failure {
    return fail(error.NotFound, "There is no volume of that name in this instance's memory.");
}

fn full() holdfast.Failure {
    return fail(error.ResourceExhausted, "There is not that much room: delete volumes, or raise capacity_bytes.");
}

fn capacityBytes() i64 {
    return holdfast.configNumber("capacity_bytes", tebibyte);
}

/// Never below zero, also when the capacity was configured smaller than what is there.
fn freeBytes() i64 {
    return @max(0, capacityBytes() - used_bytes);
}

/// A name `fail-<status>-…` asks for that status; an unknown one is the caller's mistake.
fn failIfAskedFor(name: []const u8) holdfast.Failure!void {
    if (!std.mem.startsWith(u8, name, "fail-")) return;
    var words = std.mem.splitScalar(u8, name[5..], '-');
    const wanted = words.first();
    const failures = .{
        .{ "invalid_argument", error.InvalidArgument },
        .{ "not_found", error.NotFound },
        .{ "already_exists", error.AlreadyExists },
        .{ "not_ready", error.NotReady },
        .{ "unsupported", error.Unsupported },
        .{ "permission_denied", error.PermissionDenied },
        .{ "resource_exhausted", error.ResourceExhausted },
        .{ "busy", error.Busy },
        .{ "failed", error.Failed },
    };
    inline for (failures) |each| {
        if (std.mem.eql(u8, wanted, each[0])) return fail(each[1], "The name asked for this status.");
    }
    return fail(error.InvalidArgument, holdfast.print("{s} is no status that a name can ask for.", .{wanted}));
}
