// The drivers as places to put volumes: what each can do, how much room it has, and which one gets a volume that names none.
import type { Stats, VolumeDriver } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import type { Transaction } from "../db/tx.ts";
import { sumByDriver } from "../db/volumes-table.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Changes } from "./changes.ts";
import { ABILITIES, type Ability, type Backends as BackendsView } from "./messages.ts";
import { roomOfDirectory } from "./room.ts";

/** The functions that make up an ability; a driver has it when it offers all of them. */
const FUNCTIONS: Readonly<Record<Ability, readonly (keyof VolumeDriver)[]>> = {
  clone: ["cloneVolume"],
  snapshot: ["createSnapshot", "deleteSnapshot", "restoreSnapshot"],
  export: ["exportVolume", "unexportVolume"],
  copy: ["readVolume", "writeVolume"],
  stats: ["getStats"],
  plan: ["planChange"],
};
const STATS_TIMEOUT_MS = 10_000;

export class Backends {
  readonly #changes: Changes;
  readonly #stats = new Map<string, { readonly stats: Stats; readonly at: string }>();

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  abilities(driver: string): readonly Ability[] {
    const { drivers } = this.#changes.domain;
    const offers = (ability: Ability) => FUNCTIONS[ability].every((name) => drivers.supports(driver, name));
    return ABILITIES.filter((one) => (one === "stats" ? this.#howMuchRoom(driver) !== undefined : offers(one)));
  }

  /** UNSUPPORTED naming what the driver lacks. */
  requireAbility(driver: string, ability: Ability): void {
    if (this.abilities(driver).includes(ability)) return;
    const message = `the driver ${driver} has no ability ${ability}: \`holdfast volume backends\` shows what each can do`;
    throw new HostError("UNSUPPORTED", message, { data: { driver, ability, called: false } });
  }

  /** The named driver; else the default one if it can do what is needed, else the serving one with the most room. UNSUPPORTED when none can. */
  async choose(
    ctx: RequestContext,
    asked: { readonly driver?: string | undefined; readonly needs?: readonly Ability[] | undefined },
  ): Promise<string> {
    const { drivers, defaultDriver } = this.#changes.domain;
    const needs = asked.needs ?? [];
    if (asked.driver !== undefined) {
      for (const need of needs) this.requireAbility(asked.driver, need);
      return asked.driver;
    }
    if (needs.length === 0) return defaultDriver;
    const able = this.#serving().filter((name) => needs.every((need) => this.abilities(name).includes(need)));
    if (able.length === 0) {
      const message = `no driver that serves can do ${needs.join(" and ")}: \`holdfast volume backends\` shows what each can do`;
      throw new HostError("UNSUPPORTED", message, { data: { needs, drivers: drivers.names() } });
    }
    const rooms = await Promise.all(able.map(async (name) => (await this.room(ctx, name))?.freeBytes ?? -1));
    const best = Math.max(...rooms);
    const first = able.includes(defaultDriver) ? defaultDriver : able[0];
    return (best < 0 ? first : able[rooms.indexOf(best)]) ?? defaultDriver;
  }

  /**
   * The room there is now, as the driver says it; where it cannot know, as the file system of its one directory says it. Undefined when
   * nobody knows, or answers.
   */
  async room(ctx: RequestContext, driver: string): Promise<Stats | undefined> {
    const ask = this.#howMuchRoom(driver);
    if (!ask) return undefined;
    const own = ctx.child({ timeoutMs: STATS_TIMEOUT_MS });
    try {
      const stats = await ask(own);
      this.#stats.set(driver, { stats, at: this.#changes.nowIso() });
      return stats;
    } catch (error) {
      ctx.throwIfOver();
      ctx.log.warn({ driver, reason: messageOf(error) }, "a driver did not tell how much room it has");
      return undefined;
    } finally {
      own.close();
    }
  }

  /** RESOURCE_EXHAUSTED when so many more bytes do not fit beside what is being made. Runs in the transaction that marks the change. */
  async requireRoom(
    tx: Transaction,
    asked: { readonly driver: string; readonly room: Stats | undefined; readonly moreBytes: number },
  ): Promise<void> {
    const { driver, room, moreBytes } = asked;
    if (!room) return;
    const pendingBytes = (await sumByDriver(tx)).find((one) => one.driver === driver)?.pendingBytes ?? 0;
    const freeBytes = Math.max(0, room.freeBytes - pendingBytes);
    if (moreBytes <= freeBytes) return;
    const message = `the driver ${driver} has room for ${freeBytes} bytes more, not for ${moreBytes}: make room or choose another driver`;
    throw new HostError("RESOURCE_EXHAUSTED", message, {
      data: { driver, freeBytes, pendingBytes, wantedBytes: moreBytes, called: false },
      retryable: false,
    });
  }

  /** Every driver with what it can do and hold; room as it was at the last look. */
  async list(): Promise<BackendsView> {
    const { drivers, database } = this.#changes.domain;
    const sums = await sumByDriver(database.handle);
    const serving = this.#serving();
    const backends = drivers.names().map((name) => {
      const { health, reason } = drivers.info(name);
      const known = this.#stats.get(name);
      const held = sums.find(({ driver }) => driver === name);
      return {
        ...{ name, health, reason: reason ?? null },
        abilities: serving.includes(name) ? [...this.abilities(name)] : [],
        ...{ totalBytes: known?.stats.totalBytes ?? null, freeBytes: known?.stats.freeBytes ?? null },
        ...{ volumes: held?.volumes ?? 0, volumeBytes: held?.bytes ?? 0, statsAt: known?.at ?? null },
      };
    });
    return { backends };
  }

  /** Asks every driver that serves how much room it has. */
  async refresh(ctx: RequestContext): Promise<void> {
    await Promise.all(this.#serving().map((name) => this.room(ctx, name)));
  }

  #howMuchRoom(driver: string): ((ctx: RequestContext) => Promise<Stats>) | undefined {
    const { drivers } = this.#changes.domain;
    if (drivers.supports(driver, "getStats")) return (ctx) => this.#changes.offered(driver, "getStats")(ctx);
    const [directory, ...others] = drivers.info(driver).directories ?? [];
    if (directory === undefined || others.length > 0) return undefined;
    return (ctx) => roomOfDirectory(ctx, directory);
  }

  /** Drivers that can be asked now. */
  #serving(): readonly string[] {
    const { drivers } = this.#changes.domain;
    return drivers.names().filter((name) => {
      try {
        drivers.get(name);
        return drivers.info(name).health !== "unavailable";
      } catch {
        // What does not serve throws; that is the answer.
        return false;
      }
    });
  }
}
