// Makes a recorded call again, without the world: the same instance, the same questions, the recorded answers; and says whether the same came of it.
import { systemClock } from "../../clock.ts";
import { HostError, isHostError } from "../../errors.ts";
import { waitFor } from "../deadline.ts";
import { GuestThread } from "../guest-thread.ts";
import { TABLE_ELEMENTS_MAX } from "../load-driver.ts";
import { prepareBytes } from "../module-cache.ts";
import type { DriverFile } from "../store.ts";
import type { Bundle } from "./bundle.ts";
import type { Divergence, RecordedCall, RecordedOutcome } from "./tape.ts";

export interface ReplayReport {
  /** The same answer byte for byte, or the same fault, after the same questions. */
  readonly reproduced: boolean;
  readonly recorded: RecordedOutcome;
  readonly now: RecordedOutcome;
  readonly divergence?: Divergence;
  /** Whether the driver's file is the one that was recorded. */
  readonly sameModule: boolean;
}

const START_TIMEOUT_MS = 30_000;
// A bundle may be a stranger's: it must not take more of this machine than any driver may, whatever it says of itself.
const REPLAY_MS_MAX = 600_000;
const HEAP_MIB_MAX = 2048;
const PAGES_MAX = 65_536;
const OUTPUT_BYTES_MAX = 1024 * 1024 * 1024;
// Beside what is needed for the recorded texts, each twice two bytes a character.
const HEAP_MIB_MIN = 64;
const MIB_TEXT = 262_144;

/** Throws what loading throws when the file cannot be loaded at all. */
export async function replayBundle(bundle: Bundle, file: Pick<DriverFile, "bytes" | "digest">): Promise<ReplayReport> {
  const { head, start, earlier, call, outcome } = bundle;
  const { fuelAtStart } = head.options;
  const memoryPagesMax = Math.min(head.options.memoryPagesMax, PAGES_MAX);
  const policy = { memoryPagesMax, tableElementsMax: TABLE_ELEMENTS_MAX, runtime: head.runtime };
  const bytes = prepareBytes(file.bytes, { ...policy, metered: fuelAtStart !== undefined });
  const module = await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
  let divergence: Divergence | undefined;
  const thread = new GuestThread({
    spec: {
      ...{ module, runtime: head.runtime, heapMibMax: heapFor(bundle) },
      options: {
        ...{ driver: head.driver.name, ...head.options, memoryPagesMax },
        outputBytesMax: Math.min(head.options.outputBytesMax, OUTPUT_BYTES_MAX),
        hostBytesMax: Math.min(head.options.hostBytesMax, 2 * OUTPUT_BYTES_MAX),
        fs: head.options.fs.map((grant) => ({ ...grant, host: "" })),
        replay: [start, ...earlier, call],
      },
    },
    onLog() {},
    onNote: (note) => {
      if (note.kind === "divergence") divergence ??= note.divergence;
    },
  });
  try {
    const now = await outcomeOf(thread, head.timeoutMs, call.exportName === "" ? [] : [...earlier, call]);
    const reproduced = divergence === undefined && isSameOutcome(outcome, now);
    const sameModule = file.digest === head.driver.digest;
    return { reproduced, recorded: outcome, now, ...(divergence && { divergence }), sameModule };
  } finally {
    thread.kill(new HostError("CANCELLED", "the replay is over"));
    await thread.ended;
  }
}

function heapFor({ head, start, earlier, call }: Bundle): number {
  let length = 0;
  for (const { entries } of [start, ...earlier, call])
    for (const { said, got } of entries)
      for (const value of [...said, ...got]) if (typeof value === "string") length += value.length;
  const needed = HEAP_MIB_MIN + Math.ceil(length / MIB_TEXT);
  return Math.min(HEAP_MIB_MAX, Math.max(needed, head.heapMibMax));
}

/** Of the last call; those before it are there for what they leave in the instance. */
async function outcomeOf(
  thread: GuestThread,
  timeoutMs: number,
  calls: readonly RecordedCall[],
): Promise<RecordedOutcome> {
  const late = (waitedMs: number) => new HostError("DRIVER_TIMEOUT", `no answer within ${waitedMs} ms`);
  const within = <T>(work: Promise<T>, ms: number) =>
    waitFor(work, { clock: systemClock, timeoutMs: ms, late }, (reason) => thread.kill(reason));
  const endMs = systemClock.monotonicMs() + REPLAY_MS_MAX;
  let outcome: RecordedOutcome = { answer: new Uint8Array(0) };
  try {
    await within(thread.ready, START_TIMEOUT_MS);
    for (const { exportName, input, fuelMax, endedAfterMs } of calls) {
      // A copy goes: a large buffer is given away.
      const leftMs = Math.min(endedAfterMs ?? timeoutMs, Math.max(0, endMs - systemClock.monotonicMs()));
      outcome = await within(thread.call(exportName, input.slice(), fuelMax), leftMs).then(
        ({ output }) => ({ answer: output }),
        faultOf,
      );
    }
    return outcome;
  } catch (error) {
    return faultOf(error);
  }
}

function faultOf(error: unknown): RecordedOutcome {
  if (isHostError(error)) return { fault: { code: error.code, message: error.message } };
  throw error;
}

// Fuel and a deadline are two ways to say that it does not end; which comes first is a matter of the machine.
const ENDLESS: ReadonlySet<string> = new Set(["DRIVER_TIMEOUT", "DRIVER_START_TIMEOUT", "DRIVER_OUT_OF_FUEL"]);

function isSameOutcome(recorded: RecordedOutcome, now: RecordedOutcome): boolean {
  if ("answer" in recorded) return "answer" in now && Buffer.compare(recorded.answer, now.answer) === 0;
  if ("answer" in now) return false;
  if (ENDLESS.has(recorded.fault.code) && ENDLESS.has(now.fault.code)) return true;
  return recorded.fault.code === now.fault.code;
}
