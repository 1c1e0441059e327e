// The guess why a guest trapped: right where it can be, and never over-confident.
import assert from "node:assert/strict";
import { test } from "node:test";
import { watchMemory } from "#host/driver/guest-memory";
import { GuestFault } from "#host/driver/runtime";
import { wat } from "../../support/wat.ts";

const PAGES_MAX = 16;

async function trap(): Promise<unknown> {
  const module = await WebAssembly.compile(await wat(`(module (func (export "f") unreachable))`));
  const { exports } = await WebAssembly.instantiate(module, {});
  try {
    (exports["f"] as () => void)();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** The code of a trap in a call that began with `before` pages and ended with `after`. */
async function codeAfter(before: number, after: number, refused = false): Promise<string> {
  const memory = new WebAssembly.Memory({ initial: before, maximum: PAGES_MAX });
  const watch = watchMemory(() => memory, PAGES_MAX);
  watch.beginCall();
  memory.grow(after - before);
  if (refused) watch.noteRefusal();
  return watch.faultOf(await trap()).code;
}

test("a trap with memory to spare is a trap", async () => {
  assert.equal(await codeAfter(1, 1), "DRIVER_TRAP");
  assert.equal(await codeAfter(1, 8), "DRIVER_TRAP");
  assert.equal(await codeAfter(12, 12), "DRIVER_TRAP", "large, but it did not grow in this call");
});

test("a trap with memory at its end, or grown so far that the next doubling fails, is put down to memory", async () => {
  assert.equal(await codeAfter(1, 16), "DRIVER_MEMORY_EXCEEDED");
  assert.equal(await codeAfter(16, 16), "DRIVER_MEMORY_EXCEEDED");
  assert.equal(await codeAfter(1, 9), "DRIVER_MEMORY_EXCEEDED");
});

test("an allocation that the host refused explains a trap, but only in its own call", async () => {
  assert.equal(await codeAfter(1, 1, true), "DRIVER_MEMORY_EXCEEDED");
  const watch = watchMemory(() => undefined, PAGES_MAX);
  watch.noteRefusal();
  watch.beginCall();
  assert.equal(watch.faultOf(await trap()).code, "DRIVER_TRAP");
});

test("what is no trap is not explained by memory, unless it says so itself", () => {
  const memory = new WebAssembly.Memory({ initial: PAGES_MAX, maximum: PAGES_MAX });
  const watch = watchMemory(() => memory, PAGES_MAX);
  assert.equal(watch.faultOf(new RangeError("Maximum call stack size exceeded")).code, "DRIVER_TRAP");
  assert.equal(watch.faultOf(new RangeError("Array buffer allocation failed")).code, "DRIVER_MEMORY_EXCEEDED");
  assert.equal(watch.faultOf("thrown text").message, "thrown text");
});

test("a fault that has its name keeps it", () => {
  const fault = new GuestFault("DRIVER_OUTPUT_TOO_LARGE", "too much");
  assert.equal(watchMemory(() => undefined, PAGES_MAX).faultOf(fault), fault);
});
