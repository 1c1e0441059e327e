//! What a Holdfast driver in Zig needs: failures with words, memory for the length of a call, the log and the configuration.
//!
//! The types of a kind, and the functions of the host, are modules of their own: `@import("volume")`, `@import("host")`.
//! Below it is the C kit, which is carried in generated/c.
const std = @import("std");

/// For generated code.
pub const codec = @import("codec.zig");
/// For generated code.
pub const border = @import("border.zig");
const c = codec.c;

/// Why a call did not do what it was asked for. What a contract does not list for a function is no answer of it.
pub const Failure = error{
    InvalidArgument,
    NotFound,
    AlreadyExists,
    NotReady,
    Unsupported,
    PermissionDenied,
    ResourceExhausted,
    Busy,
    Failed,
};

/// Says why: `return fail(error.NotFound, "There is no volume of that name.");`. The message is copied.
pub fn fail(failure: Failure, message: []const u8) Failure {
    const copy = allocator.allocSentinel(u8, message.len, 0) catch @trap();
    @memcpy(copy, message);
    return border.fail(failure, copy.ptr);
}

/// Adds a fact for programs, text, an integer or a bool, and answers the same failure:
/// `return detail(fail(error.Busy, "It is in use."), "holders", 2);`. Another `fail` begins without facts.
pub fn detail(failure: Failure, key: []const u8, value: anytype) Failure {
    const status = c.HF_FAILED;
    _ = switch (@typeInfo(@TypeOf(value))) {
        .bool => c.hf_detail_boolean(status, codec.textOf(key), value),
        // What is too large for the call is too large for any reader.
        .int, .comptime_int => c.hf_detail_integer(status, codec.textOf(key), std.math.cast(i64, value) orelse std.math.maxInt(i64)),
        else => c.hf_detail_text(status, codec.textOf(key), codec.textOf(value)),
    };
    return failure;
}

/// Says when coming back may help: `return retryAfter(fail(error.NotReady, "It is being made."), 1500);`. For NotReady, Busy and ResourceExhausted.
pub fn retryAfter(failure: Failure, wait_ms: i64) Failure {
    return detail(failure, "retry_after_ms", wait_ms);
}

/// Memory that lasts until the call is answered; freeing it does nothing, and a guest without memory traps.
/// What a driver keeps between calls it takes from `std.heap.wasm_allocator`.
pub const allocator: std.mem.Allocator = codec.allocator;

/// A text like `std.fmt` makes it, which lasts until the call is answered.
pub fn print(comptime format: []const u8, arguments: anytype) []const u8 {
    return std.fmt.allocPrint(allocator, format, arguments) catch @trap();
}

/// One entry of a map, in the order in which they came.
pub const Entry = codec.Entry;

/// Severity of a line in the host's log.
pub const Level = enum { trace, debug, info, warn, @"error" };

/// Writes one line to the host's log; needs the permission `log`. A driver that never calls it does not import it.
pub fn log(level: Level, message: []const u8) void {
    c.hf_log(@intFromEnum(level), codec.textOf(message));
}

/// The value of a key in the driver's own configuration; null when it is not set. Needs the permission `config`.
pub fn config(key: []const u8) ?[]const u8 {
    var value: c.hf_text = undefined;
    return if (c.hf_config(codec.textOf(key), &value)) codec.sliceOf(value) else null;
}

/// A whole number of at most 15 digits, or `fallback` when the key is not set or its value is no such number.
pub fn configNumber(key: []const u8, fallback: i64) i64 {
    const text = config(key) orelse return fallback;
    if (text.len == 0 or text.len > 15) return fallback;
    var value: i64 = 0;
    for (text) |digit| {
        if (digit < '0' or digit > '9') return fallback;
        value = value * 10 + (digit - '0');
    }
    return value;
}
