// What rpc.discover does: it asks every topic of the bus for its methods and answers one OpenRPC document.
import type { RequestContext } from "../context.ts";
import { DESCRIBE_METHOD } from "./built-in.ts";
import { watchBus } from "./bus-events.ts";
import type { Endpoint } from "./endpoint.ts";
import { discoverParams, leastVersions, leastVersionsParams } from "./messages.ts";
import { type JsonSchema, type MethodDocument, openRpcDocument, type TopicDocument } from "./openrpc.ts";
import type { Router } from "./router.ts";
import { LEAST_VERSIONS, leastOf } from "./version-cap.ts";

const DESCRIBE_TIMEOUT_MS = 5_000;

export interface DiscoveryParts {
  readonly router: Router;
  readonly info: { readonly title: string; readonly version: string };
  /** Topics that are no servers on the router: the hub's own. */
  readonly own: readonly TopicDocument[];
}

export function discoveryEndpoint({ router, info, own }: DiscoveryParts): Endpoint {
  const discover = async (ctx: RequestContext, { topic }: { readonly topic?: string }): Promise<JsonSchema> => {
    const wanted = [...router.topics().keys()].filter((name) => topic === undefined || name === topic);
    const answers = await Promise.all(wanted.map((name) => describeTopic(router, ctx, name)));
    const found = answers.filter((answer) => typeof answer === "object");
    const unreachable = answers.filter((answer) => typeof answer === "string");
    const fixed = own.filter((document) => topic === undefined || document.topic === topic);
    return openRpcDocument(info, [...fixed, ...found], unreachable);
  };
  const least = async (_ctx: RequestContext, { topic }: { readonly topic: string }) => {
    const servers = router.topics().get(topic) ?? [];
    return { versions: leastOf(servers.filter(({ draining }) => !draining).map(({ version }) => version)) };
  };
  return {
    version: "1.0",
    methods: {
      discover: {
        summary: "Describes every method on the bus, or of one topic, as an OpenRPC document.",
        access: "read",
        params: discoverParams,
        errors: [],
        whileDraining: true,
      },
      [LEAST_VERSIONS]: {
        summary:
          "Answers, of each major version that live servers of a topic speak, the least: what may be asked of all of them.",
        access: "read",
        params: leastVersionsParams,
        result: leastVersions,
        errors: [],
        whileDraining: true,
      },
      watch: {
        summary: "Streams the servers on the bus: those that are there, then each that comes or goes.",
        access: "read",
        errors: [],
        streams: true,
      },
    },
    target: { discover, leastVersions: least, watch: (ctx: RequestContext) => watchBus(router, ctx) },
  };
}

/** The topic's methods, or its name if it could not be asked: one silent server must not hide the others. */
async function describeTopic(router: Router, ctx: RequestContext, topic: string): Promise<TopicDocument | string> {
  const part = ctx.child({ timeoutMs: DESCRIBE_TIMEOUT_MS });
  try {
    const { result } = await router.call(part, {
      target: { topic },
      method: DESCRIBE_METHOD,
      params: undefined,
      meta: {},
    });
    return { topic, methods: methodsOf(result) };
  } catch (error) {
    ctx.log.info({ topic, err: error }, "a topic did not describe itself");
    return topic;
  } finally {
    part.close();
  }
}

// A server on the bus is trusted to run methods, but its description is still only data from outside: what is no method is left out.
function methodsOf(result: unknown): readonly MethodDocument[] {
  if (!Array.isArray(result)) return [];
  return result.filter(isMethodDocument).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isMethodDocument(value: unknown): value is MethodDocument {
  if (typeof value !== "object" || value === null) return false;
  const document: Partial<Record<string, unknown>> = { ...value };
  const texts = ["name", "summary", "access"].every((key) => typeof document[key] === "string");
  const { errors } = document;
  if (errors !== undefined && !(Array.isArray(errors) && errors.every((code) => typeof code === "string")))
    return false;
  return texts && ["params", "result"].every((key) => typeof document[key] === "object" && document[key] !== null);
}
