// A service of an operator's own, from its entry in the configuration: the manager by path, its tables, its neighbours.
import type { ServiceEntry } from "../conf/options.ts";
import type { RequestContext } from "../context.ts";
import type { Database } from "../db/connection.ts";
import { managerTables, migrateManagerTables } from "../db/manager-tables.ts";
import type { ManagerShape } from "../manager/declarations.ts";
import { loadManager } from "../manager/load-object.ts";
import type { DriverSet } from "../manager/manager.ts";
import { migrationsOf } from "../manager/migrations.ts";
import type { ManagerContext } from "../manager/neighbours.ts";
import { RpcClient } from "../rpc/client.ts";
import { createNeighbours } from "../service/neighbours.ts";
import { Service } from "../service/service.ts";
import type { ServiceOptions } from "../service/service-run.ts";

export interface OutsideParts {
  readonly topic: string;
  readonly entry: Pick<ServiceEntry, "manager" | "config">;
  readonly database: Database;
  readonly common: Omit<ServiceOptions, "topic" | "manager">;
  /** Of a service with a kind of its own. */
  readonly drivers?: DriverSet<object>;
  /** The services of this process. */
  readonly services: () => readonly Service[];
}

/** Loaded, and its tables brought up to date, at each start of the service. */
export function outsideService({ topic, entry, database, common, drivers, services }: OutsideParts): Service {
  const neighbours = createNeighbours({ client: new RpcClient(common.transport), services });
  const manager = async (): Promise<ManagerShape> => {
    const parts: ManagerContext = {
      ...neighbours,
      ...{
        host: common.host,
        topic,
        domain: { config: entry.config, ...(drivers && { drivers }) },
        tables: managerTables(database, topic),
        tell: (ctx: RequestContext, name: string, data?: unknown) =>
          common.group.tell(ctx, { host: common.host, topic, name, ...(data === undefined ? {} : { data }) }),
      },
    };
    const { loaded, shape } = await loadManager(entry.manager, { cwd: "/", parts });
    await migrateManagerTables(database, topic, migrationsOf(loaded.object, entry.manager));
    return shape;
  };
  return new Service({ ...common, topic, manager });
}
