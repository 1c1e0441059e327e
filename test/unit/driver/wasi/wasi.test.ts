// The shim as a real guest meets it: Wasm that imports every function, and Wasm that lies.
/// <reference path="../../../../host/src/driver/webassembly.d.ts" />
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { errnoName } from "#host/driver/wasi/errno";
import { WasiExit } from "#host/driver/wasi/process-functions";
import { createWasi, type WasiOptions } from "#host/driver/wasi/wasi";
import { temporaryFiles } from "../../../support/files.ts";
import { wat } from "../../../support/wat.ts";

// As the interface is defined, `i` an i32 and `I` an i64; all but proc_exit answer an i32.
const INTERFACE: Readonly<Record<string, string>> = {
  args_get: "ii",
  args_sizes_get: "ii",
  environ_get: "ii",
  environ_sizes_get: "ii",
  clock_res_get: "ii",
  clock_time_get: "iIi",
  fd_advise: "iIIi",
  fd_allocate: "iII",
  fd_close: "i",
  fd_datasync: "i",
  fd_fdstat_get: "ii",
  fd_fdstat_set_flags: "ii",
  fd_fdstat_set_rights: "iII",
  fd_filestat_get: "ii",
  fd_filestat_set_size: "iI",
  fd_filestat_set_times: "iIIi",
  fd_pread: "iiiIi",
  fd_prestat_get: "ii",
  fd_prestat_dir_name: "iii",
  fd_pwrite: "iiiIi",
  fd_read: "iiii",
  fd_readdir: "iiiIi",
  fd_renumber: "ii",
  fd_seek: "iIii",
  fd_sync: "i",
  fd_tell: "ii",
  fd_write: "iiii",
  path_create_directory: "iii",
  path_filestat_get: "iiiii",
  path_filestat_set_times: "iiiiIIi",
  path_link: "iiiiiii",
  path_open: "iiiiiIIii",
  path_readlink: "iiiiii",
  path_remove_directory: "iii",
  path_rename: "iiiiii",
  path_symlink: "iiiii",
  path_unlink_file: "iii",
  poll_oneoff: "iiii",
  proc_exit: "i",
  proc_raise: "i",
  sched_yield: "",
  random_get: "ii",
  sock_accept: "iii",
  sock_recv: "iiiiii",
  sock_send: "iiiii",
  sock_shutdown: "ii",
};

/** A module that imports every function and exports each one under its own name, called through Wasm. */
function trampolines(): string {
  const functions = Object.entries(INTERFACE).map(([name, signature]) => {
    const types = Array.from(signature, (kind) => (kind === "i" ? "i32" : "i64")).join(" ");
    const result = name === "proc_exit" ? "" : "(result i32)";
    const values = Array.from(signature, (_, index) => `(local.get ${index})`).join(" ");
    return {
      imported: `(import "wasi_snapshot_preview1" "${name}" (func $${name} (param ${types}) ${result}))`,
      exported: `(func (export "${name}") (param ${types}) ${result} (call $${name} ${values}))`,
    };
  });
  const body = [...functions.map((each) => each.imported), ...functions.map((each) => each.exported)].join("\n");
  return `(module ${body} (memory (export "memory") 2))`;
}

/** Instantiates Wasm text with the shim. */
async function instantiate(t: TestContext, text: string, options: Partial<WasiOptions> = {}) {
  let memory: WebAssembly.Memory | undefined;
  const printed: string[] = [];
  const take = (line: string) => void printed.push(line);
  const wasi = createWasi({ fs: [], memory: () => memory, stdout: take, stderr: take, ...options });
  t.after(() => wasi.close());
  const module = new WebAssembly.Module(await wat(text));
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.imports });
  memory = instance.exports["memory"] as WebAssembly.Memory;
  const call = (name: string, ...values: unknown[]) => {
    const answer = (instance.exports[name] as (...values: unknown[]) => unknown)(...values);
    return errnoName(answer as number);
  };
  return { wasi, memory, printed, call };
}

test("every function of WASI preview 1 is there with its signature, and no other", async (t) => {
  const { wasi, call } = await instantiate(t, trampolines());
  assert.deepEqual(Object.keys(wasi.imports).sort(), Object.keys(INTERFACE).sort());
  for (const [name, signature] of Object.entries(INTERFACE)) {
    if (name === "proc_exit") continue;
    const zeros = Array.from(signature, (kind) => (kind === "i" ? 0 : 0n));
    assert.ok(call(name, ...zeros), `${name} did not answer an errno`);
  }
});

test("a guest writes a file and reads it back through Wasm", async (t) => {
  const host = temporaryFiles(t);
  const { call, memory, printed } = await instantiate(t, trampolines(), { fs: [{ guest: "/data", host, mode: "rw" }] });
  const view = new DataView(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(Buffer.from("name"), 100);
  bytes.set(Buffer.from("hello\n"), 200);
  view.setUint32(300, 200, true);
  view.setUint32(304, 6, true);
  const everything = 0x0fff_ffffn;
  assert.equal(call("path_open", 3, 0, 100, 4, 1, everything, everything, 0, 400), "SUCCESS");
  const fd = view.getUint32(400, true);
  assert.equal(call("fd_write", fd, 300, 1, 404), "SUCCESS");
  assert.equal(view.getUint32(404, true), 6);
  assert.equal(readFileSync(path.join(host, "name"), "utf8"), "hello\n");
  bytes.fill(0, 200, 206);
  assert.equal(call("fd_seek", fd, -4n, 1, 408), "SUCCESS");
  assert.equal(view.getBigUint64(408, true), 2n);
  assert.equal(call("fd_read", fd, 300, 1, 404), "SUCCESS");
  assert.equal(Buffer.from(memory.buffer, 200, 6).toString(), "llo\n\0\0");
  assert.equal(call("fd_close", fd), "SUCCESS");
  assert.equal(call("fd_write", 1, 300, 1, 404), "SUCCESS");
  assert.deepEqual(printed, ["llo"]);
});

test("memory that grew in the guest is seen by the next call", async (t) => {
  const { call, memory } = await instantiate(t, trampolines());
  assert.equal(call("clock_time_get", 1, 0n, 131_072), "FAULT");
  memory.grow(1);
  assert.equal(call("clock_time_get", 1, 0n, 131_072), "SUCCESS");
});

test("a guest that calls from its start function, before its memory is known, gets an errno", async (t) => {
  const { call } = await instantiate(
    t,
    `(module (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
       (memory (export "memory") 1) (global $errno (mut i32) (i32.const -1))
       (func $start (global.set $errno (call $random (i32.const 0) (i32.const 8)))) (start $start)
       (func (export "errno") (result i32) (global.get $errno)))`,
  );
  assert.equal(call("errno"), "FAULT");
});

test("an import that the guest declares with wrong types is refused, not thrown", async (t) => {
  const { call } = await instantiate(
    t,
    `(module (import "wasi_snapshot_preview1" "fd_seek" (func $seek (param f64 i32 i32 i32) (result i32)))
       (import "wasi_snapshot_preview1" "fd_tell" (func $tell (result i32)))
       (memory (export "memory") 1)
       (func (export "seek") (result i32) (call $seek (f64.const 3) (i32.const 0) (i32.const 0) (i32.const 0)))
       (func (export "tell") (result i32) (call $tell)))`,
  );
  assert.equal(call("seek"), "INVAL");
  assert.equal(call("tell"), "INVAL");
});

test("proc_exit ends the call, and a guest that catches it ends at its next call", async (t) => {
  const { call } = await instantiate(
    t,
    `(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
       (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
       (memory (export "memory") 1)
       (func (export "stubborn") (result i32)
         (try (do (call $exit (i32.const 42))) (catch_all))
         (call $yield)))`,
  );
  assert.throws(
    () => call("stubborn"),
    (error: unknown) => error instanceof WasiExit && error.exitCode === 42,
  );
});

test("every pointer and every length may lie: the answer is an errno", async (t) => {
  const { call } = await instantiate(t, trampolines(), {
    fs: [{ guest: "/data", host: temporaryFiles(t, { file: "x" }), mode: "rw" }],
    sleep: () => {},
  });
  for (const [name, signature] of Object.entries(INTERFACE)) {
    if (name === "proc_exit" || name === "fd_close" || name === "fd_renumber") continue;
    for (const lie of [0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 131_071, 131_072]) {
      for (const fd of [3, lie]) {
        const values = Array.from(signature, (kind, index) => (kind === "I" ? 2n ** 64n - 1n : index === 0 ? fd : lie));
        assert.ok(call(name, ...values), `${name} with ${values}`);
      }
    }
  }
});

test("ten thousand calls with random values end in errnos, leave nothing outside and nothing open", async (t) => {
  const root = temporaryFiles(t, { "outside/secret": "secret", "granted/file": "x", "granted/dir/file": "y" });
  const before = readdirSync("/proc/self/fd").length;
  const fs = [{ guest: "/data", host: path.join(root, "granted"), mode: "rw" }] as const;
  const { call, wasi, memory } = await instantiate(t, trampolines(), { fs, sleep: () => {} });
  const random = seeded(20_261_123);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const names = ["file", "dir", "dir/file", "../outside/secret", "new", ".", "..", "dir/..", "a/b", "/", ""];
  const paths = names.map((name, index) => {
    Buffer.from(memory.buffer).write(name, 1024 + index * 32);
    return [1024 + index * 32, name.length] as const;
  });
  const functions = Object.entries(INTERFACE).filter(([name]) => name !== "proc_exit");
  const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 64, 2048, 65_536, 131_071, 0x7fff_ffff, 0xffff_ffff];
  const bigs = [0n, 1n, 5n, 100n, 0x0fff_ffffn, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];
  for (let round = 0; round < 10_000; round++) {
    const [name, signature] = pick(functions);
    const values: unknown[] = Array.from(signature, (kind) => (kind === "i" ? pick(numbers) : pick(bigs)));
    // A path's two parameters stand after a descriptor and, in some functions, lookup flags.
    const at =
      { path_open: 2, path_link: 2, path_filestat_get: 2, path_filestat_set_times: 2, path_symlink: 3 }[name] ?? 1;
    if (name.startsWith("path_")) values.splice(at, 2, ...pick(paths));
    if (name === "path_link") values.splice(5, 2, ...pick(paths));
    if (name === "path_rename") values.splice(4, 2, ...pick(paths));
    assert.ok(call(name, ...values), `${name} with ${values}`);
  }
  wasi.close();
  assert.equal(readdirSync("/proc/self/fd").length, before);
  assert.deepEqual(readdirSync(root).sort(), ["granted", "outside"]);
  assert.equal(readFileSync(path.join(root, "outside/secret"), "utf8"), "secret");
});

test("two guests share nothing but what both were granted", async (t) => {
  const root = temporaryFiles(t);
  mkdirSync(path.join(root, "one"));
  mkdirSync(path.join(root, "two"));
  const make = (name: string) =>
    instantiate(t, trampolines(), { fs: [{ guest: "/data", host: path.join(root, name), mode: "rw" }] });
  const [one, two] = [await make("one"), await make("two")];
  for (const each of [one, two]) new Uint8Array(each.memory.buffer).set(Buffer.from("dir"), 64);
  assert.equal(one.call("path_create_directory", 3, 64, 3), "SUCCESS");
  assert.equal(two.call("path_remove_directory", 3, 64, 3), "NOENT");
  one.wasi.close();
  assert.equal(one.call("path_create_directory", 3, 64, 3), "BADF");
  assert.equal(two.call("path_create_directory", 3, 64, 3), "SUCCESS");
});

// A small generator with a seed, so that a failure can be had again.
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
