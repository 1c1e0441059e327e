// What the guest is told about a file, and the setting of its times.
import type { BigIntStats } from "node:fs";
import type { Clock } from "../../clock.ts";
import { WasiError } from "./errno.ts";
import type { GuestMemory } from "./memory.ts";

export const FILE_TYPE = {
  unknown: 0,
  blockDevice: 1,
  characterDevice: 2,
  directory: 3,
  regularFile: 4,
  socketStream: 6,
  symbolicLink: 7,
} as const;

export const FILESTAT_BYTES = 64;

const TIME_FLAG = { access: 1, accessNow: 2, modified: 4, modifiedNow: 8 } as const;
const TIME_FLAGS_ALL = 15;
const NANOSECONDS = 1e9;

type Kinds = Pick<
  BigIntStats,
  "isFile" | "isDirectory" | "isSymbolicLink" | "isBlockDevice" | "isCharacterDevice" | "isFIFO" | "isSocket"
>;

/** The WASI type of a file. WASI has none for a fifo: C libraries read a stream socket as one. */
export function fileType(stat: Kinds): number {
  if (stat.isFile()) return FILE_TYPE.regularFile;
  if (stat.isDirectory()) return FILE_TYPE.directory;
  if (stat.isSymbolicLink()) return FILE_TYPE.symbolicLink;
  if (stat.isBlockDevice()) return FILE_TYPE.blockDevice;
  if (stat.isCharacterDevice()) return FILE_TYPE.characterDevice;
  if (stat.isFIFO() || stat.isSocket()) return FILE_TYPE.socketStream;
  return FILE_TYPE.unknown;
}

export function writeFilestat(memory: GuestMemory, pointer: number, stat: BigIntStats): void {
  memory.bytes(pointer, FILESTAT_BYTES).fill(0);
  memory.writeU64(pointer, stat.dev);
  memory.writeU64(pointer + 8, stat.ino);
  memory.writeU8(pointer + 16, fileType(stat));
  memory.writeU64(pointer + 24, stat.nlink);
  memory.writeU64(pointer + 32, stat.size);
  memory.writeU64(pointer + 40, stat.atimeNs);
  memory.writeU64(pointer + 48, stat.mtimeNs);
  memory.writeU64(pointer + 56, stat.ctimeNs);
}

/** A standard stream: a terminal as far as a C library can see, so that lines are sent one by one. */
export function writeStreamFilestat(memory: GuestMemory, pointer: number): void {
  memory.bytes(pointer, FILESTAT_BYTES).fill(0);
  memory.writeU8(pointer + 16, FILE_TYPE.characterDevice);
}

/** What the guest wants the times to be, in nanoseconds since 1970. */
export interface WantedTimes {
  readonly access: bigint;
  readonly modified: bigint;
  readonly flags: number;
}

/** Both times in seconds, as Node sets them: exact to the microsecond. One that is not to change is set to what it is, which cuts it off there too. */
export function timesToSet(wanted: WantedTimes, stat: BigIntStats, clock: Clock): readonly [number, number] {
  const { flags } = wanted;
  const has = (flag: number) => (flags & flag) !== 0;
  if ((flags & ~TIME_FLAGS_ALL) !== 0) throw new WasiError("INVAL");
  if (has(TIME_FLAG.access) && has(TIME_FLAG.accessNow)) throw new WasiError("INVAL");
  if (has(TIME_FLAG.modified) && has(TIME_FLAG.modifiedNow)) throw new WasiError("INVAL");
  const now = clock.wallMs() / 1e3;
  const seconds = (given: boolean, wantedNs: bigint, presentNs: bigint) =>
    Number(given ? wantedNs : presentNs) / NANOSECONDS;
  return [
    has(TIME_FLAG.accessNow) ? now : seconds(has(TIME_FLAG.access), wanted.access, stat.atimeNs),
    has(TIME_FLAG.modifiedNow) ? now : seconds(has(TIME_FLAG.modified), wanted.modified, stat.mtimeNs),
  ];
}
