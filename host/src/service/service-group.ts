// The hub's judgement on every service: who joined, who is up, suspect or down, who left; kept in the records and told as events.
import { type Clock, isoTime } from "../clock.ts";
import type { RequestContext } from "../context.ts";
import type { ServiceRecord, ServiceSeen } from "../db/services-table.ts";
import { HostError, isHostError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { EventLog } from "./event-log.ts";
import { type GroupLimits, type LivenessLimits, livenessLimits, MemberLiveness, type Verdict } from "./liveness.ts";
import {
  type GroupMembership,
  type Heartbeat,
  type HeartbeatAnswer,
  type Member,
  type MemberKey,
  type Probe,
  type TellParams,
  tellParams,
} from "./messages.ts";
import { ObservedTime } from "./observed-time.ts";
import type { ServiceRecords, ServiceState } from "./service-records.ts";

/** A change of a service's state. `at` is wall time, for people. */
export interface Transition {
  readonly uuid: string;
  readonly host: string;
  readonly topic: string;
  readonly from: ServiceState | "forced_down" | undefined;
  readonly to: ServiceState | "forced_down";
  readonly reason: string | undefined;
  readonly at: string;
}

export interface ServiceGroupOptions {
  readonly records: ServiceRecords;
  readonly limits: GroupLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly onTransition?: (transition: Transition) => void;
  /** A list that outlives this group; without it events are kept in memory. */
  readonly events?: EventLog;
}

/** A record and what the group knows beside it. Its `state` is the group's judgement where it has one. */
export interface ServiceView extends Omit<ServiceRecord, "state" | "stateReason"> {
  readonly state: ServiceState | "forced_down";
  readonly stateReason: string | null;
  /** Undefined for a service that has not been heard of since this hub began. */
  readonly heartbeatAgeMs: number | undefined;
  readonly loopLagMs: number | undefined;
  readonly probes: readonly Probe[];
}

interface Entry {
  readonly member: Member;
  readonly liveness: MemberLiveness;
  forcedDown: boolean;
  told: { readonly state: Transition["to"]; readonly reason: string | undefined } | undefined;
  reports: number;
  seenAt: string | undefined;
}

/** One for each hub. Uses its own monotonic time only: neither its own wall clock nor a member's decides anything. */
export class ServiceGroup implements GroupMembership {
  /** Every change of a state, a version, or by an operator. */
  readonly events: EventLog;
  readonly #versions = new Map<string, string>();
  readonly #options: ServiceGroupOptions;
  readonly #liveness: LivenessLimits;
  readonly #tickMs: number;
  readonly #time: ObservedTime;
  readonly #entries = new Map<string, Entry>();
  /** The newest state of each service that is not in its record yet; bounded by the number of services. */
  readonly #unwritten = new Map<string, Verdict & { readonly state: ServiceState }>();
  #writing: Promise<void> = Promise.resolve();
  #seenWrittenMs = 0;
  #cancelTick: (() => void) | undefined;

  /** Throws CONFIG_INVALID when `downTimeMs` is too short for the report interval. */
  constructor(options: ServiceGroupOptions) {
    this.#options = options;
    this.events = options.events ?? new EventLog();
    this.#tickMs = Math.max(10, options.limits.reportIntervalMs / 4);
    this.#time = new ObservedTime(options.clock, this.#tickMs);
    this.#liveness = livenessLimits(options.limits);
  }

  /** Reads who was there before: such a member is suspect until it is heard of, and down if that does not come soon. */
  async start(): Promise<void> {
    for (const record of await this.#options.records.list()) {
      this.#versions.set(record.uuid, record.version);
      if (["left", "failed", "down"].includes(record.state) || record.bootId === null) continue;
      const { uuid, host, topic, bootId } = record;
      const key = { uuid, bootId };
      const liveness = new MemberLiveness(key, this.#liveness, this.#time.nowMs(), this.#liveness.suspectAfterMs + 1);
      this.#entries.set(uuid, this.#entry({ ...key, host, topic }, liveness, record));
    }
    this.#seenWrittenMs = this.#time.nowMs();
    this.#tick();
  }

  /** Stops judging and writes what is unwritten. */
  async stop(): Promise<void> {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    this.#writeSeen();
    await this.#flush();
  }

  async join(_ctx: RequestContext, member: Member): Promise<void> {
    const record = await this.#options.records.get(member.uuid);
    if (record.deleted)
      throw new HostError("NOT_FOUND", `the record of service ${member.topic} on ${member.host} was deleted`);
    const { uuid, host, topic, bootId } = member;
    const before = this.#entries.get(uuid);
    const entry = this.#entry(
      { uuid, host, topic, bootId },
      new MemberLiveness(member, this.#liveness, this.#time.nowMs()),
      record,
    );
    entry.told = before?.told;
    this.#noteVersion(record);
    this.#entries.set(uuid, entry);
    this.#judge(entry);
    await this.#flush();
  }

  async leave(_ctx: RequestContext, key: MemberKey): Promise<void> {
    const entry = this.#entries.get(key.uuid);
    if (entry?.member.bootId !== key.bootId) return;
    entry.liveness.leave();
    this.#judge(entry);
    await this.#flush();
  }

  async tell(_ctx: RequestContext, told: TellParams): Promise<void> {
    const { success, data, error } = tellParams.safeParse(told);
    if (!success) throw new HostError("INVALID_PARAMS", error.issues.map(({ message }) => message).join("; "));
    const { name: to, data: more, ...place } = data;
    const at = isoTime(this.#options.clock);
    this.events.append({ at, kind: "manager", ...place, to, ...(more === undefined ? {} : { data: more }) });
  }

  /** Takes one heartbeat. Answers why it was not believed; a member that gets `unknown` should register again. */
  hear(beat: Heartbeat): HeartbeatAnswer {
    const entry = this.#entries.get(beat.uuid);
    const reason = !entry
      ? "unknown"
      : entry.forcedDown
        ? "forced_down"
        : entry.liveness.hear(beat, this.#time.nowMs());
    if (!entry || reason) return { accepted: false, reason: reason ?? "unknown" };
    entry.reports += 1;
    entry.seenAt = isoTime(this.#options.clock);
    this.#judge(entry);
    return { accepted: true };
  }

  /** The operator's word, already in the record: a service that is forced down stays so whatever its heartbeats say. */
  setForcedDown(uuid: string, forcedDown: boolean): void {
    const entry = this.#entries.get(uuid);
    if (!entry) return;
    entry.forcedDown = forcedDown;
    this.#judge(entry);
  }

  /** The record was deleted: the next heartbeat is answered `unknown`. */
  forget(uuid: string): void {
    this.#entries.delete(uuid);
    this.#unwritten.delete(uuid);
  }

  /** All services, with the judgement of this moment. */
  async listServices(): Promise<readonly ServiceView[]> {
    return (await this.#options.records.list()).map((record) => this.#view(record));
  }

  /** One service. Throws NOT_FOUND. */
  async getService(uuid: string): Promise<ServiceView> {
    return this.#view(await this.#options.records.get(uuid));
  }

  #noteVersion({ uuid, host, topic, version }: ServiceRecord): void {
    const from = this.#versions.get(uuid);
    this.#versions.set(uuid, version);
    if (from === undefined || from === version) return;
    this.events.append({ at: isoTime(this.#options.clock), kind: "version", uuid, host, topic, from, to: version });
  }

  #view(record: ServiceRecord): ServiceView {
    const entry = this.#entries.get(record.uuid);
    const nowMs = this.#time.nowMs();
    const verdict = entry?.liveness.judge(nowMs);
    // The record knows better of a run that this group has not met, and of a start that failed after all.
    const judged = entry?.member.bootId === record.bootId && record.state !== "failed" ? verdict : undefined;
    const { state, reason } = judged ?? {
      state: record.state as ServiceState,
      reason: record.stateReason ?? undefined,
    };
    return {
      ...record,
      ...(record.forcedDown ? FORCED_DOWN : { state, stateReason: reason ?? null }),
      reportCount: record.reportCount + (entry?.reports ?? 0),
      lastSeenUp: entry?.seenAt ?? record.lastSeenUp,
      heartbeatAgeMs: entry && Math.round(entry.liveness.ageMs(nowMs)),
      loopLagMs: entry?.liveness.loopLagMs,
      probes: entry?.liveness.probes ?? [],
    };
  }

  #entry(member: Member, liveness: MemberLiveness, record: ServiceRecord): Entry {
    return { member, liveness, forcedDown: record.forcedDown, told: undefined, reports: 0, seenAt: undefined };
  }

  #tick(): void {
    this.#time.tick();
    for (const entry of this.#entries.values()) this.#judge(entry);
    if (
      this.#time.nowMs() - this.#seenWrittenMs >=
      (this.#options.limits.seenWriteMs ?? this.#options.limits.downTimeMs)
    ) {
      this.#writeSeen();
    }
    if (this.#unwritten.size > 0) void this.#flush();
    this.#cancelTick = this.#options.clock.setTimer(this.#tickMs, () => this.#tick(), { unref: true });
  }

  #judge(entry: Entry): void {
    const verdict = entry.liveness.judge(this.#time.nowMs());
    const to = entry.forcedDown ? "forced_down" : verdict.state;
    const reason = entry.forcedDown ? undefined : verdict.reason;
    if (entry.told?.state === to && entry.told.reason === reason) return;
    const from = entry.told?.state;
    entry.told = { state: to, reason };
    if (to !== "forced_down") this.#unwritten.set(entry.member.uuid, { state: to, reason });
    if (from !== to) this.#tell({ ...entry.member, from, to, reason, at: isoTime(this.#options.clock) });
  }

  #tell({ uuid, host, topic, from, to, reason, at }: Transition): void {
    const { log, onTransition } = this.#options;
    const level = to === "down" || to === "suspect" || to === "degraded" ? "warn" : "info";
    log[level]({ service: uuid, host, topic, from, to, reason }, "a service changed its state");
    this.events.append({ at, kind: "state", uuid, host, topic, ...(from && { from }), to, ...(reason && { reason }) });
    try {
      onTransition?.({ uuid, host, topic, from, to, reason, at });
    } catch (error) {
      log.error({ error: messageOf(error) }, "a listener to service transitions threw");
    }
  }

  #writeSeen(): void {
    this.#seenWrittenMs = this.#time.nowMs();
    const seen: ServiceSeen[] = [];
    for (const { member, reports, seenAt } of this.#entries.values()) {
      if (reports > 0 && seenAt !== undefined) seen.push({ uuid: member.uuid, reports, lastSeenUp: seenAt });
    }
    if (seen.length > 0) this.#inTurn(() => this.#markSeen(seen));
  }

  async #markSeen(seen: readonly ServiceSeen[]): Promise<void> {
    await this.#options.records.markSeen(seen);
    for (const { uuid, reports } of seen) {
      const entry = this.#entries.get(uuid);
      if (entry) entry.reports -= reports;
    }
  }

  // Resolves when all that was unwritten at the call is in the records, or has failed and waits for the next tick.
  #flush(): Promise<void> {
    return this.#inTurn(async () => {
      for (const [uuid, verdict] of [...this.#unwritten]) {
        await this.#writeState(uuid, verdict);
        if (this.#unwritten.get(uuid) === verdict) this.#unwritten.delete(uuid);
      }
    });
  }

  async #writeState(uuid: string, { state, reason }: Verdict): Promise<void> {
    try {
      await this.#options.records.update(uuid, { state, stateReason: reason ?? null });
    } catch (error) {
      // A record that is gone has nothing to be written to; its service learns of it at the next heartbeat.
      if (!isHostError(error, "NOT_FOUND")) throw error;
      this.forget(uuid);
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(work).catch((error: unknown) => {
      this.#options.log.warn(
        { error: messageOf(error) },
        "the state of services could not be written; it is tried again",
      );
    });
    return this.#writing;
  }
}

const FORCED_DOWN = { state: "forced_down", stateReason: null } as const;
