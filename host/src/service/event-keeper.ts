// Keeps the list of events in the database: written a little later and many at once, read again when the host starts.
import { randomUUID } from "node:crypto";
import { type Clock, isoTime } from "../clock.ts";
import type { Database } from "../db/connection.ts";
import {
  type EventListState,
  type EventRow,
  forgetEvents,
  forgetTheseEvents,
  insertEvents,
  listEvents,
  readEventList,
  writeEventList,
} from "../db/events-table.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { EventLog } from "./event-log.ts";
import { EVENT_SOURCES, type EventSource, type GroupEvent, sourceOf } from "./group-event.ts";

export interface EventLimits {
  /** Events that are kept of each source. */
  readonly keptMax: number;
  /** How long they are kept. */
  readonly retentionMs: number;
  /** How long an event may wait to be written. */
  readonly flushMs: number;
}

export interface EventKeeperOptions {
  readonly database: Database;
  readonly host: string;
  readonly limits: EventLimits;
  readonly clock: Clock;
  readonly log: Log;
}

const HOUR_MS = 3_600_000;
const BATCH = 500;
const RETRY_MS = 5000;
/** Numbers that are set aside with each write, so that a run that was killed has told nothing under a number of the next. */
const RESERVE = 10_000;

/** Close it before the database. */
export class EventKeeper {
  readonly events: EventLog;
  readonly #options: EventKeeperOptions;
  readonly #forgotten: Record<EventSource, number> = { service: 0, manager: 0, driver: 0 };
  #writtenTo: number;
  /** Up to where events are in the table, or are being written there. */
  #writingTo: number;
  /** Numbers of events in the table that had to make room. */
  readonly #toForget = new Set<number>();
  readonly #skipped: number;
  #isFailing = false;
  #isClosed = false;
  /** Undefined while nothing waits to be written. */
  #cancelFlush: (() => void) | undefined;
  #cancelHourly: () => void = () => {};
  #writing: Promise<void> = Promise.resolve();

  constructor(options: EventKeeperOptions, earlier: EventListState, events: Record<EventSource, GroupEvent[]>) {
    this.#options = options;
    const { log, writtenTo, reservedTo, isOpen } = earlier;
    this.#writtenTo = isOpen ? reservedTo : writtenTo;
    this.#writingTo = this.#writtenTo;
    const { keptMax } = options.limits;
    const onAppend = () => this.#flushIn(options.limits.flushMs);
    const onForget = (_: EventSource, sequences: readonly number[]) => this.#forget(sequences);
    this.events = new EventLog({ keptMax, earlier: { log, last: this.#writtenTo, events }, onAppend, onForget });
    this.#skipped = isOpen ? reservedTo - writtenTo : 0;
  }

  /** Sets numbers aside for this run, and says so if the last one did not end in order. Without a disk the list is a new one. */
  async start(): Promise<void> {
    if (this.#skipped > 0) this.#tellOfCrash();
    await this.flush();
    if (this.#isFailing) this.events.reserve(this.#writtenTo);
    this.#hourly();
  }

  /** Writes what waits, as far as the disk takes it. Idempotent. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.flush();
    this.#isClosed = true;
    this.#cancelFlush?.();
    this.#cancelHourly();
    if (this.#isFailing) return;
    const { log, last } = this.events;
    const state = { log, writtenTo: last, reservedTo: last, isOpen: false };
    await this.#options.database.transaction((tx) => writeEventList(tx, state)).catch((error) => this.#failed(error));
  }

  /** Resolves when all that was told before is written, or could not be and waits for the next try. */
  flush(): Promise<void> {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    this.#writing = this.#writing
      .then(() => this.#write())
      .then(
        () => this.#succeeded(),
        (error: unknown) => this.#failed(error),
      );
    return this.#writing;
  }

  #flushIn(delayMs: number): void {
    if (this.#isClosed || this.#cancelFlush) return;
    this.#cancelFlush = this.#options.clock.setTimer(delayMs, () => void this.flush(), { unref: true });
  }

  // What is too old goes also from a host on which nothing happens.
  #hourly(): void {
    const again = () => {
      void this.flush();
      this.#hourly();
    };
    this.#cancelHourly = this.#options.clock.setTimer(HOUR_MS, again, { unref: true });
  }

  async #write(): Promise<void> {
    const { clock, limits } = this.#options;
    this.events.forgetBefore(new Date(clock.wallMs() - limits.retentionMs).toISOString());
    for (let isMore = true; isMore; ) {
      const batch = this.events.after(this.#writtenTo, BATCH);
      isMore = batch.length === BATCH;
      const to = isMore ? (batch.at(-1)?.sequence ?? 0) : this.events.last;
      await this.#writeBatch(batch, to);
    }
  }

  async #writeBatch(batch: readonly GroupEvent[], writtenTo: number): Promise<void> {
    const { log, last } = this.events;
    const reservedTo = last + RESERVE;
    const oldest = EVENT_SOURCES.map((source) => [source, this.events.oldest(source)] as const);
    this.#writingTo = writtenTo;
    const toForget = [...this.#toForget];
    await this.#options.database.transaction(async (tx) => {
      const row = (event: GroupEvent) => ({ source: sourceOf(event), sequence: event.sequence });
      await insertEvents(
        tx,
        batch.map((event) => ({ ...row(event), event: JSON.stringify(event) })),
      );
      for (const [source, before] of oldest)
        if (before > this.#forgotten[source]) await forgetEvents(tx, source, before);
      await forgetTheseEvents(tx, toForget);
      await writeEventList(tx, { log, writtenTo, reservedTo, isOpen: true });
    });
    for (const [source, before] of oldest) this.#forgotten[source] = before;
    for (const sequence of toForget) this.#toForget.delete(sequence);
    this.#writtenTo = writtenTo;
    this.events.reserve(reservedTo);
  }

  // What was never written needs not be forgotten, however long the disk is full.
  #forget(sequences: readonly number[]): void {
    for (const sequence of sequences) if (sequence <= this.#writingTo) this.#toForget.add(sequence);
  }

  #succeeded(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    this.#options.log.info({}, "events are written again");
  }

  #failed(error: unknown): void {
    const { log, limits } = this.#options;
    const { keptMax } = limits;
    const said = "events cannot be written; they are kept in memory, and a restart now loses them";
    if (!this.#isFailing) log.error({ error: messageOf(error), keptMax }, said);
    this.#isFailing = true;
    this.#flushIn(RETRY_MS);
  }

  #tellOfCrash(): void {
    const { host, clock, limits } = this.#options;
    const reason = `the last run was killed or could not write; of its last ${limits.flushMs} ms at least events may be missing`;
    const more = { to: "restarted", reason, skipped: this.#skipped };
    this.events.append({ at: isoTime(clock), kind: "host", host, topic: "host", ...more });
  }
}

/** Goes on with the list that the last run left. Throws STORAGE_FAILED when it cannot be read. */
export async function openEvents(options: EventKeeperOptions): Promise<EventKeeper> {
  const { database, limits } = options;
  const fresh = { log: randomUUID(), writtenTo: 0, reservedTo: 0, isOpen: false };
  const earlier = (await readEventList(database)) ?? fresh;
  const events = { service: [], manager: [], driver: [] } as Record<EventSource, GroupEvent[]>;
  for (const source of EVENT_SOURCES) {
    const rows = await listEvents(database, source, limits.keptMax);
    events[source] = rows.flatMap((row) => readEvent(row, options.log));
  }
  const keeper = new EventKeeper(options, earlier, events);
  await keeper.start();
  return keeper;
}

// Nobody should have to do without a host for the sake of an event: readers see a gap.
function readEvent({ source, sequence, event }: EventRow, log: Log): readonly GroupEvent[] {
  try {
    return [{ ...(JSON.parse(event) as GroupEvent), sequence }];
  } catch (error) {
    log.warn({ source, sequence, error: messageOf(error) }, "an event in the database cannot be read; it is left out");
    return [];
  }
}
