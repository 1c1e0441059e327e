// The group of services on the bus: the topic `group`, to which every host sends its heartbeats.
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { RpcClient } from "../rpc/client.ts";
import type { Endpoint } from "../rpc/endpoint.ts";
import type { AskLease } from "./leader-task.ts";
import type { LeaseRequest, Leases } from "./leases.ts";
import {
  type EventsParams,
  eventsParams,
  type GroupMembership,
  type HeartbeatParams,
  type HeartbeatResult,
  heartbeatParams,
  heartbeatResult,
  type JoinParams,
  joinParams,
  leaseParams,
  leaseResult,
  leaveParams,
  type MemberKey,
  type TellParams,
  tellParams,
  type WatchParams,
  watchParams,
} from "./messages.ts";
import type { ServiceGroup } from "./service-group.ts";

export const GROUP_TOPIC = "group";
export const GROUP_VERSION = "1.0";

/** What the hub's host serves under `GROUP_TOPIC`. */
export function groupEndpoint(group: ServiceGroup, leases?: Leases): Endpoint {
  const methods = {
    heartbeat: {
      params: heartbeatParams,
      result: heartbeatResult,
      access: "operate",
      errors: [],
      summary: "Says that services of a host are alive, and how well; answers those that are not believed.",
      whileDraining: true,
    },
    join: {
      params: joinParams,
      access: "operate",
      errors: ["NOT_FOUND"],
      summary: "Brings a service of another process into the group; its record is written already.",
    },
    events: {
      params: eventsParams,
      access: "read",
      errors: [],
      summary: "Answers what happened to services after a number; ask again with `next`.",
      whileDraining: true,
    },
    watch: {
      params: watchParams,
      access: "read",
      errors: [],
      summary: "Streams what happens to services and what managers tell; after a number, first what is kept.",
      streams: true,
      whileDraining: true,
    },
    tell: {
      params: tellParams,
      access: "operate",
      errors: [],
      summary: "Adds an event of a manager to what can be read and watched.",
      whileDraining: true,
    },
    lease: {
      params: leaseParams,
      result: leaseResult,
      access: "operate",
      errors: ["UNSUPPORTED"],
      summary: "Asks for a lease, or renews it; answers who has it, or a token that rises when it changes hands.",
    },
    leave: {
      params: leaveParams,
      access: "operate",
      errors: [],
      summary: "Says goodbye for a service: it has left, and is not missed.",
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
    join: (ctx: RequestContext, member: JoinParams) => group.join(ctx, member),
    events: async (_ctx: RequestContext, { after, limit }: EventsParams) => group.events.read(after, limit),
    watch: (ctx: RequestContext, { after }: WatchParams) => group.events.watch(ctx, after),
    tell: (ctx: RequestContext, told: TellParams) => group.tell(ctx, told),
    lease: async (_ctx: RequestContext, request: LeaseRequest) => {
      if (!leases) throw new HostError("UNSUPPORTED", "this hub gives no leases");
      return leases.ask(request);
    },
    leave: (ctx: RequestContext, key: MemberKey) => group.leave(ctx, key),
  };
  return { version: GROUP_VERSION, methods, target };
}

/** The group as a service in another process sees it. */
export function remoteGroup(client: RpcClient): GroupMembership {
  const group = client.prepare({ version: GROUP_VERSION });
  return {
    join: async (ctx, { uuid, bootId, host, topic }) =>
      void (await group.call(ctx, GROUP_TOPIC, "join", { uuid, bootId, host, topic })),
    leave: async (ctx, { uuid, bootId }) => void (await group.call(ctx, GROUP_TOPIC, "leave", { uuid, bootId })),
    tell: async (ctx, told) => void (await group.call(ctx, GROUP_TOPIC, "tell", told)),
  };
}

/** Leases as a service in another process asks for them. */
export function remoteLeases(client: RpcClient): AskLease {
  const group = client.prepare({ version: GROUP_VERSION });
  return async (ctx, request) => leaseResult.parse(await group.call(ctx, GROUP_TOPIC, "lease", request));
}
