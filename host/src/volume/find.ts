// Finds out what became of a change whose outcome is not known: by looking, or by finishing what may be repeated.
import type { Volume } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import type { OperationRecord } from "../db/operations-table.ts";
import { findVolumeByOperation, releaseVolumes } from "../db/volumes-table.ts";
import { HostError, isDriverStatus } from "../errors.ts";
import type { Finding } from "../operation/reconcile.ts";
import { NEEDS_ATTENTION, requireSamePlace } from "../operation/same-place.ts";
import { ofName } from "./answer.ts";
import type { Changes } from "./changes.ts";
import { type Answer, type ChangeInput, writeDone } from "./done.ts";
import { removeCopy } from "./migrate.ts";
import { writeRecord } from "./record.ts";
import { type Settlement, settleByInspection, type VolumeAction } from "./settlement.ts";

/** `believe`: another file under the driver's name, or the same elsewhere, is taken for the same driver. A throw means: not now. */
export async function findOutcome(
  ctx: RequestContext,
  changes: Changes,
  asked: { readonly operation: OperationRecord; readonly believe: boolean },
): Promise<Finding> {
  const { operation, believe } = asked;
  if (!believe) requireSamePlace(operation, changes.domain.drivers.info(operation.driver).place);
  const settlement = await settle(ctx, changes, asked);
  const isSame = believe || isSameDriver(changes, operation);
  if (!isSame && !provesItself(operation, settlement)) throw replaced(operation);
  const { outcome, note } = settlement;
  const answer = outcome === "done" ? settlement.answer : undefined;
  return {
    state: outcome,
    note,
    ...(answer === undefined ? {} : { result: answer }),
    settle: async (tx) => {
      await releaseVolumes(tx, operation.id);
      const row = await findVolumeByOperation(tx, operation.id);
      if (!row) return;
      const nowIso = changes.nowIso();
      if (settlement.outcome === "failed")
        return writeRecord(tx, row, { to: settlement.record, found: settlement.found }, nowIso);
      const { id: operationId, input, driverDigest } = operation;
      const change = { action: operation.action as VolumeAction, operationId, input, driverDigest };
      const { to, found } = await writeDone(tx, row, { change, answer: settlement.answer as Answer, nowIso });
      await writeRecord(tx, row, { to, found }, nowIso);
    },
  };
}

/** What is found where it was looked for speaks for itself, whoever answers; that nothing is there does not. */
function provesItself({ action }: OperationRecord, { outcome }: Settlement): boolean {
  return outcome === "done" && ["create", "clone", "extend", "createSnapshot", "export"].includes(action);
}

async function settle(
  ctx: RequestContext,
  changes: Changes,
  { operation, believe }: { readonly operation: OperationRecord; readonly believe: boolean },
): Promise<Settlement> {
  const { resource: name, driver } = operation;
  const action = operation.action as VolumeAction;
  const input = operation.input as ChangeInput;
  // These change something, and must not do that to the volumes of another driver.
  if (action === "migrate" || action === "discard" || action === "restoreSnapshot") {
    if (!believe && !isSameDriver(changes, operation)) throw replaced(operation);
    return finish(ctx, changes, operation);
  }
  const found = await inspect(ctx, changes, { name, driver });
  const { sizeBytes, snapshot, way } = input;
  return settleByInspection({ action, sizeBytes, snapshot, way }, found);
}

/** What may be repeated is done again; a copy that nobody has used yet is taken away. */
async function finish(ctx: RequestContext, changes: Changes, operation: OperationRecord): Promise<Settlement> {
  const { resource: name, driver, action } = operation;
  if (action === "restoreSnapshot") {
    const { snapshot = "" } = operation.input as ChangeInput;
    const answer = await changes.offered(driver, "restoreSnapshot")(ctx, { volume: name, name: snapshot });
    return {
      outcome: "done",
      answer: ofName(name, answer),
      note: "the snapshot was restored once more, from the start",
    };
  }
  await removeCopy(ctx, changes, { name, driver });
  if (action === "discard")
    return { outcome: "done", answer: undefined, note: `${driver} has no such volume any more` };
  return { outcome: "failed", record: "as-before", note: `the copy on ${driver} is gone; the volume is where it was` };
}

async function inspect(
  ctx: RequestContext,
  changes: Changes,
  { name, driver }: { readonly name: string; readonly driver: string },
): Promise<Volume | undefined> {
  const found = await changes
    .driver(driver)
    .inspectVolume(ctx, { name })
    .catch((error: unknown) => {
      if (isDriverStatus(error, "not_found")) return undefined;
      throw error;
    });
  return found && ofName(name, found);
}

function isSameDriver({ domain }: Changes, { driver, driverDigest }: OperationRecord): boolean {
  return driverDigest === "" || domain.drivers.info(driver).digest === driverDigest;
}

function replaced({ id, driver }: OperationRecord): HostError {
  const message = `${NEEDS_ATTENTION}the driver ${driver} is another file than the one that was asked: if it keeps the same volumes, \`holdfast operation retry ${id} --believe\``;
  return new HostError("FAILED_PRECONDITION", message, { data: { driver } });
}
