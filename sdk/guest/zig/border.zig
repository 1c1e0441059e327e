//! The two ways across the border: a call that the host makes, and a question that the driver asks.
const std = @import("std");
const codec = @import("codec.zig");
const c = codec.c;
pub const Failure = @import("holdfast.zig").Failure;

/// In the order of the C kit's.
const failures = [_]Failure{
    error.InvalidArgument,
    error.NotFound,
    error.AlreadyExists,
    error.NotReady,
    error.Unsupported,
    error.PermissionDenied,
    error.ResourceExhausted,
    error.Busy,
    error.Failed,
};

/// Which failure the C kit's message belongs to.
var told: ?Failure = null;

/// Notes why; the message lasts until the call is answered.
pub fn fail(failure: Failure, message: [*c]const u8) Failure {
    _ = c.hf_fail(c.HF_FAILED, message);
    told = failure;
    return failure;
}

/// Serves one export: reads the input, calls the driver's function, writes the answer. `void` stands for no input, no output.
pub fn serve(comptime function: anytype, comptime Input: type, comptime Output: type) i32 {
    var reader: c.hf_reader = undefined;
    c.hf_begin(&reader);
    told = null;
    const result = if (Input == void) function() else blk: {
        const input = Input.read(&reader);
        if (!c.hf_end(&reader)) return c.hf_answer_refused(&reader);
        break :blk function(input);
    };
    const output = if (@typeInfo(@TypeOf(result)) == .error_union) result catch |problem| return refuse(problem) else result;
    var writer: c.hf_writer = undefined;
    _ = c.hf_answer_begin(&writer, c.HF_OK);
    if (Output != void) {
        c.hf_write_key(&writer, codec.textOf("result"));
        Output.write(&writer, output);
    }
    return c.hf_answer_end(&writer);
}

/// An error that is no failure is one under its name; a message that was meant for another failure is not told.
fn refuse(problem: anyerror) i32 {
    const status: c.hf_status = for (failures, 1..) |failure, status| {
        if (failure == problem) break @intCast(status);
    } else c.HF_FAILED;
    if (told == null or told.? != problem) _ = c.hf_fail(status, @errorName(problem).ptr);
    var writer: c.hf_writer = undefined;
    _ = c.hf_answer_begin(&writer, status);
    return c.hf_answer_end(&writer);
}

/// Asks one of the host's functions. What it refuses is the driver's own failure, to be handed on.
pub fn ask(comptime import: fn (u64) callconv(.c) u64, comptime Input: type, comptime Output: type, input: Input.Value) Failure!Output.Value {
    var asking: c.hf_asking = undefined;
    c.hf_ask_begin(&asking);
    Input.write(&asking.writer, input);
    const request = c.hf_ask_request(&asking);
    if (request == 0) return refused(asking.status);
    var output = std.mem.zeroes(Output.Value);
    c.hf_ask_answer(&asking, import(request));
    while (c.hf_ask_next(&asking)) output = Output.read(&asking.reader);
    const status = c.hf_ask_end(&asking);
    return if (status == c.HF_OK) output else refused(status);
}

/// The C kit has its message already.
fn refused(status: c.hf_status) Failure {
    const failure = failures[@intCast(status - 1)];
    told = failure;
    return failure;
}
