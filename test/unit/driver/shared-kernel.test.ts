// One kernel for many guests of a thread: who shares it, whom it asks, and what it keeps from whom.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { KernelHost } from "#host/driver/linked-kernel";
import { kernelFor } from "#host/driver/shared-kernel";
import { abiGuestText, outcomeOf, startInThread } from "../../support/abi-guests.ts";
import { wat } from "../../support/wat.ts";

const BOUNDS = { bytesMax: 8_000_000, outputBytesMax: 1000, logLevel: 1 };
const bytesOf = (text: string) => new TextEncoder().encode(text);

test("guests with the same bounds share a kernel, others have another", () => {
  const kernel = kernelFor(BOUNDS);
  assert.equal(kernelFor({ ...BOUNDS }), kernel);
  for (const other of [{ bytesMax: 9_000_000 }, { outputBytesMax: 999 }, { logLevel: 9 }]) {
    assert.notEqual(kernelFor({ ...BOUNDS, ...other }), kernel);
  }
});

test("a kernel whose memory has grown is for the guests that have it, further ones get another", () => {
  const bounds = { ...BOUNDS, outputBytesMax: 2000 };
  const kernel = kernelFor(bounds);
  kernel.begin(100_000);
  assert.equal(kernelFor(bounds), kernel, "a little is no reason");
  assert.notEqual(kernel.begin(4_000_000), 0);
  assert.notEqual(kernelFor(bounds), kernel);
});

test("a kernel asks the guest that it serves, and nobody between calls", () => {
  const kernel = kernelFor({ ...BOUNDS, outputBytesMax: 3000 });
  const asked: string[] = [];
  const host = (name: string): KernelHost => ({
    log: () => void asked.push(`${name} log`),
    error: () => void asked.push(`${name} error`),
    clearError: () => void asked.push(`${name} clear`),
    config: () => asked.push(`${name} config`) * 0,
    refuse: () => void asked.push(`${name} refuse`),
  });
  const abi = kernel.environment as Record<string, (...args: bigint[]) => unknown>;
  kernel.begin(4);
  for (const name of ["one", "other"]) {
    kernel.serve(host(name));
    abi["log_info"]?.(0n);
    abi["error_set"]?.(0n);
  }
  assert.deepEqual(asked, ["one log", "one clear", "other log", "other clear"]);
  kernel.serve(undefined);
  for (const name of ["log_info", "error_set", "config_get", "http_headers"]) {
    assert.throws(() => abi[name]?.(0n), { code: "DRIVER_TRAP", message: /outside of a call/ }, name);
  }
});

test("guests that share a kernel have their own log, configuration, failures and answers", async () => {
  const fields = '(data (i32.const 0) "who")';
  const body = `(local.set $a (call $config_get (call $text (i32.const 0) (i32.const 3))))
    (call $log_info (local.get $a)) (call $error_set (local.get $a))`;
  const bytes = await wat(abiGuestText(body, fields));
  const lines: Record<string, string[]> = { ann: [], bob: [] };
  const start = (who: string) => startInThread("linked", bytes, lines[who], { config: { who } });
  const [ann, bob] = [await start("ann"), await start("bob")];
  for (const [guest, who] of [...Array(3)].flatMap(() => [[ann, "ann"] as const, [bob, "bob"] as const])) {
    assert.equal(await outcomeOf(guest, "run", bytesOf("")), `DRIVER_FAILED ${who}`);
  }
  assert.deepEqual(lines, { ann: Array(3).fill("info ann"), bob: Array(3).fill("info bob") });
});

test("a guest that trapped, ran out of stack or kept everything leaves its neighbour's next call as it should be", async () => {
  const echo = await startInThread(
    "linked",
    await wat(abiGuestText("(call $output_set (call $input_offset) (call $input_length))")),
  );
  const bad = {
    trap: "(drop (call $alloc (i64.const 100))) unreachable",
    stack: "(call $deeper)",
    hoard: "(loop $next (br_if $next (i64.ne (call $alloc (i64.const 5000)) (i64.const 0)))) unreachable",
    outside: "(call $output_set (i64.const 12345678) (i64.const 9))",
  };
  const fields = "(func $deeper (drop (call $alloc (i64.const 1))) (call $deeper))";
  for (const [name, body] of Object.entries(bad)) {
    const guest = await startInThread("linked", await wat(abiGuestText(body, fields)));
    assert.match(await outcomeOf(guest, "run", bytesOf("secret")), /^DRIVER_(TRAP|MEMORY_EXCEEDED)$/, name);
    assert.equal(await outcomeOf(echo, "run", bytesOf("abc")), "answer 616263", name);
  }
});
