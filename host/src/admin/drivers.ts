// Drivers while the host runs: added by path and remembered, removed when nothing needs them any more.
import { isAbsolute } from "node:path";
import { isoTime } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import type { Database } from "../db/connection.ts";
import { type DriverRecord, deleteDriver, insertDriver, listDrivers } from "../db/drivers-table.ts";
import type { DriverSpec, FileDriverSpec } from "../driver/driver-types.ts";
import type { Supervisor } from "../driver/supervisor.ts";
import { HostError } from "../errors.ts";
import type { AddDriverParams, RemoveDriverParams } from "./messages.ts";
import type { DriverView } from "./views.ts";

export interface DriverAdminParts {
  readonly supervisor: Supervisor;
  readonly database: Database;
  /** What `builtin:NAME` stands for; other paths come back as they are. */
  readonly resolvePath: (path: string) => string;
  /** How many things of a domain a driver holds, so that it is not taken away from under them. */
  readonly inUse: (kind: string, name: string) => Promise<number>;
}

/** The operator's hand on the drivers. What the configuration names is changed there, not here. */
export class DriverAdmin {
  readonly #parts: DriverAdminParts;
  readonly #added = new Set<string>();

  constructor(parts: DriverAdminParts) {
    this.#parts = parts;
  }

  /** Loads what was added in earlier runs, each with the digest it had. One that does not load is listed as broken. */
  async restore(ctx: RequestContext): Promise<void> {
    const { supervisor, database } = this.#parts;
    for (const record of await listDrivers(database.handle)) {
      this.#added.add(keyOf(record.kind, record.name));
      // The supervisor has logged it and shows it; the host serves with the drivers that work.
      await supervisor.add(ctx, this.#spec(record)).catch(() => undefined);
    }
  }

  /** Loads a driver and remembers it. A driver that does not load leaves nothing behind. */
  async add(ctx: RequestContext, params: AddDriverParams): Promise<DriverView> {
    const { supervisor, database } = this.#parts;
    const { kind, name, path, digest, config, grants, limits } = params;
    if (!isAbsolute(path) && !path.startsWith("builtin:")) {
      throw new HostError("INVALID_PARAMS", `give the driver's absolute path, not ${path}`);
    }
    const record = {
      kind,
      name,
      path,
      digest: digest ?? "",
      spec: { config, grants, limits },
      addedAt: isoTime(ctx.clock),
      addedBy: ctx.caller.name,
    };
    if (supervisor.list().some((driver) => driver.kind === kind && driver.name === name)) {
      throw new HostError(
        "ALREADY_EXISTS",
        `there is a ${kind} driver ${name}; choose another name or remove it first`,
      );
    }
    try {
      const info = await supervisor.add(ctx, this.#spec(record));
      await insertDriver(database.handle, { ...record, digest: info.digest });
    } catch (error) {
      await supervisor.remove(ctx, kind, name).catch(() => undefined);
      throw error;
    }
    this.#added.add(keyOf(kind, name));
    return this.get(kind, name);
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
    const found = this.list().find((driver) => driver.kind === kind && driver.name === name);
    if (!found) throw new HostError("NOT_FOUND", `there is no ${kind} driver ${name}`);
    return found;
  }

  #spec(record: DriverRecord): DriverSpec {
    const { kind, name, path, digest } = record;
    const { config, grants, limits } = record.spec as Pick<FileDriverSpec, "config" | "grants" | "limits">;
    return {
      kind,
      name,
      path: this.#parts.resolvePath(path),
      ...(digest === "" ? {} : { digest }),
      ...(config === undefined ? {} : { config }),
      ...(grants === undefined ? {} : { grants }),
      ...(limits === undefined ? {} : { limits }),
    };
  }
}

function keyOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}
