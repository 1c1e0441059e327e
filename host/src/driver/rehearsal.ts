// What a thread that stands by does with its time: it makes a guest and asks it, so that the first driver waits for no code of the host's.
import { systemClock } from "../clock.ts";
import { loadRuntime } from "./load-runtime.ts";
import type { Guest, GuestOptions } from "./runtime.ts";

/** Of a guest of the rehearsal; it takes any input and answers nothing. */
export const REHEARSED_EXPORT = "r";

// A module with one function, which does nothing.
const MODULE = [
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[3, 2, 1, 0],
  ...[7, 5, 1, 1, REHEARSED_EXPORT.charCodeAt(0), 0, 0],
  ...[10, 4, 1, 2, 0, 0x0b],
];
const OPTIONS: GuestOptions = {
  ...{ driver: "rehearsal", memoryPagesMax: 1, outputBytesMax: 1024, hostBytesMax: 65_536 },
  ...{ config: null, fs: [], log: false },
};
// The engine looks at what it runs more closely after a few times.
const TIMES = 3;
// Who is needed at once has no time for it.
const REST_MS = 20;

/** Rehearses unless the thread `isNeeded` by then; `ask` works on a call as the thread does. A rehearsal that fails shows it when it matters. */
export function rehearseLater(isNeeded: () => boolean, ask: (guest: Guest) => void): void {
  const rehearse = async (): Promise<void> => {
    const { instantiate } = await loadRuntime("linked");
    for (let time = 0; time < TIMES && !isNeeded(); time++) {
      const guest = await instantiate(new WebAssembly.Module(new Uint8Array(MODULE)), OPTIONS, { log() {} });
      ask(guest);
      guest.close();
    }
  };
  const rest = () => void (isNeeded() || rehearse().catch(() => {}));
  systemClock.setTimer(REST_MS, rest, { unref: true });
}
