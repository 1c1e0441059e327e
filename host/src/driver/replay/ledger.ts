// What an instance notes in memory that its host sees too: when its thread is ended, what it had asked until then is not lost with it.
/// <reference lib="es2024.sharedmemory" />
import type { RecordedCall, RecordedFault, Recording, TapeEntry, TapeValue } from "./tape.ts";

const GENERATION = 0;
const USED = 1;
const HEADER_BYTES = 8;
const FIRST_BYTES = 4096;
// Calls before the present one, and what stands around all of it.
const MORE_BYTES = 131_072;
const READS_MAX = 3;
const NUMBER_BYTES = 9;

const [CALL, ASKED, GOT, FAULT, CUT, FORGOT] = [1, 2, 3, 4, 5, 6];
const [NULL, TEXT, NUMBER, INTEGER, BYTES] = [0, 1, 2, 3, 4];

/** Memory for the notes of one instance, which takes no more of it than it uses. */
export function newLedger(bytesMax: number): SharedArrayBuffer {
  return new SharedArrayBuffer(FIRST_BYTES, { maxByteLength: FIRST_BYTES + 2 * bytesMax + MORE_BYTES });
}

/** The side that writes: one thread, which may be ended between any two instructions. Each call comes by here, so nothing is allocated. */
export class Ledger {
  readonly #buffer: SharedArrayBuffer;
  readonly #header: Int32Array;
  #bytes: Buffer;
  #numbers: DataView;
  #at = HEADER_BYTES;
  #startEnd = HEADER_BYTES;
  #isFull = false;

  constructor(buffer: SharedArrayBuffer) {
    this.#buffer = buffer;
    this.#header = new Int32Array(buffer, 0, 2);
    this.#bytes = Buffer.from(buffer);
    this.#numbers = new DataView(buffer);
  }

  /** Of a call whose input is more than there is room for, its length is noted. */
  begin(exportName: string, input: Uint8Array, fuelMax: number | undefined): void {
    const noted = this.#at + 2 * input.length < this.#buffer.maxByteLength ? input : input.length;
    if (!this.#open(CALL, 3, roomFor(exportName) + roomFor(noted) + NUMBER_BYTES)) return;
    this.#write(exportName);
    this.#write(noted);
    this.#write(fuelMax ?? null);
    this.#close();
  }

  asked(call: string, said: readonly TapeValue[]): void {
    if (!this.#open(ASKED, said.length + 1, roomFor(call) + roomForAll(said))) return;
    this.#write(call);
    this.#writeAll(said);
  }

  got(values: readonly TapeValue[]): void {
    if (this.#open(GOT, values.length, roomForAll(values))) this.#writeAll(values);
  }

  fault({ code, message }: RecordedFault): void {
    if (this.#open(FAULT, 2, roomFor(code) + roomFor(message))) this.#writeAll([code, message]);
  }

  /** Nothing more of the present call is noted. */
  cut(): void {
    if (this.#open(CUT, 0, 0)) this.#close();
  }

  /** The initialisers have run: this much always stays. */
  opened(): void {
    this.#startEnd = this.#at;
  }

  /** The calls before the next one, so many, are more than is kept. */
  forget(callsBefore: number): void {
    Atomics.add(this.#header, GENERATION, 1);
    this.#at = this.#startEnd;
    this.#isFull = false;
    this.#close();
    Atomics.add(this.#header, GENERATION, 1);
    if (this.#open(FORGOT, 1, NUMBER_BYTES)) this.#writeAll([callsBefore]);
  }

  /** False where something did not fit: nothing is noted then until there is room again. */
  #open(kind: number, count: number, room: number): boolean {
    if (this.#isFull || !this.#makeRoom(this.#at + room + 2)) return false;
    this.#bytes[this.#at++] = kind;
    this.#bytes[this.#at++] = count;
    return true;
  }

  #close(): void {
    Atomics.store(this.#header, USED, this.#at);
  }

  #writeAll(values: readonly TapeValue[]): void {
    for (const value of values) this.#write(value);
    this.#close();
  }

  #write(value: TapeValue): void {
    const bytes = this.#bytes;
    if (value === null) bytes[this.#at++] = NULL;
    else if (typeof value === "number") {
      bytes[this.#at] = NUMBER;
      this.#numbers.setFloat64(this.#at + 1, value, true);
      this.#at += NUMBER_BYTES;
    } else if (typeof value === "bigint") {
      bytes[this.#at] = INTEGER;
      this.#numbers.setBigUint64(this.#at + 1, BigInt.asUintN(64, value), true);
      this.#at += NUMBER_BYTES;
    } else {
      const from = this.#at + 5;
      const length = typeof value === "string" ? putText(bytes, from, value) : putBytes(bytes, from, value);
      bytes[this.#at] = typeof value === "string" ? TEXT : BYTES;
      this.#numbers.setUint32(this.#at + 1, length, true);
      this.#at = from + length;
    }
  }

  #makeRoom(needed: number): boolean {
    if (needed <= this.#bytes.length) return true;
    // The sign that it is full needs a little itself.
    if (needed + 2 > this.#buffer.maxByteLength) {
      this.#isFull = true;
      this.#bytes[this.#at] = CUT;
      this.#bytes[this.#at + 1] = 0;
      Atomics.store(this.#header, USED, this.#at + 2);
      return false;
    }
    this.#buffer.grow(Math.min(this.#buffer.maxByteLength, 2 * needed));
    this.#bytes = Buffer.from(this.#buffer);
    this.#numbers = new DataView(this.#buffer);
    return true;
  }
}

// Below this a loop is cheaper than a call into the engine.
const SHORT_LENGTH_MAX = 24;

function putText(bytes: Buffer, from: number, text: string): number {
  if (text.length > SHORT_LENGTH_MAX) return bytes.write(text, from);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return bytes.write(text, from);
    bytes[from + at] = code;
  }
  return text.length;
}

function putBytes(bytes: Buffer, from: number, value: Uint8Array): number {
  if (value.length > SHORT_LENGTH_MAX) bytes.set(value, from);
  else for (let at = 0; at < value.length; at++) bytes[from + at] = value[at] ?? 0;
  return value.length;
}

function roomForAll(values: readonly TapeValue[]): number {
  let room = 0;
  for (const value of values) room += roomFor(value);
  return room;
}

function roomFor(value: TapeValue): number {
  if (typeof value === "string") return 5 + 3 * value.length;
  return value instanceof Uint8Array ? 5 + value.length : NUMBER_BYTES;
}

/** A call as who made it knows it; its input is gone when it was large and was given away. */
export interface GivenCall {
  readonly exportName: string;
  readonly input: Uint8Array;
  readonly inputBytes: number;
  readonly fuelMax: number | undefined;
}

export interface Ending {
  /** How many calls the instance was given. */
  readonly calls: number;
  readonly endedAfterMs: number;
  readonly fault: RecordedFault;
  /** The call that was ended; absent when the start was. */
  readonly given: GivenCall | undefined;
}

/**
 * The recording of a call that was ended, from what its instance had noted; one that has asked nothing so far has no ledger. Undefined when
 * the instance had not begun the call. What it had asked and not been told gets the call's fault.
 */
export function unfinishedRecording(buffer: SharedArrayBuffer | undefined, ending: Ending): Recording | undefined {
  const { calls, endedAfterMs, fault } = ending;
  if (!buffer) return unnotedRecording(ending);
  const bytes = copyOf(buffer);
  if (!bytes) return undefined;
  const { noted, forgotten } = readCalls(bytes, fault);
  const [start, ...rest] = noted;
  const call = rest.pop() ?? start;
  if (!start || !call || (forgotten ?? 0) + noted.length - 1 !== calls) return undefined;
  const isForgotten = forgotten !== undefined;
  return {
    ...{ start, earlier: isForgotten ? null : rest, callsBefore: forgotten ?? rest.length },
    ...{ call: { ...call, endedAfterMs }, outcome: { fault } },
  };
}

function unnotedRecording({ calls, endedAfterMs, fault, given }: Ending): Recording {
  const start: RecordedCall = { exportName: "", input: new Uint8Array(0), entries: [], cut: false };
  if (!given) return { start, earlier: [], callsBefore: 0, call: { ...start, endedAfterMs }, outcome: { fault } };
  const { exportName, input, inputBytes, fuelMax } = given;
  const cut = input.length < inputBytes;
  const call = { exportName, input: input.slice(), fuelMax, entries: [], cut, endedAfterMs };
  return { start, earlier: calls > 1 ? null : [], callsBefore: calls - 1, call, outcome: { fault } };
}

/** Of one moment, though the other thread may go on. */
function copyOf(buffer: SharedArrayBuffer): Buffer | undefined {
  const header = new Int32Array(buffer, 0, 2);
  for (let read = 0; read < READS_MAX; read++) {
    const generation = Atomics.load(header, GENERATION);
    const bytes = Buffer.copyBytesFrom(new Uint8Array(buffer, 0, Math.max(HEADER_BYTES, Atomics.load(header, USED))));
    if (generation % 2 === 0 && generation === Atomics.load(header, GENERATION)) return bytes;
  }
  return undefined;
}

type NotedCall = Omit<RecordedCall, "entries" | "cut"> & { readonly entries: TapeEntry[]; cut: boolean };

function readCalls(bytes: Buffer, fault: RecordedFault) {
  const noted: NotedCall[] = [];
  let forgotten: number | undefined;
  let at = HEADER_BYTES;
  let open: Pick<TapeEntry, "call" | "said"> | undefined;
  while (at + 2 <= bytes.length) {
    const kind = bytes[at];
    const { values, end } = readValues(bytes, at);
    at = end;
    const present = noted.at(-1);
    if (kind === CALL) {
      const [exportName, input, fuelMax] = values;
      const isWhole = input instanceof Uint8Array;
      noted.push({
        ...{ exportName: String(exportName), input: isWhole ? input : new Uint8Array(0) },
        ...{ fuelMax: typeof fuelMax === "number" ? fuelMax : undefined, entries: [], cut: !isWhole },
      });
    } else if (kind === ASKED) open = { call: String(values[0]), said: values.slice(1) };
    else if (kind === FORGOT) forgotten = Number(values[0]);
    else if (kind === CUT && present) present.cut = true;
    else if (open && present) {
      const [code, message] = values;
      const refusal = kind === FAULT && { got: [], fault: { code: String(code), message: String(message) } };
      present.entries.push({ ...open, ...(refusal || { got: values }) });
    }
    if (kind !== ASKED) open = undefined;
  }
  if (open) noted.at(-1)?.entries.push({ ...open, got: [], fault });
  return { noted, forgotten };
}

function readValues(bytes: Buffer, from: number): { readonly values: TapeValue[]; readonly end: number } {
  const values: TapeValue[] = [];
  let at = from + 2;
  for (let left = bytes[from + 1] ?? 0; left > 0; left--) {
    const tag = bytes[at++];
    if (tag === NULL) values.push(null);
    else if (tag === NUMBER) values.push(bytes.readDoubleLE(at));
    else if (tag === INTEGER) values.push(bytes.readBigUInt64LE(at));
    else {
      const end = at + 4 + bytes.readUInt32LE(at);
      const part = bytes.subarray(at + 4, end);
      values.push(tag === TEXT ? part.toString("utf8") : new Uint8Array(part));
      at = end;
      continue;
    }
    if (tag !== NULL) at += 8;
  }
  return { values, end: at };
}
