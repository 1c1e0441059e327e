// What the methods of a server have done: how many calls, how long they took, and how those ended that failed.
import type { ErrorCode } from "../errors.ts";
import type { BoundMethod } from "./endpoint.ts";

/** A method's figures since its server was made. `within[i]` calls took at most `BOUNDS_MS[i]`, those of the smaller bounds among them. */
export interface MethodFigure {
  readonly method: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly within: readonly number[];
  readonly errors: Readonly<Partial<Record<ErrorCode, number>>>;
}

/** The bounds of the histogram, in milliseconds. */
export const BOUNDS_MS: readonly number[] = [1, 5, 25, 100, 500, 2500, 10_000, 60_000];

/** The figures of a server's methods; each has them from its first call on. */
export class ServerFigures {
  readonly #methods = new Map<BoundMethod, MethodFigures>();
  #last: { readonly method: BoundMethod; readonly figures: MethodFigures } | undefined;

  of(method: BoundMethod): MethodFigures {
    if (this.#last?.method === method) return this.#last.figures;
    const figures = this.#methods.get(method) ?? new MethodFigures(method.name);
    this.#methods.set(method, figures);
    this.#last = { method, figures };
    return figures;
  }

  read(): readonly MethodFigure[] {
    return [...this.#methods.values()].map((figures) => figures.read());
  }
}

class MethodFigures {
  readonly #method: string;
  #calls = 0;
  #totalMs = 0;
  readonly #within = BOUNDS_MS.map(() => 0);
  readonly #errors: Partial<Record<ErrorCode, number>> = {};

  constructor(method: string) {
    this.#method = method;
  }

  /** A call ended; `code` if it failed. */
  note(tookMs: number, code?: ErrorCode): void {
    this.#calls++;
    this.#totalMs += tookMs;
    if (code !== undefined) this.#errors[code] = (this.#errors[code] ?? 0) + 1;
    let slot = 0;
    while (slot < BOUNDS_MS.length && tookMs > (BOUNDS_MS[slot] ?? 0)) slot++;
    if (slot < BOUNDS_MS.length) this.#within[slot] = (this.#within[slot] ?? 0) + 1;
  }

  read(): MethodFigure {
    let sum = 0;
    const within = this.#within.map((count) => {
      sum += count;
      return sum;
    });
    return { method: this.#method, calls: this.#calls, totalMs: this.#totalMs, within, errors: { ...this.#errors } };
  }
}
