//! How values of a contract stand on the wire: types that know how to read and write one value, and the two ways across the border.
const std = @import("std");

pub const c = @cImport(@cInclude("holdfast.h"));

/// No bound.
pub const any = std.math.maxInt(usize);

pub fn Text(comptime min: usize, comptime max: usize) type {
    return struct {
        pub const Value = []const u8;
        pub fn read(reader: *c.hf_reader) Value {
            return sliceOf(c.hf_read_text(reader, min, max));
        }
        pub fn write(writer: *c.hf_writer, value: Value) void {
            c.hf_write_text(writer, textOf(value));
        }
    };
}

pub fn Bytes(comptime min: usize, comptime max: usize) type {
    return struct {
        pub const Value = []const u8;
        pub fn read(reader: *c.hf_reader) Value {
            const bytes = c.hf_read_bytes(reader, min, max);
            return if (bytes.length == 0) "" else bytes.data[0..bytes.length];
        }
        pub fn write(writer: *c.hf_writer, value: Value) void {
            c.hf_write_bytes(writer, .{ .data = value.ptr, .length = value.len });
        }
    };
}

pub const Boolean = struct {
    pub const Value = bool;
    pub fn read(reader: *c.hf_reader) bool {
        return c.hf_read_boolean(reader);
    }
    pub fn write(writer: *c.hf_writer, value: bool) void {
        c.hf_write_boolean(writer, value);
    }
};

pub fn Integer(comptime T: type, comptime min: i64, comptime max: i64) type {
    return struct {
        pub const Value = T;
        pub fn read(reader: *c.hf_reader) T {
            return @intCast(c.hf_read_integer(reader, min, max));
        }
        pub fn write(writer: *c.hf_writer, value: T) void {
            // What is too large for the call is too large for any contract.
            c.hf_write_integer(writer, std.math.cast(i64, value) orelse std.math.maxInt(i64), min, max);
        }
    };
}

pub fn Number(comptime T: type) type {
    return struct {
        pub const Value = T;
        pub fn read(reader: *c.hf_reader) T {
            return @floatCast(c.hf_read_number(reader));
        }
        pub fn write(writer: *c.hf_writer, value: T) void {
            c.hf_write_number(writer, value);
        }
    };
}

/// An enumeration, each value under its name.
pub fn Name(comptime T: type) type {
    const fields = std.meta.fields(T);
    const names: [fields.len][*c]const u8 = comptime blk: {
        var list: [fields.len][*c]const u8 = undefined;
        for (fields, 0..) |field, at| list[at] = field.name.ptr;
        break :blk list;
    };
    return struct {
        pub const Value = T;
        pub fn read(reader: *c.hf_reader) T {
            return @enumFromInt(c.hf_read_name(reader, &names, fields.len));
        }
        pub fn write(writer: *c.hf_writer, value: T) void {
            c.hf_write_name(writer, @intFromEnum(value), &names, fields.len);
        }
    };
}

pub fn List(comptime Item: type) type {
    return struct {
        pub const Value = []const Item.Value;
        pub fn read(reader: *c.hf_reader) Value {
            var list: std.ArrayListUnmanaged(Item.Value) = .empty;
            c.hf_begin_array(reader);
            while (c.hf_next_item(reader, list.items.len)) list.append(allocator, Item.read(reader)) catch @trap();
            return list.items;
        }
        pub fn write(writer: *c.hf_writer, value: Value) void {
            c.hf_write_begin(writer, '[');
            for (value) |item| Item.write(writer, item);
            c.hf_write_end(writer, ']');
        }
    };
}

pub fn Entry(comptime T: type) type {
    return struct { key: []const u8, value: T };
}

pub fn Map(comptime Item: type) type {
    return struct {
        pub const Value = []const Entry(Item.Value);
        pub fn read(reader: *c.hf_reader) Value {
            var list: std.ArrayListUnmanaged(Entry(Item.Value)) = .empty;
            var key: c.hf_text = undefined;
            c.hf_begin_object(reader);
            while (c.hf_next_key(reader, &key)) {
                for (list.items) |entry| {
                    if (c.hf_equal(textOf(entry.key), key)) c.hf_problem(reader, "is given twice");
                }
                list.append(allocator, .{ .key = sliceOf(key), .value = Item.read(reader) }) catch @trap();
            }
            return list.items;
        }
        pub fn write(writer: *c.hf_writer, value: Value) void {
            c.hf_write_begin(writer, '{');
            for (value) |entry| {
                c.hf_write_key(writer, textOf(entry.key));
                Item.write(writer, entry.value);
            }
            c.hf_write_end(writer, '}');
        }
    };
}

/// A field that may be missing: null is the same, and is not written.
pub fn Maybe(comptime Item: type) type {
    return struct {
        pub const Value = ?Item.Value;
        pub const optional = true;
        pub fn read(reader: *c.hf_reader) Value {
            return if (c.hf_take_null(reader)) null else Item.read(reader);
        }
        pub fn write(writer: *c.hf_writer, value: Value) void {
            if (value) |item| Item.write(writer, item) else c.hf_write_null(writer);
        }
    };
}

/// A field that must be there, perhaps as null.
pub fn Nullable(comptime Item: type) type {
    return struct {
        pub const Value = ?Item.Value;
        pub const read = Maybe(Item).read;
        pub const write = Maybe(Item).write;
    };
}

/// A record; `codecs` has one for each field, under its name.
pub fn Record(comptime T: type, comptime codecs: anytype) type {
    const fields = std.meta.fields(T);
    return struct {
        pub const Value = T;

        pub fn read(reader: *c.hf_reader) T {
            var out = std.mem.zeroes(T);
            var seen = [_]bool{false} ** fields.len;
            var key: c.hf_text = undefined;
            c.hf_begin_object(reader);
            while (c.hf_next_key(reader, &key)) readField(reader, key, &out, &seen);
            inline for (fields, 0..) |field, at| {
                if (!isOptional(@field(codecs, field.name))) c.hf_need(reader, seen[at], field.name);
            }
            return out;
        }

        fn readField(reader: *c.hf_reader, key: c.hf_text, out: *T, seen: *[fields.len]bool) void {
            inline for (fields, 0..) |field, at| {
                if (c.hf_equal(key, textOf(field.name))) {
                    if (c.hf_first(reader, &seen[at])) @field(out, field.name) = @field(codecs, field.name).read(reader);
                    return;
                }
            }
            c.hf_skip(reader);
        }

        pub fn write(writer: *c.hf_writer, value: T) void {
            c.hf_write_begin(writer, '{');
            inline for (fields) |field| {
                const Item = @field(codecs, field.name);
                if (!isOptional(Item) or isThere(@field(value, field.name))) {
                    c.hf_write_key(writer, textOf(field.name));
                    Item.write(writer, @field(value, field.name));
                }
            }
            c.hf_write_end(writer, '}');
        }
    };
}

fn isOptional(comptime Item: type) bool {
    return @hasDecl(Item, "optional");
}

fn isThere(value: anytype) bool {
    return if (@typeInfo(@TypeOf(value)) == .optional) value != null else true;
}

pub fn textOf(slice: []const u8) c.hf_text {
    return .{ .data = slice.ptr, .length = slice.len };
}

pub fn sliceOf(text: c.hf_text) []const u8 {
    return if (text.length == 0) "" else text.data[0..text.length];
}

pub const allocator: std.mem.Allocator = .{ .ptr = undefined, .vtable = &.{
    .alloc = allocate,
    .resize = std.mem.Allocator.noResize,
    .remap = std.mem.Allocator.noRemap,
    .free = std.mem.Allocator.noFree,
} };

fn allocate(_: *anyopaque, length: usize, alignment: std.mem.Alignment, _: usize) ?[*]u8 {
    // That of the C kit's pieces.
    if (alignment.toByteUnits() > 16) return null;
    return @ptrCast(c.hf_alloc(length));
}
