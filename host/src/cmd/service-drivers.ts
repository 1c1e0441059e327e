// What a service shows of the drivers of its kind: in each heartbeat how they are, in its record what they can do, and an event when that changes.
import { type Clock, isoTime } from "../clock.ts";
import type { ServiceDriver } from "../db/services-table.ts";
import type { Supervisor } from "../driver/supervisor.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Probe } from "../service/messages.ts";
import type { Service } from "../service/service.ts";
import type { ServiceOptions } from "../service/service-run.ts";
import type { Core } from "./core.ts";

/** The part of a service's options that tells of its drivers. */
export function shownDrivers(
  supervisor: Supervisor,
  kind: string,
): Required<Pick<ServiceOptions, "probes" | "drivers">> {
  const listed = () => supervisor.list().filter((driver) => driver.kind === kind);
  return {
    probes: () =>
      listed().map(({ name, health, state, reason }): Probe => {
        const ok = state === "serving" && health === "ready";
        return { name: `driver ${name}`, ok, ...(reason === undefined ? {} : { reason }) };
      }),
    drivers: () =>
      listed().map(({ name, version, digest, state, capabilities }) => ({
        ...{ name, version, digest },
        ...(state === "serving" && { capabilities }),
      })),
  };
}

export interface DriversFollowed {
  readonly core: Pick<Core, "supervisor" | "records" | "group">;
  readonly services: () => readonly Service[];
  /** The topic of the manager of a kind. */
  readonly topicOf: (kind: string) => string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps the records of services that serve true while their drivers come, go and change. */
export function followDrivers({ core, services, topicOf, clock, log }: DriversFollowed): void {
  const { supervisor, records, group } = core;
  const shown = new Map<string, readonly ServiceDriver[]>();
  let writing = Promise.resolve();
  const write = async (kind: string): Promise<void> => {
    const service = services().find(({ topic }) => topic === topicOf(kind));
    // What starts writes it all at its end.
    if (!service?.isReady || !service.record) return;
    const { uuid, host, topic, drivers: atStart } = service.record;
    const before = shown.get(kind) ?? atStart;
    const now = shownDrivers(supervisor, kind).drivers();
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    await records.update(uuid, { drivers: now });
    shown.set(kind, now);
    for (const change of changesOf(before, now))
      group.events.append({ at: isoTime(clock), kind: "capabilities", uuid, host, topic, ...change });
  };
  supervisor.onChange((kind) => {
    writing = writing
      .then(() => write(kind))
      .catch((error: unknown) => log.warn({ kind, error: messageOf(error) }, "what drivers can do was not recorded"));
  });
}

/** A driver that came has no `from`. Beside what it can do it is told that it does not serve, was removed, or has nothing beyond what its kind demands. */
export function changesOf(
  before: readonly ServiceDriver[],
  now: readonly ServiceDriver[],
): readonly { readonly driver: string; readonly from?: string; readonly to: string }[] {
  const textOf = (driver: ServiceDriver | undefined) => {
    if (driver === undefined) return "removed";
    if (driver.capabilities === undefined) return "does not serve";
    return driver.capabilities.join(" ") || "what its kind demands";
  };
  const names = new Set([...before, ...now].map(({ name }) => name));
  return [...names].flatMap((driver) => {
    const was = before.find(({ name }) => name === driver);
    const is = now.find(({ name }) => name === driver);
    if (textOf(was) === textOf(is)) return [];
    return [{ driver, ...(was && { from: textOf(was) }), to: textOf(is) }];
  });
}
