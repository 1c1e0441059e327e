// The kernel by itself: its memory is a hard bound, its blocks hold against forged handles, and its own doors stay shut to guests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileKernel, createKernel, type Kernel, UNOFFERED } from "#host/driver/linked-kernel";
import { seeded } from "../../support/abi-programs.ts";

type AbiFunction = (...args: (bigint | number)[]) => bigint | number | undefined;

const compiled = compileKernel();
const MIB = 1024 * 1024;

function kernelOf(bytesMax = MIB, calls: unknown[][] = []): { kernel: Kernel; abi: Record<string, AbiFunction> } {
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return 0;
    };
  const kernel = createKernel(
    compiled,
    { bytesMax, outputBytesMax: 65_536, logLevel: 1 },
    {
      ...{ log: note("log"), error: note("error"), clearError: note("clearError"), config: note("config") },
      refuse(which) {
        throw new Error(`refused ${UNOFFERED[which]}`);
      },
    },
  );
  return { kernel, abi: kernel.environment as Record<string, AbiFunction> };
}

const call = (abi: Record<string, AbiFunction>, name: string, ...args: (bigint | number)[]) => abi[name]?.(...args);

test("a guest finds the functions of the ABI and nothing else, neither the kernel's doors nor what objects inherit", () => {
  const { abi } = kernelOf();
  for (const name of [
    "begin",
    "answer_at",
    "answer_length",
    "named_length",
    "fault",
    "refused",
    "constructor",
    "toString",
  ]) {
    assert.equal(abi[name], undefined, name);
  }
  assert.ok(Object.isFrozen(abi));
  for (const [name, value] of Object.entries(abi)) assert.equal(typeof value, "function", name);
});

test("blocks of one call never exceed the bound, however they are taken, and the next call has all of it again", () => {
  const { kernel, abi } = kernelOf();
  for (const size of [1n, 1000n, 65_536n, BigInt(MIB)]) {
    kernel.begin(0);
    let bytes = 0;
    while (call(abi, "alloc", size) !== 0n) bytes += Number(size);
    assert.ok(bytes <= MIB + 65_536 && bytes > 0, `${bytes} in blocks of ${size}`);
    assert.ok(kernel.refused());
  }
  assert.ok(kernel.bytes().length <= MIB + 3 * 65_536, "the memory itself is bounded");
  assert.notEqual(kernel.begin(MIB), 0, "an input may have the whole bound");
  assert.equal(kernel.begin(2 * MIB), 0);
});

test("a bound beyond what WebAssembly can address is cut to that", () => {
  const { kernel } = kernelOf(2 ** 40);
  assert.notEqual(kernel.begin(1), 0);
  assert.equal(call(kernel.environment as Record<string, AbiFunction>, "alloc", 2n ** 40n), 0n);
});

test("an allocation that nearly wraps around is refused", () => {
  const { kernel, abi } = kernelOf();
  kernel.begin(0);
  for (const size of [-1n, -16n, -24n, 2n ** 63n - 1n, 2n ** 32n, 2n ** 32n - 1n]) {
    assert.equal(call(abi, "alloc", size), 0n, String(size));
  }
});

test("what a guest writes over the length of its own block stays in the heap and makes no block of others", () => {
  const { kernel, abi } = kernelOf();
  kernel.begin(8);
  const handle = call(abi, "alloc", 16n) as bigint;
  call(abi, "store_u64", handle - 8n, 2n ** 40n);
  assert.equal(call(abi, "length", handle), 0n);
  call(abi, "store_u64", handle - 8n, 1n);
  assert.equal(call(abi, "length", handle), 1n);
  for (let inside = handle - 8n; inside < handle + 24n; inside++) {
    if (inside !== handle) assert.equal(call(abi, "length", inside), 0n, `${inside - handle}`);
  }
});

test("a text of a handle that is none reaches the host as nothing", () => {
  const calls: unknown[][] = [];
  const { kernel, abi } = kernelOf(MIB, calls);
  kernel.begin(0);
  for (const name of ["log_info", "error_set", "config_get"]) call(abi, name, 0x0123_4567_89abn);
  assert.deepEqual(
    calls.map((one) => one.at(-1)),
    [0, 0, 0],
  );
  call(abi, "error_set", 0n);
  assert.deepEqual(calls.at(-1), ["clearError"]);
});

test("any arguments at all end in an answer or a trap, and leave a kernel that works", () => {
  const { kernel, abi } = kernelOf(256 * 1024);
  const random = seeded(7);
  const interesting = [0n, 1n, 8n, 15n, 16n, -1n, -8n, 2n ** 31n, 2n ** 32n, 2n ** 63n - 1n, 65_536n, 131_072n];
  const handles: bigint[] = [];
  const argument = (): bigint => {
    const near = handles[random(handles.length + 1)];
    if (near !== undefined && random(2) === 0) return near + BigInt(random(64) - 32);
    return random(2) === 0
      ? (interesting[random(interesting.length)] ?? 0n)
      : BigInt(random(2 ** 32)) << BigInt(random(32));
  };
  const names = Object.keys(abi).filter((name) => !(UNOFFERED as readonly string[]).includes(name));
  for (let round = 0; round < 200_000; round++) {
    if (random(500) === 0) {
      kernel.begin(random(3) === 0 ? random(300_000) : random(100));
      handles.length = 0;
    }
    const name = names[random(names.length)] ?? "alloc";
    try {
      const told =
        name === "store_u8"
          ? call(abi, name, argument(), random(2 ** 32) | 0)
          : call(abi, name, argument(), argument());
      if (name === "alloc" && handles.length < 50) handles.push(told as bigint);
    } catch (error) {
      assert.ok(error instanceof WebAssembly.RuntimeError, `${name}: ${error}`);
    }
    const length = kernel.answerLength();
    assert.ok(length === -1 || kernel.answerAt() + length <= kernel.bytes().length || kernel.fault() > 0);
  }
  const at = kernel.begin(3);
  kernel.bytes().set([1, 2, 3], at);
  assert.equal(call(abi, "input_load_u8", 2n), 3);
});

/** Every byte of the heap that a guest can reach in this call. */
function reachable(abi: Record<string, AbiFunction>, from: bigint): number[] {
  const bytes: number[] = [];
  try {
    for (let at = from; ; at++) bytes.push(call(abi, "load_u8", at) as number);
  } catch {
    return bytes;
  }
}

const SECRET = 0xa5;

/** What a call that takes all it can get leaves behind: the secret in every byte. */
function fillWithSecret(kernel: Kernel, abi: Record<string, AbiFunction>): void {
  kernel.bytes().fill(SECRET, kernel.begin(1000), 1000);
  for (const size of [100_000n, 1000n, 64n]) {
    for (let block = call(abi, "alloc", size); block !== 0n; block = call(abi, "alloc", size)) {
      kernel.bytes().fill(SECRET, Number(block), Number(block) + Number(size));
    }
  }
}

test("nothing that was in a call can be read in the next one, which may be another guest's", () => {
  const { kernel, abi } = kernelOf(256 * 1024);
  const random = seeded(11);
  for (let round = 0; round < 30; round++) {
    fillWithSecret(kernel, abi);
    const length = 1 + random(150);
    const input = kernel.begin(length);
    kernel.bytes().fill(1, input, input + length);
    const blocks: bigint[] = [];
    for (let step = 0; step < 60; step++) {
      const old = blocks[random(blocks.length + 1)];
      if (old !== undefined && random(3) === 0) call(abi, "free", old);
      else blocks.push(call(abi, "alloc", BigInt(random(0xa0))) as bigint);
    }
    const bytes = reachable(abi, BigInt(input - 8));
    assert.ok(bytes.length > length && !bytes.includes(SECRET), `round ${round}`);
  }
});

test("a stack that ends inside of the kernel leaves nothing that the next call could find", () => {
  const { kernel, abi } = kernelOf(256 * 1024);
  const fall = (pad: number): number => {
    call(abi, "alloc", 32n);
    return pad > 0 ? fall(pad - 1) : fall(0) + fall(0);
  };
  for (let round = 0; round < 20; round++) {
    fillWithSecret(kernel, abi);
    kernel.begin(0);
    assert.throws(() => fall(round), RangeError);
    const input = kernel.begin(16);
    kernel.bytes().fill(1, input, input + 16);
    const block = call(abi, "alloc", 144n) as bigint;
    const bytes = reachable(abi, BigInt(input - 8));
    assert.ok(bytes.length >= 168 && !bytes.includes(SECRET), `round ${round}`);
    for (let inside = block + 1n; inside < block + 144n; inside++) assert.equal(call(abi, "length", inside), 0n);
  }
});
