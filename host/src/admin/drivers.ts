// Drivers while the host runs: added by path and remembered, removed when nothing needs them any more.
import { isAbsolute } from "node:path";
import { isoTime } from "../clock.ts";
import { BUILTIN_PREFIX } from "../conf/defaults.ts";
import type { RequestContext } from "../context.ts";
import type { Database } from "../db/connection.ts";
import { type DriverRecord, deleteDriver, insertDriver, listDrivers, updateDriverFile } from "../db/drivers-table.ts";
import type { DriverSpec, FileDriverSpec } from "../driver/driver-types.ts";
import type { DriverUses } from "../driver/learned-grants.ts";
import type { Supervisor } from "../driver/supervisor.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type {
  AddDriverParams,
  DriverParams,
  RecordDriverParams,
  RemoveDriverParams,
  SwapDriverParams,
} from "./messages.ts";
import type { DriverView } from "./views.ts";

export interface DriverAdminParts {
  readonly supervisor: Supervisor;
  readonly database: Database;
  /** What `builtin:NAME` stands for; other paths come back as they are. */
  readonly resolvePath: (path: string) => string;
  /** How many things of a domain a driver holds, so that it is not taken away from under them. */
  readonly inUse: (kind: string, name: string) => Promise<number>;
  /** Why no service of this host would use a driver of that kind, and what to do; undefined when one does. */
  readonly unusedBecause: (kind: string) => string | undefined;
}

// What of a driver's entry is kept as it was written.
const REMEMBERED = [
  "config",
  "grants",
  "limits",
  "runtime",
  "metered",
  "isolation",
  "onFailure",
  "watch",
  "record",
] as const;

/** The operator's hand on the drivers. What the configuration names is changed there, not here. */
export class DriverAdmin {
  readonly #parts: DriverAdminParts;
  readonly #added = new Set<string>();

  constructor(parts: DriverAdminParts) {
    this.#parts = parts;
  }

  /**
   * Loads what was added in earlier runs, side by side, each with the digest it had. One that does not load is listed as broken. Where
   * the configuration has come to name a driver of the same name, the configuration wins.
   */
  async restore(ctx: RequestContext): Promise<void> {
    const { supervisor, database } = this.#parts;
    const restored = (await listDrivers(database.handle)).map(async (record) => {
      const { kind, name } = record;
      if (this.#find(kind, name)) {
        const message = "a driver that was added is hidden by one that the configuration names; rename or remove one";
        ctx.log.warn({ driver: name, kind }, message);
        return;
      }
      this.#added.add(keyOf(kind, name));
      await supervisor.add(ctx, this.#spec(record)).catch((error: unknown) => {
        // The supervisor lists and logs what it was given; what never came so far is told here. The host serves with those that work.
        if (!this.#find(kind, name))
          ctx.log.error({ driver: name, kind, error: messageOf(error) }, "a driver was not loaded");
      });
    });
    await Promise.all(restored);
  }

  /** Loads a driver and remembers it. A driver that does not load leaves nothing behind. */
  async add(ctx: RequestContext, params: AddDriverParams): Promise<DriverView> {
    const { supervisor, database } = this.#parts;
    const { kind, name, path, digest, config, grants, limits, runtime, metered, isolation, onFailure, watch } = params;
    const { record: mode } = params;
    mustBeAbsolute(path);
    const record = {
      kind,
      name,
      path,
      digest: digest ?? "",
      spec: { config, grants, limits, runtime, metered, isolation, onFailure, watch, record: mode },
      addedAt: isoTime(ctx.clock),
      addedBy: ctx.caller.name,
    };
    const spec = this.#spec(record);
    // Nothing may wait between this look and the supervisor's own: of two that add the same name one must find the other.
    if (this.#find(kind, name)) {
      throw new HostError(
        "ALREADY_EXISTS",
        `there is a ${kind} driver ${name}; choose another name or remove it first`,
      );
    }
    this.#added.add(keyOf(kind, name));
    try {
      const info = await supervisor.add(ctx, spec);
      // A driver of Holdfast's own changes with Holdfast, a watched one with its file; another file may not change unnoticed.
      const pinned = digest ?? (path.startsWith(BUILTIN_PREFIX) || watch ? "" : info.digest);
      await insertDriver(database.handle, { ...record, digest: pinned });
      // Removed while its row was written: then the row must go too.
      if (!this.#find(kind, name)) await deleteDriver(database.handle, kind, name);
    } catch (error) {
      this.#added.delete(keyOf(kind, name));
      await supervisor.remove(ctx, kind, name).catch(() => undefined);
      throw error;
    }
    const warning = this.#parts.unusedBecause(kind);
    if (warning === undefined) return this.get(kind, name);
    ctx.log.warn({ driver: name, kind, reason: warning }, "a driver was added that no service uses");
    return { ...this.get(kind, name), warning };
  }

  /**
   * Puts another file in a driver's place. An added driver remembers it once it has stood its watch; where the configuration names the
   * driver, the file that it names is back at the next start.
   */
  async swap(ctx: RequestContext, params: SwapDriverParams): Promise<DriverView> {
    const { kind, name, path, digest, watchMs, dropState } = params;
    mustBeAbsolute(path);
    await this.#parts.supervisor.swap(ctx, {
      ...{ kind, name, path: this.#parts.resolvePath(path), digest },
      ...(watchMs === undefined ? {} : { watchMs }),
      ...(dropState === undefined ? {} : { dropState }),
      onKept: (_spec, kept) => this.#remember(ctx.log, { kind, name }, { path, digest: kept }),
    });
    return this.get(kind, name);
  }

  /** Takes the last swap back, and remembers the file that serves again. */
  async rollback(ctx: RequestContext, { kind, name }: DriverParams): Promise<DriverView> {
    const { path, digest } = await this.#parts.supervisor.rollback(ctx, kind, name);
    this.#remember(ctx.log, { kind, name }, { path, digest });
    return this.get(kind, name);
  }

  /** What the driver used and was denied. NOT_FOUND, DRIVER_UNAVAILABLE. */
  uses(kind: string, name: string): DriverUses {
    this.get(kind, name);
    return this.#parts.supervisor.uses(kind, name);
  }

  /** From the driver's next call on. */
  record({ kind, name, record, withModule }: RecordDriverParams): { readonly record: string } {
    this.#parts.supervisor.record(kind, name, { mode: record, withModule });
    return { record };
  }

  #remember(log: Log, driver: DriverParams, file: { readonly path: string; readonly digest: string }): void {
    if (!this.#added.has(keyOf(driver.kind, driver.name))) return;
    const isFree = file.path.startsWith(BUILTIN_PREFIX) || this.#find(driver.kind, driver.name)?.watched;
    const pinned = isFree ? "" : file.digest;
    updateDriverFile(this.#parts.database.handle, driver, { path: file.path, digest: pinned }).catch(
      (error: unknown) => {
        log.error({ ...driver, error: messageOf(error) }, "a swapped driver could not be remembered: swap it again");
      },
    );
  }

  /** Takes an added driver away and forgets it. FAILED_PRECONDITION while something depends on it, unless forced. */
  async remove(ctx: RequestContext, params: RemoveDriverParams): Promise<void> {
    const { supervisor, database, inUse } = this.#parts;
    const { kind, name, force } = params;
    if (!this.#added.has(keyOf(kind, name))) {
      this.get(kind, name);
      throw new HostError(
        "FAILED_PRECONDITION",
        `the ${kind} driver ${name} comes from the configuration; take it out there`,
      );
    }
    const uses = await inUse(kind, name);
    if (uses > 0 && !force) {
      const message = `${uses} ${kind}${uses === 1 ? " is" : "s are"} held by the driver ${name}; delete them first, or force it`;
      throw new HostError("FAILED_PRECONDITION", message, { data: { uses } });
    }
    await deleteDriver(database.handle, kind, name);
    this.#added.delete(keyOf(kind, name));
    await supervisor.remove(ctx, kind, name);
  }

  list(): DriverView[] {
    return this.#parts.supervisor.list().map((driver) => ({
      ...driver,
      source: this.#added.has(keyOf(driver.kind, driver.name)) ? "added" : "configuration",
    }));
  }

  /** One driver. NOT_FOUND. */
  get(kind: string, name: string): DriverView {
    const found = this.#find(kind, name);
    if (found) return found;
    const names = this.list().flatMap((driver) => (driver.kind === kind ? [driver.name] : []));
    const there = names.length > 0 ? `there are ${names.join(", ")}` : "there is none of this kind";
    throw new HostError("NOT_FOUND", `there is no ${kind} driver ${name}; ${there}`);
  }

  #find(kind: string, name: string): DriverView | undefined {
    return this.list().find((driver) => driver.kind === kind && driver.name === name);
  }

  #spec(record: DriverRecord): DriverSpec {
    const { kind, name, path, digest } = record;
    const known = record.spec as Pick<FileDriverSpec, (typeof REMEMBERED)[number]>;
    const more = REMEMBERED.flatMap((key) => (known[key] === undefined ? [] : [[key, known[key]]]));
    const pinned = digest === "" ? {} : { digest };
    return { kind, name, path: this.#parts.resolvePath(path), ...pinned, ...Object.fromEntries(more) };
  }
}

function mustBeAbsolute(path: string): void {
  if (isAbsolute(path) || path.startsWith(BUILTIN_PREFIX)) return;
  throw new HostError("INVALID_PARAMS", `give the driver's absolute path, not ${path}`);
}

function keyOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}
