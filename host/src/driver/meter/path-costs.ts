// Follows the control flow of one function and decides where it is charged and with how much.
import { malformed } from "../module-bytes.ts";
import { UNSURE_COST_MAX } from "./costs.ts";
import { INSERT, type Insertions } from "./insertions.ts";

/** No way leads here. */
const NOWHERE = -1;

/** The head of the function or of a loop: it pays in advance for the costliest way from it, less what is paid on that way. */
interface Payer {
  readonly insertion: number;
  /** Cost of the code that always runs after the head. */
  sure: number;
  /** Unpaid cost of the costliest way that has ended so far. */
  most: number;
  /** Unpaid cost up to the inner loop that is being read. */
  reached: number;
}

export type FrameKind = "function" | "block" | "loop" | "if" | "else" | "try" | "catch";

/** An open block. What is said of a way is its unpaid cost, or NOWHERE, and whether the held fuel is newer than the global there. */
interface Frame {
  kind: FrameKind;
  /** Who pays for the code behind the block. */
  readonly payer: Payer;
  readonly entryCost: number;
  readonly isHeldAtEntry: boolean;
  /** The ways that join behind the block. */
  joinedCost: number;
  isHeldAtJoin: boolean;
}

/**
 * The cost of a function, block by block: a head pays for what surely follows it and, up to UNSURE_COST_MAX, for the
 * costliest of the ways that may; a block that would exceed this pays for itself and for the way to it.
 */
export class PathCosts {
  readonly #insertions: Insertions;
  readonly #frames: Frame[] = [];
  #payer: Payer;
  /** Unpaid cost of the way up to the current stretch of straight code, and of that stretch so far. */
  #wayCost = 0;
  #stretchCost = 0;
  #stretchInsertion = NOWHERE;
  #isFirstStretch = true;
  #isHeld = false;
  #hasLoops = false;

  constructor(insertions: Insertions, offset: number) {
    this.#insertions = insertions;
    this.#payer = this.#newPayer(insertions.add(offset, INSERT.entry));
    this.#push("function");
  }

  /** True while the function's last `end` has not been read. */
  get isOpen(): boolean {
    return this.#frames.length > 0;
  }

  get hasLoops(): boolean {
    return this.#hasLoops;
  }

  spend(units: number): void {
    this.#stretchCost += units;
  }

  /** For all that opens a block, `loop` excepted; `offset` is behind its head. */
  open(kind: "block" | "if" | "try", offset: number): void {
    if (kind !== "block") this.#settle();
    this.#push(kind);
    if (kind !== "block") this.#startStretch(offset);
  }

  openLoop(offset: number): void {
    this.#hasLoops = true;
    this.#settle();
    this.#endWay();
    this.#push("loop");
    this.#payer.reached = this.#wayCost;
    this.#payer = this.#newPayer(this.#insertions.add(offset, INSERT.loop));
    this.#wayCost = 0;
    this.#isFirstStretch = true;
    this.#isHeld = true;
  }

  /** The second arm of an `if`. */
  openElse(offset: number): void {
    const frame = this.#top();
    if (frame.kind !== "if") throw malformed("an else in the code belongs to no if");
    this.#settle();
    this.#join(frame, this.#wayCost);
    frame.kind = "else";
    this.#wayCost = frame.entryCost;
    this.#isHeld = frame.isHeldAtEntry;
    this.#startStretch(offset);
  }

  /** A handler. Whatever threw has stored its fuel first, so that of the global is the true one. */
  openCatch(offset: number): void {
    const frame = this.#top();
    if (frame.kind !== "try" && frame.kind !== "catch") throw malformed("a catch in the code belongs to no try");
    this.#settle();
    this.#join(frame, this.#wayCost);
    frame.kind = "catch";
    this.#wayCost = frame.entryCost;
    this.#insertions.add(offset, INSERT.load);
    this.#isHeld = false;
    this.#startStretch(offset);
  }

  /** `end` or `delegate`; `start` is before it and `offset` behind it. */
  close(start: number, offset: number): void {
    const frame = this.#top();
    if (frame.kind === "function") this.storeHeld(start);
    const hasJoin = frame.joinedCost !== NOWHERE;
    if (frame.kind === "block" && !hasJoin) {
      this.#frames.pop();
      return;
    }
    this.#settle();
    if (frame.kind === "if") this.#joinAs(frame, frame.entryCost, frame.isHeldAtEntry);
    this.#frames.pop();
    if (frame.kind === "loop" || frame.kind === "function") {
      this.#endWay();
      this.#insertions.setValue(this.#payer.insertion, this.#payer.sure + this.#payer.most);
      this.#payer = frame.payer;
      if (this.#wayCost !== NOWHERE) this.#wayCost = frame.payer.reached;
    } else {
      this.#join(frame, this.#wayCost);
      this.#wayCost = frame.joinedCost;
      this.#isHeld = frame.isHeldAtJoin;
    }
    this.#startStretch(offset);
  }

  /** A jump that may be taken; it stores what is held when it leaves the function. */
  branch(depth: number, start: number): void {
    const frame = this.#frames[this.#frames.length - 1 - depth];
    if (frame === undefined) throw malformed(`a branch in the code leaves ${depth} blocks, there are fewer`);
    if (frame.kind === "function") this.storeHeld(start);
    this.#settle();
    this.#endWay();
    if (frame.kind === "loop" || frame.kind === "function" || this.#wayCost === NOWHERE) return;
    this.#join(frame, frame.payer === this.#payer ? this.#wayCost : frame.payer.reached);
  }

  /** After a jump that may not have been taken. */
  goOn(offset: number): void {
    this.#startStretch(offset);
  }

  /** After an instruction behind which nothing runs. */
  stop(): void {
    this.#settle();
    this.#endWay();
    this.#wayCost = NOWHERE;
  }

  /** Before code that may look at the global: a call out, a throw, the end of the function. */
  storeHeld(offset: number): void {
    if (this.#isHeld) this.#insertions.add(offset, INSERT.store);
    this.#isHeld = false;
  }

  /** After a call: what it left is in the global. */
  loadHeld(offset: number): void {
    this.#insertions.add(offset, INSERT.load);
  }

  /** Before a bulk instruction, with its length on the stack. */
  chargeLength(offset: number, shift: number): void {
    this.#insertions.add(offset, INSERT.length, shift);
    this.#isHeld = true;
  }

  #newPayer(insertion: number): Payer {
    return { insertion, sure: 0, most: 0, reached: 0 };
  }

  #push(kind: FrameKind): void {
    this.#frames.push({
      kind,
      payer: this.#payer,
      entryCost: this.#wayCost,
      isHeldAtEntry: this.#isHeld,
      joinedCost: NOWHERE,
      isHeldAtJoin: false,
    });
  }

  #top(): Frame {
    return this.#frames[this.#frames.length - 1] as Frame;
  }

  #startStretch(offset: number): void {
    this.#isFirstStretch = false;
    if (this.#wayCost === NOWHERE) return;
    this.#stretchInsertion = this.#insertions.add(offset, this.#isHeld ? INSERT.chargeHeld : INSERT.chargeStored);
  }

  /** Adds the stretch that ends here to the way, or lets it pay. */
  #settle(): void {
    const cost = this.#stretchCost;
    this.#stretchCost = 0;
    if (this.#wayCost === NOWHERE) return;
    if (this.#isFirstStretch) {
      this.#payer.sure += cost;
      this.#isFirstStretch = false;
    } else if (this.#wayCost + cost > UNSURE_COST_MAX) {
      this.#insertions.setValue(this.#stretchInsertion, this.#wayCost + cost);
      this.#wayCost = 0;
    } else this.#wayCost += cost;
  }

  #endWay(): void {
    if (this.#wayCost > this.#payer.most) this.#payer.most = this.#wayCost;
  }

  #join(frame: Frame, cost: number): void {
    this.#joinAs(frame, cost, this.#isHeld);
  }

  #joinAs(frame: Frame, cost: number, isHeld: boolean): void {
    if (cost === NOWHERE) return;
    if (cost > frame.joinedCost) frame.joinedCost = cost;
    if (isHeld) frame.isHeldAtJoin = true;
  }
}
