// What an operation finds when it begins: the same request from before, or another operation that holds the thing.
import { isDeepStrictEqual } from "node:util";
import {
  countOpenOperations,
  findOpenOperation,
  findOperationByKey,
  type OperationRecord,
} from "../db/operations-table.ts";
import type { Transaction } from "../db/tx.ts";
import { HostError } from "../errors.ts";
import type { OperationEntry, OperationResult } from "./entry.ts";
import { restoreError } from "./outcome.ts";

/** The operation that the same request began before. Other input under the same key is refused. */
export async function findRepeated(tx: Transaction, entry: OperationEntry): Promise<OperationRecord | undefined> {
  if (entry.idempotencyKey === undefined) return undefined;
  const earlier = await findOperationByKey(tx, entry.domain, entry.idempotencyKey);
  if (!earlier) return undefined;
  const input = JSON.parse(JSON.stringify(entry.input ?? null));
  const same =
    earlier.action === entry.action && earlier.resource === entry.resource && isDeepStrictEqual(earlier.input, input);
  if (same) return earlier;
  throw new HostError("ALREADY_EXISTS", "the idempotency key was used for another request: choose a new key", {
    data: { operationId: earlier.id },
  });
}

/** BUSY while another operation of the thing is open. */
export async function requireFree(tx: Transaction, entry: OperationEntry): Promise<void> {
  const open = await findOpenOperation(tx, entry.domain, entry.resource);
  if (open) throw notFree(open);
}

/** RESOURCE_EXHAUSTED while so many operations are open that another one must wait: what cannot be settled now must not pile up without end. */
export async function requireRoom(tx: Transaction, openMax: number): Promise<void> {
  const open = await countOpenOperations(tx);
  if (open < openMax) return;
  const message = `${open} operations run or have an outcome that is not known yet, which is the limit: \`holdfast operation list --state unknown\``;
  throw new HostError("RESOURCE_EXHAUSTED", message, { data: { open, openMax } });
}

export function notFree({ id, action, domain, resource, state }: OperationRecord): HostError {
  const why = state === "started" ? "is running" : "has an outcome that is not known yet";
  return new HostError("BUSY", `operation ${id} (${action}) of ${domain} ${resource} ${why}`, {
    data: { operationId: id, state },
  });
}

/** The recorded end of an operation, as if it had been done now; BUSY while it has none. */
export function replay<T>(earlier: OperationRecord): OperationResult<T> {
  if (earlier.state === "done") return { operationId: earlier.id, result: earlier.result as T, replayed: true };
  if (earlier.state === "failed" && earlier.error) throw restoreError(earlier.error);
  throw new HostError(
    "BUSY",
    `the same request is operation ${earlier.id}, which is ${earlier.state}: ask again later`,
    {
      data: { operationId: earlier.id, state: earlier.state },
    },
  );
}
