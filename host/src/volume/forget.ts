// The way out for a volume that no driver can tell of any more: its record goes, and what may be out there stays.
import { isoTime } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import type { Database } from "../db/connection.ts";
import type { VolumeRecord } from "../db/volumes-table.ts";
import { HostError } from "../errors.ts";
import type { Journal } from "../operation/journal.ts";
import type { Plan } from "./messages.ts";
import { writeRecord } from "./record.ts";

interface ForgetParts {
  readonly drivers: { names(): readonly string[] };
  readonly journal: Journal;
  readonly database: Database;
}

/** FAILED_PRECONDITION while a driver of that name is there, serving or not: it is the one to ask. BUSY while a change runs. */
export async function forgetVolume(ctx: RequestContext, parts: ForgetParts, volume: VolumeRecord): Promise<void> {
  const { drivers, journal, database } = parts;
  requireGone(drivers, volume);
  const note = `given up by ${ctx.caller.name}: the driver ${volume.driver} is gone, and nobody looked`;
  await journal.giveUp({ domain: "volume", resource: volume.name, note }, (tx) =>
    writeRecord(tx, volume, { to: "gone", found: undefined }, isoTime(database.clock)),
  );
  ctx.log.warn({ volume: volume.name, driver: volume.driver }, "a volume was forgotten; what the driver made stays");
}

/** What forgetting would do, and the refusal that it would meet. */
export function planForget({ drivers }: Pick<ForgetParts, "drivers">, volume: VolumeRecord): Plan {
  requireGone(drivers, volume);
  const what = `the record of ${volume.name} goes, and what is open of it ends as failed; what ${volume.driver} made stays`;
  return { driver: volume.driver, steps: [{ what }] };
}

function requireGone(drivers: ForgetParts["drivers"], volume: VolumeRecord): void {
  if (!drivers.names().includes(volume.driver)) return;
  const message = `the driver ${volume.driver} is there: delete the volume, or remove the driver first if it will never serve again`;
  throw new HostError("FAILED_PRECONDITION", message, { data: { driver: volume.driver } });
}
