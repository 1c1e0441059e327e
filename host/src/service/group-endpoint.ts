// The group of services on the bus: the topic `group`, to which every host sends its heartbeats.
import type { RequestContext } from "../context.ts";
import type { Endpoint } from "../rpc/endpoint.ts";
import { type HeartbeatParams, type HeartbeatResult, heartbeatParams, heartbeatResult } from "./messages.ts";
import type { ServiceGroup } from "./service-group.ts";

export const GROUP_TOPIC = "group";
export const GROUP_VERSION = "1.0";

/** What the hub's host serves under `GROUP_TOPIC`. */
export function groupEndpoint(group: ServiceGroup): Endpoint {
  const methods = {
    heartbeat: {
      params: heartbeatParams,
      result: heartbeatResult,
      access: "operate",
      summary: "Says that services of a host are alive, and how well; answers those that are not believed.",
      whileDraining: true,
    },
  } as const;
  const target = {
    heartbeat: async (_ctx: RequestContext, { loopLagMs, members }: HeartbeatParams): Promise<HeartbeatResult> => {
      const refused: HeartbeatResult["refused"] = [];
      for (const member of members) {
        const answer = group.hear({ ...member, loopLagMs });
        if (!answer.accepted) refused.push({ uuid: member.uuid, reason: answer.reason });
      }
      return { refused };
    },
  };
  return { version: GROUP_VERSION, methods, target };
}
