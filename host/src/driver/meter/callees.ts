// What a call of each function costs its caller, and which functions are so small that their callers pay for all of it.
import type { ByteReader } from "../module-bytes.ts";
import { BodyReader } from "./body-reader.ts";
import { FREE_COST_MAX, IMPORT_COST, PLAIN_COSTS, prefixedCost } from "./costs.ts";
import type { Callee } from "./function-plan.ts";
import type { ModuleFacts } from "./module-facts.ts";
import { OPCODE } from "./opcodes.ts";

const FREE_BYTES_MAX = 96;
// Callees of callees and so on; what is deeper charges for itself.
const FREE_DEPTH_MAX = 8;
const NOT_FREE = -1;
const UNREAD = -2;

const IMPORTED: Callee = { cost: IMPORT_COST, looksAtFuel: true };
const LEAF_IMPORT: Callee = { cost: 0, looksAtFuel: false };
const CHARGED: Callee = { cost: 0, looksAtFuel: true };

// Loops, exceptions and calls that cannot be followed must be charged where they are.
const { loop, tryBlock, throwTag, rethrow, callIndirect, returnCall, returnCallIndirect, memoryGrow } = OPCODE;
const CHARGED_ONLY: ReadonlySet<number> = new Set([
  ...[loop, tryBlock, throwTag, rethrow, callIndirect, returnCall, returnCallIndirect, memoryGrow],
  ...[OPCODE.prefixBulk, OPCODE.prefixAtomic],
]);

/** The functions of a module as their callers see them. */
export class Callees {
  readonly #facts: ModuleFacts;
  readonly #bodies: readonly Uint8Array[];
  /** Cost of each function with a body that its callers pay whole. */
  readonly #freeCosts: Int8Array;

  constructor(facts: ModuleFacts, bodies: readonly Uint8Array[]) {
    this.#facts = facts;
    this.#bodies = bodies;
    this.#freeCosts = new Int8Array(bodies.length).fill(UNREAD);
  }

  /** By a function's number in the module; one that does not exist is the engine's to refuse. */
  of(functionNumber: number): Callee {
    const { importedFunctions } = this.#facts;
    const isLeaf = importedFunctions[functionNumber];
    if (isLeaf !== undefined) return isLeaf ? LEAF_IMPORT : IMPORTED;
    const cost = this.#freeCost(functionNumber - importedFunctions.length, 0);
    return cost === NOT_FREE ? CHARGED : { cost, looksAtFuel: false };
  }

  /** By the number among the functions with a body: true when it needs no code of its own. */
  isFree(bodyNumber: number): boolean {
    return this.#freeCost(bodyNumber, 0) !== NOT_FREE;
  }

  /** A reader at the beginning of a body. */
  read(bodyNumber: number): BodyReader {
    const paramCount = this.#facts.paramCounts[this.#facts.functionTypes[bodyNumber] ?? -1] ?? 0;
    return new BodyReader(this.#bodies[bodyNumber] as Uint8Array, { paramCount, globalCount: this.#facts.globalCount });
  }

  #freeCost(bodyNumber: number, depth: number): number {
    const known = this.#freeCosts[bodyNumber] ?? NOT_FREE;
    if (known !== UNREAD || depth > FREE_DEPTH_MAX) return known === UNREAD ? NOT_FREE : known;
    // While it is being read it is not free, so that a function that comes back to itself never is.
    this.#freeCosts[bodyNumber] = NOT_FREE;
    const isSmall = (this.#bodies[bodyNumber] as Uint8Array).length <= FREE_BYTES_MAX;
    const cost = isSmall ? this.#costOf(this.read(bodyNumber), depth) : NOT_FREE;
    this.#freeCosts[bodyNumber] = cost;
    return cost;
  }

  #costOf(body: BodyReader, depth: number): number {
    let cost = 0;
    while (!body.done && cost <= FREE_COST_MAX) {
      body.next();
      const { opcode } = body;
      // The conversions behind the prefix of the bulk instructions are as simple as any.
      const isConversion = opcode === OPCODE.prefixBulk && body.extended < 8;
      if (CHARGED_ONLY.has(opcode) && !isConversion) return NOT_FREE;
      cost += opcode >= OPCODE.prefixBulk ? prefixedCost(opcode, body.extended) : (PLAIN_COSTS[opcode] as number);
      if (opcode === OPCODE.call) {
        const callee = this.#freeCalleeCost(body.operand, depth);
        if (callee === NOT_FREE) return NOT_FREE;
        cost += callee;
      }
    }
    return cost <= FREE_COST_MAX ? cost : NOT_FREE;
  }

  #freeCalleeCost(functionNumber: number, depth: number): number {
    const { importedFunctions } = this.#facts;
    const isLeaf = importedFunctions[functionNumber];
    if (isLeaf !== undefined) return isLeaf ? 0 : NOT_FREE;
    return this.#freeCost(functionNumber - importedFunctions.length, depth + 1);
  }
}

/** Cuts the code section into its bodies, as views. */
export function readBodies(reader: ByteReader): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  for (let left = reader.u32(); left > 0; left--) bodies.push(reader.bytes(reader.u32()));
  return bodies;
}
