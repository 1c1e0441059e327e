// The canonical ABI on a real memory: every type goes there and back, and what a guest could make of it is bounded.
import assert from "node:assert/strict";
import { test } from "node:test";
import { codecsOf, type PlannedShape } from "#host/driver/component/canonical";
import { Budget, FlatReader, type FlatValue, GuestHeap, Handles } from "#host/driver/component/canonical-heap";

function heapOf({ bytesMax = 1_000_000, realloc = true } = {}) {
  const memory = new WebAssembly.Memory({ initial: 4 });
  let used = 1024;
  const allocate = (_old: number, _oldSize: number, align: number, size: number) => {
    used = Math.ceil(used / align) * align + size;
    return used - size;
  };
  const parts = { memory: () => memory, handles: new Handles(), budget: new Budget(bytesMax) };
  return { memory, heap: new GuestHeap({ ...parts, realloc: realloc ? allocate : undefined }) };
}

const PAIR: PlannedShape = { kind: "tuple", items: ["string", "s64"] };
const VALUES: readonly { readonly types: readonly PlannedShape[]; readonly value: unknown }[] = [
  ...["u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f64"].map((of) => ({
    types: [{ kind: "alias", of } as const],
    value: 100,
  })),
  { types: [{ kind: "alias", of: "s64" }], value: -(2n ** 63n) },
  { types: [{ kind: "alias", of: "bool" }], value: true },
  { types: [{ kind: "alias", of: "char" }], value: "😀" },
  { types: [{ kind: "alias", of: "string" }], value: "größe 😀 \u0000 名" },
  { types: [{ kind: "list", item: "u8" }], value: new Uint8Array([1, 2, 3]) },
  { types: [{ kind: "list", item: "string" }], value: ["", "a", "bc"] },
  { types: [PAIR, { kind: "list", item: 0 }], value: { constructor: 1, b: 2 } },
  { types: [{ kind: "enum", names: ["not-found", "busy"] }], value: "not_found" },
  { types: [{ kind: "flags", names: ["read", "write", "mutate-directory"] }], value: ["read", "mutate_directory"] },
  { types: [{ kind: "option", item: "s64" }], value: 5 },
  { types: [{ kind: "option", item: "s64" }], value: null },
  { types: [{ kind: "result", ok: "f32", error: "string" }], value: { error: "no" } },
  { types: [{ kind: "result", ok: "f32", error: "f64" }], value: { ok: 1.5 } },
  { types: [{ kind: "result", ok: "u32", error: "s64" }], value: { error: -7 } },
  {
    types: [{ kind: "variant", cases: [{ name: "never" }, { name: "drop-after", type: "u16" }] }],
    value: { type: "drop_after", drop_after: 3 },
  },
  {
    types: [
      { kind: "option", item: "string" },
      {
        kind: "record",
        fields: [
          { name: "size-bytes", type: "s64" },
          { name: "origin", type: 0 },
        ],
      },
    ],
    value: { size_bytes: 2 ** 50, origin: null },
  },
];

test("values of every type come back from memory and from arguments as they went", () => {
  for (const { types, value } of VALUES) {
    const codec = codecsOf(types)(types.length - 1);
    const { heap } = heapOf();
    const at = heap.allocate(codec.align, codec.size);
    codec.store(heap, at, value);
    assert.deepEqual(codec.load(heap, at), value);
    const flat: FlatValue[] = [];
    codec.lower(heap, value, flat);
    assert.equal(flat.length, codec.flat.length);
    // As the engine hands them over: by the type that the module declares.
    for (const [index, one] of flat.entries()) assert.equal(typeof one === "bigint", codec.flat[index] === "i64");
    assert.deepEqual(codec.lift(heap, new FlatReader(flat)), value);
  }
});

test("bytes are given as base64 too, as they stand in JSON", () => {
  const codec = codecsOf([{ kind: "list", item: "u8" }])(0);
  const { heap } = heapOf();
  codec.store(heap, 0, "AQID");
  assert.deepEqual(codec.load(heap, 0), new Uint8Array([1, 2, 3]));
});

test("what lies outside of the memory, or crooked, or is no UTF-8, is refused", () => {
  const { memory, heap } = heapOf();
  const view = new DataView(memory.buffer);
  const text = codecsOf([])("string");
  for (const [at, length] of [
    [262_144, 1],
    [0xffff_ffff, 1],
    [16, 0xffff_fff0],
  ] as const) {
    view.setUint32(0, at, true);
    view.setUint32(4, length, true);
    assert.throws(() => text.load(heap, 0), /outside of the memory/);
  }
  assert.throws(() => text.load(heap, 262_140), /outside of the memory/);
  assert.throws(() => text.load(heap, 2), /multiple of 4/);
  view.setUint8(100, 0xff);
  view.setUint32(0, 100, true);
  view.setUint32(4, 1, true);
  assert.throws(() => text.load(heap, 0), /UTF-8/);
  const choice = codecsOf([{ kind: "enum", names: ["a"] }])(0);
  view.setUint8(0, 9);
  assert.throws(() => choice.load(heap, 0), /case 9 is none of 1/);
  assert.throws(() => codecsOf([])("char").lift(heap, new FlatReader([0xd800])), /Unicode/);
  assert.throws(() => codecsOf([{ kind: "own" }])(0).lift(heap, new FlatReader([7])), /handle/);
});

test("lists that lie in the same bytes again and again cost what they become", () => {
  const { memory, heap } = heapOf({ bytesMax: 200_000 });
  const view = new DataView(memory.buffer);
  // A list of many lists, each of them the same 200,000 bytes.
  for (let index = 0; index < 20_000; index++) {
    view.setUint32(16 + index * 8, 0, true);
    view.setUint32(20 + index * 8, 200_000, true);
  }
  view.setUint32(0, 16, true);
  view.setUint32(4, 8_000, true);
  const codec = codecsOf([
    { kind: "list", item: "u8" },
    { kind: "list", item: 0 },
  ])(1);
  assert.throws(() => codec.load(heap, 0), /more than 200000 bytes/);
  view.setUint32(4, 0xffff_ffff, true);
  assert.throws(() => codec.load(heap, 0), /more than 200000 bytes/);
});

test("types that would take more than is sensible are refused when they are read", () => {
  const doubling = Array.from({ length: 40 }, (_, index): PlannedShape => {
    const item = index === 0 ? "u64" : index - 1;
    return { kind: "tuple", items: [item, item] };
  });
  assert.throws(() => codecsOf(doubling), /more than this host takes/);
  const deep = Array.from({ length: 200 }, (_, index): PlannedShape => {
    return { kind: "option", item: index === 0 ? "u8" : index - 1 };
  });
  assert.throws(() => codecsOf(deep), /more than this host takes/);
  assert.throws(() => codecsOf([{ kind: "option", item: 0 }]), /no type that was defined before/);
  assert.throws(() => codecsOf([{ kind: "option", item: "constructor" }]), /no type that was defined before/);
});

test("a guest that says no way to make room gets nothing, and one that makes none is told", () => {
  const { heap } = heapOf({ realloc: false });
  assert.throws(() => heap.give(new Uint8Array(3)), /no way to make room/);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const parts = { memory: () => memory, handles: new Handles(), budget: new Budget(10), realloc: () => 65_530 };
  assert.throws(() => new GuestHeap(parts).give(new Uint8Array(30)), /outside of the memory/);
});
