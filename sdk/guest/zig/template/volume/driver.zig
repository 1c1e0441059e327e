//! The volume driver __NAME__: it keeps its volumes in the instance's memory. Put what it really shall do in their place.
const std = @import("std");
const holdfast = @import("holdfast");
const volume = @import("volume");
const fail = holdfast.fail;

comptime {
    volume.serve(@This());
}

const capacity_bytes = 1 << 40;

/// Names and sizes. The kit's own memory lasts for a call; what outlives it comes from here.
const keep = std.heap.wasm_allocator;
var sizes: std.StringArrayHashMapUnmanaged(i64) = .empty;

/// Must be what manifest.json says.
pub fn describe() volume.Description {
    return .{ .name = "__NAME__", .version = "0.1.0", .kind = "volume", .abi = "1.0" };
}

/// A driver that cannot work here says `.unavailable` and why.
pub fn probe() volume.Probe {
    return .{ .health = .ready };
}

pub fn createVolume(input: volume.CreateVolume) !volume.Volume {
    if (sizes.contains(input.name)) return fail(error.AlreadyExists, "There is a volume of that name.");
    if (input.size_bytes > freeBytes()) return full();
    try sizes.put(keep, try keep.dupe(u8, input.name), input.size_bytes);
    holdfast.log(.info, holdfast.print("made a volume of {d} bytes", .{input.size_bytes}));
    return .{ .name = input.name, .size_bytes = input.size_bytes };
}

pub fn deleteVolume(input: volume.VolumeName) void {
    const gone = sizes.fetchOrderedRemove(input.name) orelse return;
    keep.free(gone.key);
}

pub fn extendVolume(input: volume.ExtendVolume) !volume.Volume {
    const size_bytes = sizes.getPtr(input.name) orelse return absent();
    const growth = input.size_bytes - size_bytes.*;
    if (growth < 0) return fail(error.InvalidArgument, "A volume cannot shrink: ask for its present size or more.");
    if (growth > freeBytes()) return full();
    size_bytes.* = input.size_bytes;
    return .{ .name = input.name, .size_bytes = input.size_bytes };
}

pub fn inspectVolume(input: volume.VolumeName) !volume.Volume {
    return .{ .name = input.name, .size_bytes = sizes.get(input.name) orelse return absent() };
}

pub fn listVolumes() !volume.VolumeList {
    const list = try holdfast.allocator.alloc(volume.Volume, sizes.count());
    for (list, sizes.keys(), sizes.values()) |*place, name, size_bytes| place.* = .{ .name = name, .size_bytes = size_bytes };
    return .{ .volumes = list };
}

pub fn getStats() volume.Stats {
    return .{ .total_bytes = capacity_bytes, .free_bytes = freeBytes() };
}

fn absent() holdfast.Failure {
    return fail(error.NotFound, "There is no volume of that name.");
}

fn full() holdfast.Failure {
    return fail(error.ResourceExhausted, "There is not that much room.");
}

fn freeBytes() i64 {
    var free_bytes: i64 = capacity_bytes;
    for (sizes.values()) |size_bytes| free_bytes -= size_bytes;
    return free_bytes;
}
