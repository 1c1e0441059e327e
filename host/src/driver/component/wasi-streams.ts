// wasi:io: streams on descriptors of the preview 1 shim, and what can be waited for.
import { CanonicalError } from "./canonical-heap.ts";
import type { Interfaces } from "./lent.ts";
import { CHUNK_BYTES_MAX, FileError, type Preview1 } from "./preview1.ts";

/** A stream from or to a descriptor; without a position it is a standard one, or appends. */
export class Stream {
  readonly fd: number;
  position: bigint | undefined;

  constructor(fd: number, position: bigint | undefined) {
    this.fd = fd;
    this.position = position;
  }
}

/** Ready at that moment of the monotonic clock, in nanoseconds; at once without one. */
export class Pollable {
  readonly at: bigint | undefined;

  constructor(at?: bigint) {
    this.at = at;
  }
}

const CLOCK_MONOTONIC = 1;
const SUBSCRIPTION_BYTES = 48;

export function streamFunctions(shim: Preview1): Interfaces {
  const read = guarded((stream, length) => readStream(shim, streamOf(stream), Number(length)));
  const write = guarded((stream, bytes) => writeStream(shim, streamOf(stream), bytes as Uint8Array));
  const zeroes = guarded((stream, length) =>
    writeStream(shim, streamOf(stream), new Uint8Array(bounded(Number(length)))),
  );
  const done = guarded(() => undefined);
  const splice = guarded((to, from, length) => {
    const bytes = readStream(shim, streamOf(from), Number(length));
    writeStream(shim, streamOf(to), bytes);
    return bytes.length;
  });
  const skip = guarded((stream, length) => readStream(shim, streamOf(stream), Number(length)).length);
  const pollable = () => new Pollable();
  return {
    "wasi:io/error": {
      "[method]error.to-debug-string": (error) => (error instanceof FileError ? error.code : "an error"),
    },
    "wasi:io/poll": {
      "[method]pollable.ready": (one) => remainingNs(shim, one) === 0n,
      "[method]pollable.block": (one) => sleep(shim, remainingNs(shim, one)),
      poll: (list) => poll(shim, list as readonly unknown[]),
    },
    "wasi:io/streams": {
      "[method]input-stream.read": read,
      "[method]input-stream.blocking-read": read,
      "[method]input-stream.skip": skip,
      "[method]input-stream.blocking-skip": skip,
      "[method]input-stream.subscribe": pollable,
      "[method]output-stream.check-write": guarded(() => CHUNK_BYTES_MAX),
      "[method]output-stream.write": write,
      "[method]output-stream.blocking-write-and-flush": write,
      "[method]output-stream.flush": done,
      "[method]output-stream.blocking-flush": done,
      "[method]output-stream.subscribe": pollable,
      "[method]output-stream.write-zeroes": zeroes,
      "[method]output-stream.blocking-write-zeroes-and-flush": zeroes,
      "[method]output-stream.splice": splice,
      "[method]output-stream.blocking-splice": splice,
    },
  };
}

/** The end of a stream, and what failed, are answers. */
function guarded(run: (...params: readonly unknown[]) => unknown): (...params: readonly unknown[]) => unknown {
  return (...params) => {
    try {
      return { ok: run(...params) };
    } catch (error) {
      if (error instanceof EndOfStream) return { error: { type: "closed" } };
      if (error instanceof FileError) return { error: { type: "last_operation_failed", last_operation_failed: error } };
      throw error;
    }
  };
}

class EndOfStream extends Error {}

function streamOf(value: unknown): Stream {
  if (value instanceof Stream) return value;
  throw new CanonicalError("a handle is of no stream");
}

function bounded(length: number): number {
  if (length <= CHUNK_BYTES_MAX) return length;
  throw new CanonicalError(`${length} bytes at once are more than the stream takes`);
}

function readStream(shim: Preview1, stream: Stream, length: number): Uint8Array {
  if (length === 0) return new Uint8Array(0);
  const { position } = stream;
  const bytes =
    position === undefined
      ? shim.read("fd_read", stream.fd, length)
      : shim.read("fd_pread", stream.fd, length, position);
  if (bytes.length === 0) throw new EndOfStream();
  if (position !== undefined) stream.position = position + BigInt(bytes.length);
  return bytes;
}

function writeStream(shim: Preview1, stream: Stream, bytes: Uint8Array): void {
  bounded(bytes.length);
  let rest = bytes;
  while (rest.length > 0) {
    const { position } = stream;
    const count =
      position === undefined
        ? shim.write("fd_write", stream.fd, rest)
        : shim.write("fd_pwrite", stream.fd, rest, position);
    if (count === 0) throw new FileError("io");
    if (position !== undefined) stream.position = position + BigInt(count);
    rest = rest.subarray(count);
  }
}

function remainingNs(shim: Preview1, value: unknown): bigint {
  if (!(value instanceof Pollable)) throw new CanonicalError("a handle is of nothing that can be waited for");
  if (value.at === undefined) return 0n;
  shim.call("clock_time_get", CLOCK_MONOTONIC, 1n, shim.resultAt);
  const now = shim.resultU64();
  return value.at > now ? value.at - now : 0n;
}

/** The numbers of those that are ready, once one is. */
function poll(shim: Preview1, list: readonly unknown[]): number[] {
  if (list.length === 0) throw new CanonicalError("nothing is given to be waited for");
  const left = list.map((one) => remainingNs(shim, one));
  const least = left.reduce((all, one) => (one < all ? one : all));
  sleep(shim, least);
  return left.flatMap((one, index) => (one <= least ? [index] : []));
}

/** As preview 1 sleeps: within the bounds of the call. */
function sleep(shim: Preview1, nanoseconds: bigint): void {
  if (nanoseconds === 0n) return;
  const view = new DataView(shim.memory.buffer, shim.resultAt, SUBSCRIPTION_BYTES);
  for (let at = 0; at < SUBSCRIPTION_BYTES; at++) view.setUint8(at, 0);
  view.setUint32(16, CLOCK_MONOTONIC, true);
  view.setBigUint64(24, nanoseconds, true);
  shim.call(
    "poll_oneoff",
    shim.resultAt,
    shim.resultAt + SUBSCRIPTION_BYTES + 16,
    1,
    shim.resultAt + SUBSCRIPTION_BYTES,
  );
}
