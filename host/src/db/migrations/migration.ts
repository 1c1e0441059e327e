// What a migration is: a numbered step up and the step back down.
import type { Transaction } from "../tx.ts";

/** `number` counts from 1 without gaps; a released migration is never edited. Both steps run inside one transaction each. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  up(tx: Transaction): Promise<void>;
  down(tx: Transaction): Promise<void>;
}
