// The methods that every server answers: ping, by the same path as all others, and the description that rpc.discover collects.
import type { RequestContext } from "../context.ts";
import type { BoundEndpoint, Endpoint } from "./endpoint.ts";
import {
  closeStreamParams,
  pingParams,
  pingResult,
  pulledItems,
  pullParams,
  STREAM_CLOSE,
  STREAM_NEXT,
} from "./messages.ts";
import { describeEndpoints, type MethodDocument } from "./openrpc.ts";
import type { Pull, Pulled, Streams } from "./streams.ts";
import type { Place } from "./transport.ts";

/** What rpc.discover asks each topic. */
export const DESCRIBE_METHOD = "rpc_methods";

export interface BuiltInParts {
  readonly place: Place;
  readonly state: () => string;
  readonly endpoints: () => readonly BoundEndpoint[];
  readonly streams: Streams;
}

export function builtIn({ place, state, endpoints, streams }: BuiltInParts): Endpoint {
  return {
    methods: {
      ping: {
        summary: "Answers who and in which state the server is, with the argument it was sent.",
        access: "read",
        params: pingParams,
        result: pingResult,
        errors: [],
        whileDraining: true,
      },
      // Its errors are those of the method whose stream it is.
      [STREAM_NEXT]: {
        summary: "Answers the next items of a stream, as many as there is credit for; waits for the first of them.",
        access: "read",
        params: pullParams,
        result: pulledItems,
        whileDraining: true,
      },
      [STREAM_CLOSE]: {
        summary: "Ends a stream that is wanted no more.",
        access: "read",
        params: closeStreamParams,
        errors: [],
        whileDraining: true,
      },
      [DESCRIBE_METHOD]: {
        summary: "Describes the server's methods; rpc.discover collects these.",
        access: "read",
        method: "describe",
        errors: [],
        whileDraining: true,
      },
    },
    target: {
      ping: async (_ctx: RequestContext, { arg }: { arg?: unknown }) => ({ ...place, state: state(), arg }),
      streamNext: (ctx: RequestContext, pull: Pull): Promise<Pulled> => streams.pull(ctx, pull),
      streamClose: async (ctx: RequestContext, { stream }: { stream: string }) => streams.close(ctx, stream),
      describe: async (): Promise<readonly MethodDocument[]> =>
        describeEndpoints(endpoints()).filter(({ name }) => name !== DESCRIBE_METHOD),
    },
  };
}
