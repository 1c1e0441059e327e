// What an event is, and whose.

/** `sequence` rises by one from event to event; `at` is wall time, for people. */
export interface GroupEvent {
  readonly sequence: number;
  readonly at: string;
  /**
   * `state`: judged anew; `version`: another version runs; `operator`: somebody said so; `manager`, `driver`: one of these told of it;
   * `capabilities`: a driver of the service came, went, or offers other functions; `host`: it began again after an end without a word;
   * `lost`, only to who watches: so many events after this number are no longer kept.
   */
  readonly kind: "state" | "version" | "operator" | "manager" | "driver" | "capabilities" | "host" | "lost";
  /** The service's record; none for what managers and drivers tell. */
  readonly uuid?: string;
  readonly host: string;
  /** Of what a driver tells: its kind, which is the topic of its manager. */
  readonly topic: string;
  readonly from?: string;
  /** The new state or version, the operator's word, or the name that who tells gave the event. */
  readonly to: string;
  readonly reason?: string;
  /** Who, for the operator's word. */
  readonly by?: string;
  /** Which driver tells, or changed, and its own number for the event: a gap means that it told too much at once. */
  readonly driver?: string;
  readonly driverSequence?: number;
  readonly subject?: string;
  /** What is told beside the name: JSON of a manager, text of a driver. */
  readonly data?: unknown;
  /** So many numbers before this one were set aside and may never have been given. */
  readonly skipped?: number;
  /** Of `lost`. */
  readonly events?: number;
}

/** Each source is kept for itself, so that one that tells much pushes nothing of the others out. */
export const EVENT_SOURCES = ["service", "manager", "driver"] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

export function sourceOf({ kind }: Pick<GroupEvent, "kind">): EventSource {
  return kind === "driver" || kind === "manager" ? kind : "service";
}

/** Whose it is among those of its source: managers and drivers are told apart, so that one that tells much pushes nothing of another out. */
export function tellerOf({ kind, topic, driver = "" }: Pick<GroupEvent, "kind" | "topic" | "driver">): string {
  return sourceOf({ kind }) === "service" ? "" : `${topic}/${driver}`;
}
