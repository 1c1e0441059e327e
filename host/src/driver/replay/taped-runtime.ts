// A runtime whose guests are recorded, or answered from a recording; the runtimes themselves know only that there is a tape.
import { DRIVER_STATUSES } from "@holdfast/sdk";
import { faultMessage } from "../fault-message.ts";
import type { Guest, GuestHooks, GuestOptions, Runtime } from "../runtime.ts";
import { Player } from "./player.ts";
import { Recorder } from "./recorder.ts";
import type { RecordedOutcome, RecordMode } from "./tape.ts";

/** The same runtime for all who neither record nor replay. */
export function withTape(runtime: Runtime): Runtime {
  return {
    name: runtime.name,
    instantiate(module, options, hooks) {
      if (options.replay) return replayed(runtime, module, { options, hooks });
      if (!options.record || options.record.mode === "off" || !hooks.note)
        return runtime.instantiate(module, options, hooks);
      return recorded(runtime, module, { options, hooks });
    },
  };
}

interface Terms {
  readonly options: GuestOptions;
  readonly hooks: GuestHooks;
}

async function recorded(runtime: Runtime, module: WebAssembly.Module, { options, hooks }: Terms): Promise<Guest> {
  const { record = { mode: "off", bytesMax: 0 } } = options;
  const recorder = new Recorder(record, (ledger) => hooks.note?.({ kind: "ledger", ledger }));
  const keep = (outcome: RecordedOutcome) =>
    hooks.note?.({ kind: "recording", recording: recorder.recording(outcome) });
  const isFunction = options.variablesBytesMax !== undefined;
  const guest = await runtime.instantiate(module, options, { ...hooks, tape: recorder }).catch((error: unknown) => {
    keep({ fault: faultMessage(error, "DRIVER_START_TRAP") });
    recorder.close();
    throw error;
  });
  recorder.opened();
  const succeed = (answer: Uint8Array) => {
    if (isWanted(record.mode, answer, isFunction)) keep({ answer: answer.slice() });
    recorder.ended();
    return answer;
  };
  const fail = (error: unknown): never => {
    const fault = faultMessage(error, "DRIVER_TRAP");
    if (fault.code !== "DRIVER_FAILED" || record.mode !== "faults" || !isFunction) keep({ fault });
    recorder.ended();
    throw error;
  };
  return {
    call(exportName, input, fuelMax) {
      recorder.begin(exportName, input, fuelMax);
      let answer: Uint8Array | Promise<Uint8Array>;
      try {
        answer = guest.call(exportName, input, fuelMax);
      } catch (error) {
        return fail(error);
      }
      return answer instanceof Uint8Array ? succeed(answer) : answer.then(succeed, fail);
    },
    usage: guest.usage,
    close() {
      recorder.close();
      guest.close();
    },
  };
}

async function replayed(runtime: Runtime, module: WebAssembly.Module, { options, hooks }: Terms): Promise<Guest> {
  const player = new Player(options.replay ?? []);
  const tell = () => {
    if (player.divergence) hooks.note?.({ kind: "divergence", divergence: player.divergence });
  };
  const guest = await runtime.instantiate(module, options, { ...hooks, tape: player }).catch((error: unknown) => {
    player.ended();
    tell();
    throw error;
  });
  player.ended();
  const done = () => {
    player.ended();
    tell();
  };
  return {
    call(exportName, input, fuelMax) {
      player.begin();
      return settle(
        () => guest.call(exportName, input, fuelMax),
        (answer) => {
          done();
          return answer;
        },
        (error) => {
          done();
          throw error;
        },
      );
    },
    usage: guest.usage,
    close: guest.close,
  };
}

function settle(
  run: () => Uint8Array | Promise<Uint8Array>,
  succeed: (answer: Uint8Array) => Uint8Array,
  fail: (error: unknown) => never,
): Uint8Array | Promise<Uint8Array> {
  let answer: Uint8Array | Promise<Uint8Array>;
  try {
    answer = run();
  } catch (error) {
    return fail(error);
  }
  return answer instanceof Uint8Array ? succeed(answer) : answer.then(succeed, fail);
}

const GOOD = new TextEncoder().encode('{"status":"ok"');

/** Looks at the first bytes of an answer, which tell in nearly every case; a function's mean nothing to the host. */
function isWanted(mode: RecordMode, answer: Uint8Array, isFunction: boolean): boolean {
  if (mode === "all") return true;
  if (isFunction || isGood(answer)) return false;
  const status = statusOf(answer);
  return status === undefined || (mode === "failures" && status !== "ok");
}

// Each call comes by here.
function isGood(answer: Uint8Array): boolean {
  for (let at = 0; at < GOOD.length; at++) if (answer[at] !== GOOD[at]) return false;
  return true;
}

function statusOf(answer: Uint8Array): string | undefined {
  try {
    const { status } = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(answer)) as {
      readonly status?: unknown;
    };
    return DRIVER_STATUSES.find((known) => known === status);
  } catch {
    return undefined;
  }
}
