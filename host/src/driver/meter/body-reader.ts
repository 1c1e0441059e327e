// Passes over the instructions of a function's body one by one, checking what the inserted code must be able to rely on.
import { ByteReader, malformed } from "../module-bytes.ts";
import { skipValueType } from "./module-facts.ts";
import { FOLLOWS, followsPrefixed, OPCODE, PLAIN } from "./opcodes.ts";

const LOCALS_MAX = 50_000;
const ALIGNMENT_LIMIT = 64;
const { prefixBulk, prefixAtomic } = OPCODE;

export interface BodyLimits {
  readonly paramCount: number;
  readonly globalCount: number;
}

/**
 * A cursor over one body. Locals and globals beyond the module's own are refused: after the rewrite those numbers name
 * the fuel, which no guest may touch.
 */
export class BodyReader {
  readonly #reader: ByteReader;
  readonly #globalCount: number;
  #localCount: number;
  /** Of the instruction read last. */
  start = 0;
  opcode = 0;
  /** The opcode behind a prefix. */
  extended = 0;
  /** The number that follows: a label's depth, a function; for `i32.const` its bits, unsigned. Of others it means nothing. */
  operand = 0;
  /** The labels of a `br_table`, its default last. */
  readonly labels: number[] = [];
  /** Groups of locals, and where their list begins and ends. */
  readonly localGroups: number;
  readonly localsStart: number;
  readonly localsEnd: number;

  constructor(body: Uint8Array, limits: BodyLimits) {
    this.#reader = new ByteReader(body);
    this.#globalCount = limits.globalCount;
    this.#localCount = limits.paramCount;
    this.localGroups = this.#reader.u32();
    this.localsStart = this.#reader.position;
    for (let left = this.localGroups; left > 0; left--) {
      this.#localCount += this.#reader.u32();
      if (this.#localCount > LOCALS_MAX) throw malformed(`a function has more than ${LOCALS_MAX} locals`);
      skipValueType(this.#reader);
    }
    this.localsEnd = this.#reader.position;
  }

  /** Parameters and locals. */
  get localCount(): number {
    return this.#localCount;
  }

  /** Behind the instruction read last. */
  get offset(): number {
    return this.#reader.position;
  }

  get done(): boolean {
    return this.#reader.done;
  }

  next(): void {
    const reader = this.#reader;
    this.start = reader.position;
    const opcode = reader.byte();
    this.opcode = opcode;
    let follows = PLAIN[opcode] as number;
    if (opcode >= prefixBulk && opcode <= prefixAtomic) {
      this.extended = reader.u32();
      follows = followsPrefixed(opcode, this.extended);
    }
    if (follows === FOLLOWS.nothing) return;
    this.#operands(follows);
  }

  #operands(follows: number): void {
    const reader = this.#reader;
    switch (follows) {
      case FOLLOWS.local:
        if (reader.u32() >= this.#localCount) throw malformed("the code uses a local that does not exist");
        return;
      case FOLLOWS.i32:
        this.operand = this.#i32();
        return;
      case FOLLOWS.memory:
        this.#memory();
        return;
      case FOLLOWS.number:
        this.operand = reader.u32();
        return;
      case FOLLOWS.global:
        if (reader.u32() >= this.#globalCount) throw malformed("the code uses a global that does not exist");
        return;
      case FOLLOWS.blockType:
        reader.skipNumber(5);
        return;
      case FOLLOWS.i64:
        reader.skipNumber(10);
        return;
      default:
        this.#rareOperands(follows);
        return;
    }
  }

  #rareOperands(follows: number): void {
    const reader = this.#reader;
    switch (follows) {
      case FOLLOWS.twoNumbers:
        reader.u32();
        reader.u32();
        return;
      case FOLLOWS.memoryAndLane:
        this.#memory();
        reader.skip(1);
        return;
      case FOLLOWS.lane:
        reader.skip(1);
        return;
      case FOLLOWS.fourBytes:
        reader.skip(4);
        return;
      case FOLLOWS.eightBytes:
        reader.skip(8);
        return;
      case FOLLOWS.sixteenBytes:
        reader.skip(16);
        return;
      case FOLLOWS.branchTable:
        this.#labels();
        return;
      case FOLLOWS.types:
        for (let left = reader.u32(); left > 0; left--) skipValueType(reader);
        return;
      case FOLLOWS.heapType:
        reader.skipNumber(5);
        return;
      default:
        throw this.#unknown();
    }
  }

  #memory(): void {
    if (this.#reader.u32() >= ALIGNMENT_LIMIT) throw malformed("the code names one of several memories");
    this.#reader.u32();
  }

  #labels(): void {
    this.labels.length = 0;
    for (let left = this.#reader.u32() + 1; left > 0; left--) this.labels.push(this.#reader.u32());
  }

  #i32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#reader.byte();
      value |= (byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      if ((byte & 0x40) !== 0 && shift < 28) value |= -1 << (shift + 7);
      return value >>> 0;
    }
    throw malformed("an i32.const has more than 5 bytes");
  }

  #unknown(): Error {
    const isPrefixed = this.opcode >= prefixBulk && this.opcode <= prefixAtomic;
    const name = `0x${this.opcode.toString(16).padStart(2, "0")}${isPrefixed ? ` 0x${this.extended.toString(16)}` : ""}`;
    return malformed(`the instruction ${name} at byte ${this.start} of a function's body cannot be metered`);
  }
}
