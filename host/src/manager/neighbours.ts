// How a manager reaches other services: the one beside it in this process by plain calls, any other over the bus, as two types.
import type { RequestContext } from "../context.ts";
import type { ManagerTables } from "../db/manager-tables.ts";
import type { Api, ApiFactory, ApiMethods } from "../rpc/client.ts";
import type { DriverSet, ManagerParts } from "./manager.ts";

declare const IN_THIS_PROCESS: unique symbol;

/** The methods of a manager in this process. No frame is sent: params are checked as ever, what comes back is shared. */
export type LocalApi<Methods extends ApiMethods> = Api<Methods> & { readonly [IN_THIS_PROCESS]: true };

/** An `ApiFactory` names the other service, as its `rpcapi` declares it. */
export interface Neighbours {
  /**
   * The manager's own methods. A call throws NOT_FOUND if no such service runs in this process, NOT_READY while it does not serve,
   * VERSION_UNSUPPORTED if it speaks another version.
   */
  local<Methods extends ApiMethods>(api: ApiFactory<Methods>): LocalApi<Methods>;
  /** The service wherever it is, or the one of the named server: asynchronous, and can fail by the link. */
  remote<Methods extends ApiMethods>(api: ApiFactory<Methods>, server?: string): Api<Methods>;
}

/** What a manager that configuration names under `services` gets when it is built. */
export interface ManagerContext
  extends ManagerParts<{
      readonly config: Readonly<Record<string, unknown>>;
      /** Of a service with a `kind` of its own: handles with the methods of that kind's interface. */
      readonly drivers?: DriverSet<object>;
    }>,
    Neighbours {
  readonly topic: string;
  readonly tables: ManagerTables;
  /**
   * Tells of an event: whoever watches `group.watch` (`holdfast events --follow`) gets it, with the manager's topic and host and a
   * sequence number. `name` has words joined by dots, `data` at most 4 Ki characters of JSON; INVALID_PARAMS otherwise.
   */
  tell(ctx: RequestContext, name: string, data?: unknown): Promise<void>;
}
