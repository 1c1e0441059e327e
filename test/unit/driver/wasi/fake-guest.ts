// Stands in for a guest: a block of memory, and WASI calls with text where a guest would pass a pointer and a length.
/// <reference path="../../../../host/src/driver/webassembly.d.ts" />
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { type ErrnoName, errnoName } from "#host/driver/wasi/errno";
import { DIRECTORY_RIGHTS, FILE_RIGHTS, RIGHT } from "#host/driver/wasi/rights";
import { createWasi, type Wasi, type WasiOptions } from "#host/driver/wasi/wasi";
import { temporaryFiles } from "../../../support/files.ts";

export const CREATE = 1;
export const DIRECTORY = 2;
export const EXCLUSIVE = 4;
export const TRUNCATE = 8;
export const APPEND = 1;
/** What a guest asks for when it opens a file to read only. */
export const READ_RIGHTS = FILE_RIGHTS & ~(RIGHT.fdWrite | RIGHT.fdAllocate | RIGHT.fdFilestatSetSize);
/** The first granted directory. */
export const ROOT = 3;

const MEMORY_BYTES = 1_048_576;
const ALL = DIRECTORY_RIGHTS | FILE_RIGHTS;

export interface OpenHow {
  readonly flags?: number;
  readonly rights?: bigint;
  readonly inheriting?: bigint;
  readonly fdFlags?: number;
}

export interface FakeGuest {
  readonly wasi: Wasi;
  readonly memory: ArrayBuffer;
  readonly view: DataView;
  readonly printed: string[];
  /** The directory on disk that the guest sees as descriptor 3. */
  readonly root: string;
  /** A free place of that many bytes; places are used again after a while. */
  place(bytes: number): number;
  /** Calls a function; a text becomes pointer and length. Answers the errno's name. */
  call(name: string, ...values: (number | bigint | string)[]): ErrnoName;
  /** Opens with every right that applies, or those given; answers the errno's name or the descriptor. */
  open(path: string, how?: OpenHow, fd?: number): ErrnoName | number;
  /** The same where it has to succeed. */
  opened(path: string, how?: OpenHow, fd?: number): number;
  /** One buffer of that text in memory: pointer and count of a vector. */
  vector(text: string): [number, number];
  write(fd: number, text: string): ErrnoName;
  /** Reads up to that many bytes from the descriptor's position. */
  read(fd: number, bytes?: number): string;
  /** Runs a function whose last parameter is a pointer to a u64 and answers that. */
  u64(name: string, ...values: (number | bigint | string)[]): bigint;
  /** path_filestat_get that has to succeed. */
  stat(path: string): {
    readonly size: bigint;
    readonly type: number;
    readonly ino: bigint;
    readonly links: bigint;
    readonly mtime: bigint;
  };
}

/** A guest with one granted directory, `files` in it, that is closed when the test ends. */
export function fakeGuest(
  t: TestContext,
  files: Readonly<Record<string, string>> = {},
  options: Partial<WasiOptions> & { readonly mode?: "ro" | "rw" } = {},
): FakeGuest {
  const root = temporaryFiles(t, files);
  const memory = new ArrayBuffer(MEMORY_BYTES);
  const view = new DataView(memory);
  const printed: string[] = [];
  const wasi = createWasi({
    fs: [{ guest: "/data", host: root, mode: options.mode ?? "rw" }],
    memory: () => ({ buffer: memory }) as WebAssembly.Memory,
    stdout: (line) => printed.push(`out ${line}`),
    stderr: (line) => printed.push(`err ${line}`),
    ...options,
  });
  t.after(() => wasi.close());
  let next = 0;
  const place = (bytes: number) => {
    next = next + bytes > MEMORY_BYTES ? 8 : next + 8 - (next % 8);
    const at = next;
    next += bytes;
    return at;
  };
  const put = (text: string): [number, number] => {
    const bytes = Buffer.from(text);
    const at = place(bytes.length);
    new Uint8Array(memory).set(bytes, at);
    return [at, bytes.length];
  };
  const call: FakeGuest["call"] = (name, ...values) => {
    const answer = wasi.imports[name]?.(
      ...values.flatMap((value) => (typeof value === "string" ? put(value) : [value])),
    );
    const errno = errnoName(answer ?? -1);
    assert.ok(errno, `${name} answered ${answer}`);
    return errno;
  };
  const open: FakeGuest["open"] = (path, how = {}, fd = ROOT) => {
    const at = place(4);
    const { flags = 0, rights = ALL, inheriting = ALL, fdFlags = 0 } = how;
    const errno = call(
      "path_open",
      fd,
      0,
      path,
      flags,
      (flags & DIRECTORY) === 0 ? rights : rights & ~RIGHT.fdWrite,
      inheriting,
      fdFlags,
      at,
    );
    return errno === "SUCCESS" ? view.getUint32(at, true) : errno;
  };
  const opened: FakeGuest["opened"] = (path, how, fd) => {
    const answer = open(path, how, fd);
    assert.ok(typeof answer === "number", `opening ${path}: ${answer}`);
    return answer;
  };
  const vector = (text: string): [number, number] => {
    const [pointer, length] = put(text);
    const at = place(8);
    view.setUint32(at, pointer, true);
    view.setUint32(at + 4, length, true);
    return [at, 1];
  };
  return {
    wasi,
    memory,
    view,
    printed,
    root,
    place,
    call,
    open,
    opened,
    vector,
    write: (fd, text) => call("fd_write", fd, ...vector(text), place(4)),
    read(fd, bytes = 4096) {
      const [at, count] = vector("\0".repeat(bytes));
      const read = place(4);
      assert.equal(call("fd_read", fd, at, count, read), "SUCCESS");
      return Buffer.from(memory, view.getUint32(at, true), view.getUint32(read, true)).toString();
    },
    u64(name, ...values) {
      const at = place(8);
      assert.equal(call(name, ...values, at), "SUCCESS");
      return view.getBigUint64(at, true);
    },
    stat(path) {
      const at = place(64);
      assert.equal(call("path_filestat_get", ROOT, 0, path, at), "SUCCESS");
      return {
        ino: view.getBigUint64(at + 8, true),
        type: view.getUint8(at + 16),
        links: view.getBigUint64(at + 24, true),
        size: view.getBigUint64(at + 32, true),
        mtime: view.getBigUint64(at + 48, true),
      };
    },
  };
}
