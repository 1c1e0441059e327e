// Other services as a manager reaches them: by plain calls inside this process, over the bus everywhere.
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { ManagerShape } from "../manager/declarations.ts";
import type { LocalApi, Neighbours } from "../manager/neighbours.ts";
import type { Api, ApiFactory, ApiMethods, RpcClient } from "../rpc/client.ts";
import { checkedParams } from "../rpc/dispatcher.ts";
import { type BoundMethod, bindEndpoint } from "../rpc/endpoint.ts";
import { isCompatible, parseVersion } from "../rpc/version.ts";

/** What is asked of a service in this process. */
export interface LocalService {
  readonly topic: string;
  /** The running manager; undefined while the service does not serve. */
  readonly manager: ManagerShape | undefined;
}

export interface NeighbourParts {
  readonly client: RpcClient;
  /** The services of this process, whatever state they are in. */
  readonly services: () => readonly LocalService[];
}

export function createNeighbours({ client, services }: NeighbourParts): Neighbours {
  return {
    remote: <Methods extends ApiMethods>(api: ApiFactory<Methods>, server?: string): Api<Methods> =>
      api(client, server),
    // Looked up at each call: the service may start later than this manager, and start again.
    local: <Methods extends ApiMethods>(api: ApiFactory<Methods>): LocalApi<Methods> => {
      const methods = Object.entries(api.methods).map(([name, { method }]) => {
        const call = async (ctx: RequestContext, params?: unknown) => {
          ctx.throwIfOver();
          const bound = methodOf(managerOf(api, services()), api.topic, method ?? name);
          return bound.invoke(ctx, checkedParams(bound, params));
        };
        return [name, call];
      });
      return Object.fromEntries(methods);
    },
  };
}

function managerOf(api: { readonly topic: string; readonly version: string }, services: readonly LocalService[]) {
  const service = services.find(({ topic }) => topic === api.topic);
  if (!service) {
    const topics = services.map(({ topic }) => topic).join(", ");
    throw new HostError("NOT_FOUND", `no service ${api.topic} runs in this process (${topics}); use remote`);
  }
  const { manager } = service;
  if (!manager) throw new HostError("NOT_READY", `the service ${api.topic} of this process does not serve now`);
  if (isCompatible(parseVersion(manager.version), parseVersion(api.version))) return manager;
  const message = `the service ${api.topic} of this process speaks ${manager.version}, not ${api.version}`;
  throw new HostError("VERSION_UNSUPPORTED", message, { data: { supported: [manager.version] } });
}

// Only what is declared: what is not for others is not for neighbours either. No transport and no access rule stands between.
function methodOf({ version, manager, rpc }: ManagerShape, topic: string, name: string): BoundMethod {
  const method = bindEndpoint({ version, methods: rpc, target: manager }).methods.get(name);
  if (method) return method;
  throw new HostError("METHOD_NOT_FOUND", `${topic} has no method ${name}`);
}
