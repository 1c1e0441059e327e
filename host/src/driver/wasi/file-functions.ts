// The fd_* functions that move bytes in and out of regular files and standard streams, and change a file's size.
import { fdatasyncSync, fstatSync, fsyncSync, ftruncateSync, readvSync, writevSync } from "node:fs";
import { WasiError } from "./errno.ts";
import type { OpenFile } from "./fd-table.ts";
import { type WasiFunctions, wasiFunction } from "./function.ts";
import { FD_FLAG } from "./open.ts";
import type { WasiParts } from "./parts.ts";
import { RIGHT } from "./rights.ts";

const WHENCE = { set: 0, current: 1, end: 2 } as const;
const ADVICE_MAX = 5;

export function fileFunctions(parts: WasiParts): WasiFunctions {
  return { ...transferFunctions(parts), ...positionFunctions(parts), ...sizeFunctions(parts) };
}

function transferFunctions({ memory, table, limits }: WasiParts): WasiFunctions {
  return {
    fd_read: wasiFunction("iiii", ([fd, vectors, count, readPointer]) => {
      const entry = table.get(fd);
      const buffers = memory.vectors(vectors, count, limits.ioBytesMax);
      memory.bytes(readPointer, 4);
      if (entry.kind === "stream") {
        // Standard input is empty.
        table.get(fd, RIGHT.fdRead);
        return memory.writeU32(readPointer, 0);
      }
      const file = table.file(fd, RIGHT.fdRead);
      const read = readvSync(file.hostFd, buffers, file.position);
      file.position += read;
      memory.writeU32(readPointer, read);
    }),
    fd_pread: wasiFunction("iiiIi", ([fd, vectors, count, offset, readPointer]) => {
      const file = table.file(fd, RIGHT.fdRead | RIGHT.fdSeek);
      const buffers = memory.vectors(vectors, count, limits.ioBytesMax);
      memory.bytes(readPointer, 4);
      memory.writeU32(readPointer, readvSync(file.hostFd, buffers, exactOffset(offset)));
    }),
    fd_write: wasiFunction("iiii", ([fd, vectors, count, writtenPointer]) => {
      const entry = table.get(fd);
      const buffers = memory.vectors(vectors, count, limits.ioBytesMax);
      memory.bytes(writtenPointer, 4);
      if (entry.kind === "stream") {
        table.get(fd, RIGHT.fdWrite);
        for (const buffer of buffers) entry.write(buffer);
        return memory.writeU32(writtenPointer, byteCount(buffers));
      }
      memory.writeU32(writtenPointer, writeAtPosition(table.file(fd, RIGHT.fdWrite), buffers));
    }),
    fd_pwrite: wasiFunction("iiiIi", ([fd, vectors, count, offset, writtenPointer]) => {
      const file = table.file(fd, RIGHT.fdWrite | RIGHT.fdSeek);
      const buffers = memory.vectors(vectors, count, limits.ioBytesMax);
      memory.bytes(writtenPointer, 4);
      memory.writeU32(writtenPointer, writevSync(file.hostFd, buffers, exactOffset(offset, byteCount(buffers))));
    }),
  };
}

function positionFunctions({ memory, table }: WasiParts): WasiFunctions {
  return {
    fd_seek: wasiFunction("iIii", ([fd, delta, whence, positionPointer]) => {
      const asks = delta === 0n && whence === WHENCE.current;
      const file = table.file(fd, asks ? RIGHT.fdTell : RIGHT.fdSeek);
      memory.bytes(positionPointer, 8);
      const position = startOf(file, whence) + BigInt.asIntN(64, delta);
      if (position < 0n) throw new WasiError("INVAL");
      if (position > BigInt(Number.MAX_SAFE_INTEGER)) throw new WasiError("OVERFLOW");
      file.position = Number(position);
      memory.writeU64(positionPointer, position);
    }),
    fd_tell: wasiFunction("ii", ([fd, positionPointer]) => {
      const file = table.file(fd, RIGHT.fdTell);
      memory.writeU64(positionPointer, BigInt(file.position));
    }),
  };
}

function sizeFunctions({ table }: WasiParts): WasiFunctions {
  return {
    fd_filestat_set_size: wasiFunction("iI", ([fd, size]) => {
      ftruncateSync(table.file(fd, RIGHT.fdFilestatSetSize).hostFd, exactOffset(size));
    }),
    // Makes the file long enough, sparse: Node offers no way to reserve blocks.
    fd_allocate: wasiFunction("iII", ([fd, offset, length]) => {
      const file = table.file(fd, RIGHT.fdAllocate);
      if (length === 0n) throw new WasiError("INVAL");
      const end = exactOffset(offset + length);
      if (end > fstatSync(file.hostFd).size) ftruncateSync(file.hostFd, end);
    }),
    fd_advise: wasiFunction("iIIi", ([fd, _offset, _length, advice]) => {
      table.file(fd, RIGHT.fdAdvise);
      if (advice > ADVICE_MAX) throw new WasiError("INVAL");
    }),
    fd_sync: wasiFunction("i", ([fd]) => fsyncSync(storedFd(table.get(fd, RIGHT.fdSync)))),
    fd_datasync: wasiFunction("i", ([fd]) => fdatasyncSync(storedFd(table.get(fd, RIGHT.fdDatasync)))),
  };
}

function storedFd(entry: ReturnType<WasiParts["table"]["get"]>): number {
  if (entry.kind === "stream") throw new WasiError("INVAL");
  return entry.hostFd;
}

// Appending is left to the kernel, which alone can do it without a gap between finding the end and writing there.
function writeAtPosition(file: OpenFile, buffers: readonly Uint8Array[]): number {
  if ((file.flags & FD_FLAG.append) !== 0) {
    const written = writevSync(file.hostFd, buffers);
    file.position = fstatSync(file.hostFd).size;
    return written;
  }
  const written = writevSync(file.hostFd, buffers, exactOffset(BigInt(file.position), byteCount(buffers)));
  file.position += written;
  return written;
}

function startOf(file: OpenFile, whence: number): bigint {
  if (whence === WHENCE.set) return 0n;
  if (whence === WHENCE.current) return BigInt(file.position);
  if (whence === WHENCE.end) return BigInt(fstatSync(file.hostFd).size);
  throw new WasiError("INVAL");
}

// Node takes offsets as numbers. Beyond 2^53 no file system of ours has a byte.
function exactOffset(offset: bigint, length = 0): number {
  if (offset > BigInt(Number.MAX_SAFE_INTEGER - length)) throw new WasiError("FBIG");
  return Number(offset);
}

function byteCount(buffers: readonly Uint8Array[]): number {
  return buffers.reduce((bytes, buffer) => bytes + buffer.length, 0);
}
