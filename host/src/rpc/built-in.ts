// The methods that every server answers: ping, by the same path as all others, and the description that rpc.discover collects.
import type { RequestContext } from "../context.ts";
import type { BoundEndpoint, Endpoint } from "./endpoint.ts";
import { pingParams, pingResult } from "./messages.ts";
import { describeEndpoints, type MethodDocument } from "./openrpc.ts";
import type { Place } from "./transport.ts";

/** What rpc.discover asks each topic. */
export const DESCRIBE_METHOD = "rpc_methods";

export interface BuiltInParts {
  readonly place: Place;
  readonly state: () => string;
  readonly endpoints: () => readonly BoundEndpoint[];
}

export function builtIn({ place, state, endpoints }: BuiltInParts): Endpoint {
  return {
    methods: {
      ping: {
        summary: "Answers who and in which state the server is, with the argument it was sent.",
        access: "read",
        params: pingParams,
        result: pingResult,
        whileDraining: true,
      },
      [DESCRIBE_METHOD]: {
        summary: "Describes the server's methods; rpc.discover collects these.",
        access: "read",
        method: "describe",
        whileDraining: true,
      },
    },
    target: {
      ping: async (_ctx: RequestContext, { arg }: { arg?: unknown }) => ({ ...place, state: state(), arg }),
      describe: async (): Promise<readonly MethodDocument[]> =>
        describeEndpoints(endpoints()).filter(({ name }) => name !== DESCRIBE_METHOD),
    },
  };
}
