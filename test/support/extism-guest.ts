// An Extism guest in a thread of its own, from text, with ordinary options: for tests that look at one guest alone.
import { clampModule } from "#host/driver/clamp";
import { GuestThread } from "#host/driver/guest-thread";
import type { ExtismRuntimeName, GuestOptions } from "#host/driver/runtime";
import { HostError, isHostError } from "#host/errors";
import { guestBytes } from "./guest-wat.ts";

export const GUEST_OPTIONS: GuestOptions = {
  driver: "d",
  memoryPagesMax: 16,
  outputBytesMax: 65_536,
  hostBytesMax: 1_048_576,
  config: { colour: "green" },
  fs: [],
  log: true,
};

/** Options of a guest, and what runs it; linked when it does not matter. */
export type StartOptions = Partial<GuestOptions> & { readonly runtime?: ExtismRuntimeName };

/** Starts a guest whose module has these fields; see guest-wat.ts. */
export async function startGuest(
  fields: string,
  { runtime = "linked", ...options }: StartOptions = {},
  lines: string[] = [],
): Promise<GuestThread> {
  const bytes = clampModule(await guestBytes(fields), { memoryPagesMax: 16, tableElementsMax: 100 });
  const module = await WebAssembly.compile(bytes);
  return new GuestThread({
    spec: { module, runtime, options: { ...GUEST_OPTIONS, ...options }, heapMibMax: 48 },
    onLog: (level, message) => void lines.push(`${level} ${message}`),
  });
}

/** Starts one, waits until it is ready, and ends it after `work`. */
export async function withGuest(
  fields: string,
  work: (guest: GuestThread) => Promise<void>,
  options: StartOptions = {},
): Promise<void> {
  const guest = await startGuest(fields, options);
  try {
    await guest.ready;
    await work(guest);
  } finally {
    await endGuest(guest);
  }
}

/** The same for all guests on one runtime. */
export function guestsOn(runtime: ExtismRuntimeName) {
  return {
    startGuest: (fields: string, options: Partial<GuestOptions> = {}, lines: string[] = []) =>
      startGuest(fields, { ...options, runtime }, lines),
    withGuest: (fields: string, work: (guest: GuestThread) => Promise<void>, options: Partial<GuestOptions> = {}) =>
      withGuest(fields, work, { ...options, runtime }),
  };
}

export async function endGuest(guest: GuestThread): Promise<void> {
  guest.kill(new HostError("SHUTTING_DOWN", "the test is over"));
  await guest.ended;
}

/** What `assert.rejects` wants: a HostError of that code whose message has these words; anything else is shown as it is. */
export function failsWith(code: string, words = /./): (error: unknown) => true {
  return (error) => {
    if (isHostError(error) && error.code === code && words.test(error.message)) return true;
    throw new Error(`expected ${code} ${words}, got ${isHostError(error) ? error.code : ""} ${error}`);
  };
}
