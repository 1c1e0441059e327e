// What `holdfast doctor` finds: a thing, how it is, and what to do about it.

/** One thing found. `remedy` is what to do, where there is something to do. */
export interface Finding {
  readonly check: string;
  readonly state: "ok" | "warning" | "failed" | "skipped";
  readonly message: string;
  readonly remedy?: string;
}

/** What a check found, before the check's name is put to it. */
export type Found = Omit<Finding, "check">;

export function ok(message: string): Found {
  return { state: "ok", message };
}
