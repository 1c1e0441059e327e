// Which driver a command means: its name alone where that tells, or KIND/NAME as `driver list` shows it.
import type { DriverView } from "../admin/views.ts";
import { HostError, isHostError, nearestWord } from "../errors.ts";
import type { Session } from "./session.ts";

/** What a command was given. */
export interface WantedDriver {
  readonly name: string;
  readonly kind?: string | undefined;
}

/** What the host goes by. */
export type DriverName = Required<WantedDriver>;

/** Meant where nobody says a kind and there is such a one. */
const KIND_FIRST = "volume";

/** Asks for the driver that is meant. NOT_FOUND when no kind has one of that name, INVALID_PARAMS when several have. */
export async function onDriver<T>(
  session: Session,
  { name, kind }: WantedDriver,
  ask: (driver: DriverName) => Promise<T>,
): Promise<T> {
  const slash = name.indexOf("/");
  if (kind !== undefined) return ask({ kind, name });
  if (slash > 0) return ask({ kind: name.slice(0, slash), name: name.slice(slash + 1) });
  try {
    return await ask({ kind: KIND_FIRST, name });
  } catch (error) {
    if (!isHostError(error, "NOT_FOUND")) throw error;
    return ask(await named(session, name, error));
  }
}

async function named(session: Session, name: string, cause: HostError): Promise<DriverName> {
  const { drivers } = await session.call<{ drivers: readonly DriverView[] }>("host.listDrivers");
  const texts = (some: readonly DriverView[]) => some.map((one) => `${one.kind}/${one.name}`).join(", ");
  const found = drivers.filter((one) => one.name === name);
  const [one] = found;
  if (one && found.length === 1) return { kind: one.kind, name };
  if (one) throw new HostError("INVALID_PARAMS", `there are ${texts(found)}; say which one you mean`, { cause });
  const near = nearestWord(
    name,
    drivers.map((driver) => driver.name),
  );
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  const there = drivers.length === 0 ? "there are none" : `there are ${texts(drivers)}`;
  throw new HostError("NOT_FOUND", `there is no driver ${name}${hint === "" ? `; ${there}` : hint}`, { cause });
}
