// Who is on the bus, and which of them gets a request: any live server of a topic in turn, the named one, or all.
import { createHash } from "node:crypto";
import { Ending, type RequestContext } from "../context.ts";
import { HostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { BinaryPeer } from "./binary-peer.ts";
import type { Endable } from "./inbound.ts";
import { Slots } from "./slots.ts";
import { formatTarget, parseTarget, RouteNames, type Target } from "./target.ts";
import {
  type Meta,
  NO_META,
  type Origin,
  type Place,
  type RpcHandler,
  type RpcReply,
  type RpcRequest,
} from "./transport.ts";
import { parseVersion } from "./version.ts";

/** A server on the bus, as it is shown. */
export interface RoutedServer extends Place {
  readonly draining: boolean;
  readonly callsInFlight: number;
}

/** A server's membership; only who added it can take it away. */
export interface Member {
  readonly place: Place;
  readonly handler: RpcHandler;
  /** The link to its host that requests can be passed on to unread, if it speaks records. */
  readonly link: BinaryPeer | undefined;
  /** The handler itself settles by the time that a request is granted, as `RpcServer` does: nobody need watch it. */
  readonly keepsTime: boolean;
  draining: boolean;
  /** The written forms of its methods. */
  readonly names: RouteNames;
  /** The calls that wait for this server, to be ended with it. */
  readonly calls: Slots<Endable>;
}

/** Which live server of a topic gets a request: the next one, or the one with the fewest calls in flight. */
export type Choice = "in-turn" | "least-loaded";

type Watcher = (member: Member, isThere: boolean) => void;

export class Router {
  readonly #log: Log;
  readonly #choice: Choice;
  readonly #topics = new Map<string, { readonly members: Member[]; next: number }>();
  readonly #watchers = new Set<Watcher>();

  constructor(log: Log, choice: Choice = "in-turn") {
    this.#log = log;
    this.#choice = choice;
  }

  /** Throws INVALID_PARAMS for a place that cannot be written as topic@server, ALREADY_EXISTS for one that is taken. */
  add(place: Place, handler: RpcHandler, how: Partial<Pick<Member, "link" | "keepsTime">> = {}): Member {
    requirePlace(place);
    const { topic, server } = place;
    const members = this.#topics.get(topic)?.members ?? [];
    if (members.some((member) => member.place.server === server)) {
      throw new HostError("ALREADY_EXISTS", `${formatTarget(place)} is already served; give this host another name`);
    }
    const { link, keepsTime = false } = how;
    const member: Member = {
      place,
      handler,
      link,
      keepsTime,
      draining: false,
      names: new RouteNames(),
      calls: new Slots(),
    };
    if (members.length === 0) this.#topics.set(topic, { members, next: 0 });
    members.push(member);
    for (const watcher of this.#watchers) watcher(member, true);
    return member;
  }

  /** Every server that is on the bus now. */
  members(): readonly Member[] {
    return [...this.#topics.values()].flatMap(({ members }) => members);
  }

  /** Tells of each server that comes or goes from now on; the answer ends that. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Takes a server out of routing; what it already has goes on. Idempotent. */
  remove(member: Member): void {
    const { topic } = member.place;
    const members = this.#topics.get(topic)?.members;
    const index = members?.indexOf(member) ?? -1;
    if (index < 0) return;
    members?.splice(index, 1);
    if (members?.length === 0) this.#topics.delete(topic);
    for (const watcher of this.#watchers) watcher(member, false);
  }

  /** Takes a vanished server out of routing and settles the calls that wait for it. */
  drop(member: Member, reason: HostError): void {
    this.remove(member);
    for (const call of member.calls.list()) call.end(reason);
  }

  topics(): ReadonlyMap<string, readonly RoutedServer[]> {
    const shown = ({ place, draining, calls }: Member) => ({ ...place, draining, callsInFlight: calls.size });
    return new Map([...this.#topics].map(([topic, { members }]) => [topic, members.map(shown)]));
  }

  /** Settles by the context's deadline, and at once when the server vanishes. Nothing is awaited before the handler starts. */
  call(ctx: RequestContext, request: RpcRequest, picked?: Member): Promise<RpcReply> {
    return new Promise((resolve, reject) => {
      ctx.throwIfOver();
      const member = picked ?? this.pick(request.target, request.meta.idempotencyKey ?? ctx.idempotencyKey);
      const work = new Ending();
      const end = (reason: HostError) => {
        done();
        work.end(reason);
        reject(reason);
      };
      const call: Endable = { end };
      const place = member.calls.add(call);
      const done = () => {
        member.calls.remove(place, call);
        ctx.ending.offEnd(end);
      };
      ctx.ending.onEnd(end);
      const origin = { caller: ctx.caller, ending: work, expectsReply: true };
      start(member, { ...request, meta: travellingMeta(ctx, request.meta) }, origin).then(
        (reply) => {
          done();
          resolve(reply);
        },
        (error: unknown) => {
          done();
          reject(error);
        },
      );
    });
  }

  /** Hands over to one server. Throws NO_SERVER; what becomes of the work is not told. */
  cast(ctx: RequestContext, request: RpcRequest, picked?: Member): void {
    this.#handOver(picked ?? this.pick(request.target), ctx, request);
  }

  /** Hands over to every server of the topic that takes new work; answers how many. Throws NO_SERVER if there is none. */
  fanout(ctx: RequestContext, request: RpcRequest): { readonly receivers: number } {
    const { topic, server } = request.target;
    const members = this.#topics.get(topic)?.members ?? [];
    const receivers = members.filter(({ place, draining }) => !draining && (!server || server === place.server));
    if (receivers.length === 0) throw this.#noServer(request.target);
    for (const member of receivers) this.#handOver(member, ctx, request);
    return { receivers: receivers.length };
  }

  /** The server whose turn it is, or the named one; requests of one key all go to the same, which remembers them. Throws NO_SERVER. */
  pick({ topic, server }: Target, key?: string): Member {
    const entry = this.#topics.get(topic);
    const named = (member: Member) => member.place.server === server;
    const inTurn = () => entry && (key === undefined ? next(entry, this.#choice) : ownerOf(key, entry.members));
    const member = server === undefined ? inTurn() : entry?.members.find(named);
    if (!member) throw this.#noServer({ topic, ...(server === undefined ? {} : { server }) });
    return member;
  }

  #handOver(member: Member, ctx: RequestContext, request: RpcRequest): void {
    const work = new Ending();
    const place = member.calls.add(work);
    const origin = { caller: ctx.caller, ending: work, expectsReply: false };
    start(member, { ...request, meta: identifiedMeta(ctx, request.meta) }, origin)
      .catch((error: unknown) => {
        this.#log.debug({ place: member.place, method: request.method, reason: messageOf(error) }, "a cast failed");
      })
      .finally(() => member.calls.remove(place, work));
  }

  #noServer(target: Target): HostError {
    const topics = [...this.#topics.keys()].sort();
    const servers = this.#topics.get(target.topic)?.members.map(({ place }) => place.server);
    const there = servers
      ? `servers of ${target.topic}: ${servers.join(", ")}`
      : `topics now: ${topics.join(", ") || "none"}`;
    return new HostError("NO_SERVER", `nobody serves ${formatTarget(target)}; ${there}`, {
      data: { ...target, topics, ...(servers ? { servers } : {}) },
    });
  }
}

/** Throws FAILED_PRECONDITION for a topic that belongs to the bus itself. */
export function refuseReserved({ topic }: Place, reserved: readonly string[]): void {
  if (!reserved.includes(topic)) return;
  throw new HostError("FAILED_PRECONDITION", `the topic ${topic} belongs to the bus itself; choose another name`);
}

/** What travels with a call: who it is, as `identifiedMeta` says, and the time that is left. */
export function travellingMeta(ctx: RequestContext, meta: Meta): Meta {
  const leftMs = Math.max(1, ctx.remainingMs());
  const travelling: Travelling = identifiedMeta(ctx, meta);
  travelling.timeoutMs = Math.min(meta.timeoutMs ?? leftMs, leftMs);
  return travelling;
}

type Travelling = { -readonly [Key in keyof Meta]: Meta[Key] };

/** What travels with a cast: the ids by which logs and journals follow the request. Its caller's deadline does not: nobody waits. */
export function identifiedMeta(ctx: RequestContext, meta: Meta): Meta {
  const { requestId, traceparent, tracestate, idempotencyKey, visits } = ctx;
  const travelling: Travelling = { requestId };
  if (traceparent !== undefined) travelling.traceparent = traceparent;
  if (tracestate !== undefined) travelling.tracestate = tracestate;
  if (idempotencyKey !== undefined) travelling.idempotencyKey = idempotencyKey;
  if (visits) travelling.trace = true;
  return meta === NO_META ? travelling : Object.assign(travelling, meta);
}

// A handler that throws before its first await is an answer like any other.
function start(member: Member, request: RpcRequest, origin: Origin): Promise<RpcReply> {
  try {
    return member.handler(request, origin);
  } catch (error) {
    return Promise.reject(error);
  }
}

// The turn decides among those with as few calls as the least loaded.
function next(entry: { readonly members: readonly Member[]; next: number }, choice: Choice): Member | undefined {
  const { members } = entry;
  let best: Member | undefined;
  let bestAt = 0;
  for (let tried = 0; tried < members.length; tried++) {
    const at = (entry.next + tried) % members.length;
    const member = members[at];
    if (!member || member.draining || (best && member.calls.size >= best.calls.size)) continue;
    best = member;
    bestAt = at;
    if (choice === "in-turn" || member.calls.size === 0) break;
  }
  entry.next = (bestAt + 1) % members.length;
  // All of them drain: the last resort answers SHUTTING_DOWN, or what may still be asked.
  return best ?? members[0];
}

// The highest of the scores of key and server: a server that comes or goes moves its own keys alone.
function ownerOf(key: string, members: readonly Member[]): Member | undefined {
  const live = members.filter(({ draining }) => !draining);
  let best: { readonly member: Member; readonly score: string } | undefined;
  for (const member of live.length > 0 ? live : members) {
    const score = createHash("sha256").update(`${member.place.server} ${key}`).digest("hex");
    if (!best || score > best.score) best = { member, score };
  }
  return best?.member;
}

function requirePlace(place: Place): void {
  const text = formatTarget(place);
  if (parseTarget(text)?.server !== place.server) {
    throw new HostError(
      "INVALID_PARAMS",
      `${JSON.stringify(text)} is no place on the bus: a topic has letters, digits, - and _`,
    );
  }
  parseVersion(place.version);
}
