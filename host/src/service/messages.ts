// What a service and the group of services say to each other: joining, heartbeats, leaving, and the group's answers.
import { z } from "zod";
import type { RequestContext } from "../context.ts";

const PROBES_MAX = 64;
const REASON_LENGTH_MAX = 500;
/** Members in one heartbeat message; a host with more sends several. */
export const BEAT_MEMBERS_MAX = 500;

const probe = z.strictObject({
  name: z.string().min(1).max(100),
  ok: z.boolean(),
  reason: z.string().max(REASON_LENGTH_MAX).optional(),
});

const memberBeat = z.strictObject({
  uuid: z.string().min(1).max(64),
  bootId: z.string().min(1).max(64),
  sequence: z.int().min(1),
  probes: z.array(probe).max(PROBES_MAX),
});

/** Params of `group.heartbeat`: one message for all services of a host process, which share one event loop. */
export const heartbeatParams = z.strictObject({
  loopLagMs: z.number().min(0),
  members: z.array(memberBeat).max(BEAT_MEMBERS_MAX),
});
/** Params of `group.join`. */
export const joinParams = z.strictObject({
  uuid: z.string().min(1).max(64),
  bootId: z.string().min(1).max(64),
  host: z.string().min(1).max(255),
  topic: z.string().min(1).max(255),
});
export type JoinParams = z.infer<typeof joinParams>;
/** Params of `group.leave`. */
export const leaveParams = joinParams.pick({ uuid: true, bootId: true });
/** Params of `group.lease`. */
export const leaseParams = z.strictObject({
  name: z.string().min(1).max(255),
  holder: z.string().min(1).max(64),
  ttlMs: z
    .number()
    .positive()
    .max(24 * 3_600_000),
});
/** The answer to `group.lease`. */
export const leaseResult = z.union([
  z.object({ granted: z.literal(true), token: z.int() }),
  z.object({ granted: z.literal(false), holder: z.string() }),
]);
/** Params of `group.events`: what came after a number. */
export const eventsParams = z.strictObject({
  after: z.int().min(0).default(0),
  limit: z.int().min(1).max(1000).default(100),
});
/** Params of `group.watch`: without `after` what happens from now on. */
export const watchParams = z.strictObject({ after: z.int().min(0).optional() });
export type WatchParams = z.infer<typeof watchParams>;
const DATA_CHARACTERS_MAX = 4096;
/** Params of `group.tell`: an event of a manager. */
export const tellParams = z.strictObject({
  host: z.string().min(1).max(255),
  topic: z.string().min(1).max(255),
  name: z
    .string()
    .max(100)
    .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/, "an event's name has words of a-z, 0-9 and _, joined by dots"),
  data: z
    .unknown()
    .refine(
      (data) => (JSON.stringify(data) ?? "").length <= DATA_CHARACTERS_MAX,
      `an event's data has at most ${DATA_CHARACTERS_MAX} characters as JSON`,
    )
    .optional(),
});
export type TellParams = z.infer<typeof tellParams>;
export type EventsParams = z.infer<typeof eventsParams>;
export type HeartbeatParams = z.infer<typeof heartbeatParams>;
export type MemberBeat = z.infer<typeof memberBeat>;

/** One thing that a service watches about itself, mostly a driver; `reason` says why it is not ok. */
export type Probe = z.infer<typeof probe>;

/** Cuts a probe to what a heartbeat may carry. */
export function fitProbe({ name, ok, reason }: Probe): Probe {
  const short = reason?.slice(0, REASON_LENGTH_MAX);
  return { name: name.slice(0, 100) || "unnamed", ok, ...(short === undefined ? {} : { reason: short }) };
}

/** The probes of one service as a heartbeat may carry them: the unwell first, if there are too many. */
export function fitProbes(probes: readonly Probe[]): Probe[] {
  const fitted = probes.map(fitProbe);
  if (fitted.length <= PROBES_MAX) return fitted;
  return fitted.sort((left, right) => Number(left.ok) - Number(right.ok)).slice(0, PROBES_MAX);
}

/** One run of a service, as the group knows it. Of two runs of one record only the one that joined last is believed. */
export interface MemberKey {
  readonly uuid: string;
  readonly bootId: string;
}

export interface Member extends MemberKey {
  readonly host: string;
  readonly topic: string;
}

/** A member in its own process: its health can be asked. */
export interface LocalMember extends Member {
  readonly probes: () => readonly Probe[];
}

/** One heartbeat of one member. Times are durations, never moments: no two clocks need to agree. */
export interface Heartbeat extends MemberBeat {
  /** The longest time since the last heartbeat for which the service's event loop did not turn. */
  readonly loopLagMs: number;
}

/**
 * Why a heartbeat was not believed: `unknown` no such record, `superseded` another run joined since, `stale` an old sequence number,
 * `forced_down` the operator said so, `left` this run took its leave.
 */
const refusal = z.enum(["unknown", "superseded", "stale", "forced_down", "left"]);
export type Refusal = z.infer<typeof refusal>;
export type HeartbeatAnswer = { readonly accepted: true } | { readonly accepted: false; readonly reason: Refusal };

/** The answer to `group.heartbeat`: only the members that were not believed. */
export const heartbeatResult = z.object({ refused: z.array(z.object({ uuid: z.string(), reason: refusal })) });
export type HeartbeatResult = z.infer<typeof heartbeatResult>;

/** The group as a service sees it: the hub's own, or one across the bus. */
export interface GroupMembership {
  /** Throws NOT_FOUND when there is no such record. */
  join(ctx: RequestContext, member: LocalMember): Promise<void>;
  /** Says goodbye: the service is `left` at once, not `down` after a while. Unknown members are no error. */
  leave(ctx: RequestContext, member: MemberKey): Promise<void>;
  /** Adds a manager's event to what can be read and watched. Throws INVALID_PARAMS for a name that is none, or too much data. */
  tell(ctx: RequestContext, told: TellParams): Promise<void>;
}
