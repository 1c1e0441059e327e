// Calls the functions of the WASI preview 1 shim from JavaScript, with a small memory of their own in place of a guest's.
import { type ErrnoName, errnoName } from "../wasi/errno.ts";
import type { Wasi } from "../wasi/wasi.ts";

/** What an operation on a file failed with, in the words of WASI 0.2. */
export class FileError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = "FileError";
    this.code = code;
  }
}

const PAGES = 4;
/** Of the scratch memory: two paths, then results, then bytes. */
const PLACE = { path: 0, secondPath: 8192, result: 16_384, bytes: 20_480 } as const;
const PATH_BYTES_MAX = 4096;
/** The most that is read or written at once. */
export const CHUNK_BYTES_MAX = 131_072;

const CODES: Readonly<Partial<Record<ErrnoName, string>>> = {
  ...{
    ACCES: "access",
    AGAIN: "would_block",
    ALREADY: "already",
    BADF: "bad_descriptor",
    BUSY: "busy",
    DEADLK: "deadlock",
  },
  ...{
    DQUOT: "quota",
    EXIST: "exist",
    FBIG: "file_too_large",
    ILSEQ: "illegal_byte_sequence",
    INPROGRESS: "in_progress",
  },
  ...{ INTR: "interrupted", INVAL: "invalid", IO: "io", ISDIR: "is_directory", LOOP: "loop", MLINK: "too_many_links" },
  ...{ MSGSIZE: "message_size", NAMETOOLONG: "name_too_long", NODEV: "no_device", NOENT: "no_entry", NOLCK: "no_lock" },
  ...{
    NOMEM: "insufficient_memory",
    MFILE: "insufficient_memory",
    NOSPC: "insufficient_space",
    NOTDIR: "not_directory",
  },
  ...{
    NOTEMPTY: "not_empty",
    NOTRECOVERABLE: "not_recoverable",
    NOTSUP: "unsupported",
    NOTTY: "no_tty",
    NXIO: "no_such_device",
  },
  ...{ OVERFLOW: "overflow", PERM: "not_permitted", NOTCAPABLE: "not_permitted", PIPE: "pipe", ROFS: "read_only" },
  ...{ SPIPE: "invalid_seek", TXTBSY: "text_file_busy", XDEV: "cross_device" },
};

/** One guest's shim. What fails is thrown as a FileError. */
export class Preview1 {
  readonly #imports: () => Wasi["imports"];
  readonly memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  readonly #view = new DataView(this.memory.buffer);
  readonly #bytes = new Uint8Array(this.memory.buffer);

  constructor(imports: () => Wasi["imports"]) {
    this.#imports = imports;
  }

  call(name: string, ...values: readonly (number | bigint)[]): void {
    const errno = this.#imports()[name]?.(...values);
    if (errno !== 0) throw new FileError(CODES[errnoName(errno ?? -1) ?? "IO"] ?? "io");
  }

  /** A path as the two values by which a function takes it. */
  path(text: string, second = false): [number, number] {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > PATH_BYTES_MAX) throw new FileError("name_too_long");
    const at = second ? PLACE.secondPath : PLACE.path;
    this.#bytes.set(bytes, at);
    return [at, bytes.length];
  }

  /** Where a function puts its result, and what it put there. */
  readonly resultAt = PLACE.result;

  resultU32(offset = 0): number {
    return this.#view.getUint32(PLACE.result + offset, true);
  }

  resultU64(offset = 0): bigint {
    return this.#view.getBigUint64(PLACE.result + offset, true);
  }

  resultU8(offset: number): number {
    return this.#view.getUint8(PLACE.result + offset);
  }

  /** Reads by a function that takes a list of one buffer; `rest` stands between the list and the count. */
  read(name: string, fd: number, length: number, ...rest: readonly (number | bigint)[]): Uint8Array {
    const count = this.#vector(Math.min(length, CHUNK_BYTES_MAX), name, fd, rest);
    return this.#bytes.slice(PLACE.bytes, PLACE.bytes + count);
  }

  /** Writes by such a function; answers how many bytes went. */
  write(name: string, fd: number, bytes: Uint8Array, ...rest: readonly (number | bigint)[]): number {
    const chunk = bytes.subarray(0, CHUNK_BYTES_MAX);
    this.#bytes.set(chunk, PLACE.bytes);
    return this.#vector(chunk.length, name, fd, rest);
  }

  /** Lists into the bytes; answers those that were used. */
  list(fd: number, cookie: bigint): Uint8Array {
    this.call("fd_readdir", fd, PLACE.bytes, CHUNK_BYTES_MAX, cookie, PLACE.result);
    return this.#bytes.slice(PLACE.bytes, PLACE.bytes + this.resultU32());
  }

  /** Text that a function wrote among the bytes. */
  text(fill: (at: number, length: number) => void, length = PATH_BYTES_MAX): string {
    fill(PLACE.bytes, length);
    return new TextDecoder().decode(this.#bytes.subarray(PLACE.bytes, PLACE.bytes + length));
  }

  random(length: number): Uint8Array {
    this.call("random_get", PLACE.bytes, length);
    return this.#bytes.slice(PLACE.bytes, PLACE.bytes + length);
  }

  #vector(length: number, name: string, fd: number, rest: readonly (number | bigint)[]): number {
    this.#view.setUint32(PLACE.result + 8, PLACE.bytes, true);
    this.#view.setUint32(PLACE.result + 12, length, true);
    this.call(name, fd, PLACE.result + 8, 1, ...rest, PLACE.result);
    return this.resultU32();
  }
}
