// Reads one function's body and plans what is inserted into it.
import type { BodyReader } from "./body-reader.ts";
import { CONSTANT_LENGTH_MAX, LENGTH_SHIFT, PLAIN_COSTS, prefixedCost } from "./costs.ts";
import type { Insertions } from "./insertions.ts";
import { BULK, OPCODE } from "./opcodes.ts";
import { PathCosts } from "./path-costs.ts";

/** How a function is called. */
export interface Callee {
  /** What its callers pay for it, beside the call itself. */
  readonly cost: number;
  /** True when the fuel must be in the global while it runs. */
  readonly looksAtFuel: boolean;
}

export type CalleeOf = (functionNumber: number) => Callee;

export interface FunctionPlan {
  /** True when the function holds its fuel in a local: it has a loop. */
  readonly holdsFuel: boolean;
  /** True when lengths are charged, which takes a second local. */
  readonly chargesLengths: boolean;
}

const LENGTH_SHIFTS: ReadonlyMap<number, number> = new Map([
  ...[BULK.memoryInit, BULK.memoryCopy, BULK.memoryFill].map((opcode) => [opcode, LENGTH_SHIFT.bytes] as const),
  ...[BULK.tableInit, BULK.tableCopy, BULK.tableGrow, BULK.tableFill].map(
    (opcode) => [opcode, LENGTH_SHIFT.elements] as const,
  ),
]);

/** Fills `insertions` for the body that `body` is at the beginning of. */
export function planFunction(body: BodyReader, insertions: Insertions, calleeOf: CalleeOf): FunctionPlan {
  return new FunctionPlanner(body, insertions, calleeOf).plan();
}

class FunctionPlanner {
  readonly #body: BodyReader;
  readonly #costs: PathCosts;
  readonly #calleeOf: CalleeOf;
  #chargesLengths = false;

  constructor(body: BodyReader, insertions: Insertions, calleeOf: CalleeOf) {
    this.#body = body;
    this.#calleeOf = calleeOf;
    this.#costs = new PathCosts(insertions, body.offset);
  }

  plan(): FunctionPlan {
    const body = this.#body;
    const costs = this.#costs;
    // The length on the stack, when the instruction before put a constant there.
    let constant = -1;
    while (costs.isOpen) {
      body.next();
      const { opcode } = body;
      if (opcode >= OPCODE.prefixBulk) {
        this.#prefixed(constant);
      } else {
        costs.spend(PLAIN_COSTS[opcode] as number);
        if (opcode <= OPCODE.catchAll) this.#control(opcode);
        else if (opcode === OPCODE.memoryGrow) this.#chargeLength(LENGTH_SHIFT.pages);
      }
      constant = opcode === OPCODE.i32Const ? body.operand : -1;
    }
    return { holdsFuel: costs.hasLoops, chargesLengths: this.#chargesLengths };
  }

  #prefixed(constant: number): void {
    const { opcode, extended } = this.#body;
    this.#costs.spend(prefixedCost(opcode, extended));
    const shift = opcode === OPCODE.prefixBulk ? LENGTH_SHIFTS.get(extended) : undefined;
    if (shift === undefined) return;
    const isSmall = shift === LENGTH_SHIFT.bytes && constant >= 0 && constant <= CONSTANT_LENGTH_MAX;
    if (isSmall) this.#costs.spend(constant >> shift);
    else this.#chargeLength(shift);
  }

  #chargeLength(shift: number): void {
    this.#chargesLengths = true;
    this.#costs.chargeLength(this.#body.start, shift);
  }

  #control(opcode: number): void {
    const costs = this.#costs;
    const { offset, start, operand } = this.#body;
    switch (opcode) {
      case OPCODE.block:
        costs.open("block", offset);
        return;
      case OPCODE.loop:
        costs.openLoop(offset);
        return;
      case OPCODE.when:
        costs.open("if", offset);
        return;
      case OPCODE.tryBlock:
        costs.open("try", offset);
        return;
      case OPCODE.otherwise:
        costs.openElse(offset);
        return;
      case OPCODE.catchTag:
      case OPCODE.catchAll:
        costs.openCatch(offset);
        return;
      case OPCODE.end:
      case OPCODE.delegate:
        costs.close(start, offset);
        return;
      case OPCODE.branchIf:
        costs.branch(operand, start);
        costs.goOn(offset);
        return;
      default:
        this.#jumpOrCall(opcode);
        return;
    }
  }

  #jumpOrCall(opcode: number): void {
    const costs = this.#costs;
    const { offset, start, operand } = this.#body;
    switch (opcode) {
      case OPCODE.branch:
        costs.branch(operand, start);
        costs.stop();
        return;
      case OPCODE.branchTable:
        for (const depth of this.#body.labels) costs.branch(depth, start);
        costs.stop();
        return;
      case OPCODE.call:
      case OPCODE.returnCall:
        this.#call(operand);
        if (opcode === OPCODE.returnCall) costs.stop();
        return;
      case OPCODE.callIndirect:
        costs.storeHeld(start);
        costs.loadHeld(offset);
        return;
      case OPCODE.leave:
      case OPCODE.throwTag:
      case OPCODE.rethrow:
      case OPCODE.returnCallIndirect:
        costs.storeHeld(start);
        costs.stop();
        return;
      case OPCODE.unreachable:
        costs.stop();
        return;
      default:
        return;
    }
  }

  #call(functionNumber: number): void {
    const callee = this.#calleeOf(functionNumber);
    this.#costs.spend(callee.cost);
    const isTail = this.#body.opcode === OPCODE.returnCall;
    // A tail call leaves this function, whose local goes with it.
    if (callee.looksAtFuel || isTail) this.#costs.storeHeld(this.#body.start);
    if (callee.looksAtFuel && !isTail) this.#costs.loadHeld(this.#body.offset);
  }
}
