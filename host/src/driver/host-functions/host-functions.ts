// What a guest may ask of the host, whichever ABI it speaks: the one place where a grant is looked at during a call.

import type { Tape } from "../replay/tape.ts";
import { GuestFault, type GuestHooks, type GuestLogLevel, type GuestOptions } from "../runtime.ts";
import type { HostAnswer } from "./answer.ts";
import { createDoor, DOOR_FUNCTIONS, type HostDoor } from "./door.ts";
import { createExtismExtras, type ExtismExtras } from "./extism-extras.ts";
import { NO_HOST_GRANTS } from "./host-grants.ts";
import { createUses, type GuestUses } from "./uses.ts";

/** The host functions of one instance. Both runtimes translate their own imports into these and add nothing. */
export interface HostFunctions {
  readonly logGranted: boolean;
  log(level: GuestLogLevel, message: string): void;
  configGet(key: string): string | undefined;
  /** All that needs more than a look at what the instance was born with. */
  readonly ask: HostDoor;
  /** For plain Extism plugins only. */
  readonly extras: ExtismExtras | undefined;
  /** What the instance asks goes past it, when it is recorded or replayed. */
  readonly tape: Tape | undefined;
  /** Takes what it used and was denied, when somebody wants to know. */
  readonly uses: GuestUses | undefined;
  /** A new call begins: its budget of log lines is whole again. */
  beginCall(): void;
  /** The call is over: says how many lines were dropped, if any. */
  endCall(): void;
}

/** Characters of one line; the rest is cut off. Runtimes use it too, so as not to decode what would be cut. */
export const LOG_LINE_LENGTH_MAX = 4096;

// A guest that logs in a loop would fill the main thread's message queue, which no limit of the guest's own bounds.
const LOG_LINES_PER_CALL_MAX = 100;

// What is told to others must be right: a driver that asks wrongly is answered so, one that tells wrongly is at fault.
const EVENT = "event_emit";

export function createHostFunctions(options: GuestOptions, hooks: GuestHooks): HostFunctions {
  const { tape } = hooks;
  const uses = hooks.note && createUses((use) => hooks.note?.({ kind: "use", use }));
  const door = watched(taped(createDoor(options.host ?? NO_HOST_GRANTS, hooks.ask), tape), uses);
  let hasBreached = false;
  const ask: HostDoor = (name, request) => {
    const answer = door(name, request);
    if (hasBreached || name !== EVENT) return answer;
    const { status, message = "" } = JSON.parse(answer) as HostAnswer;
    if (status !== "invalid_argument") return answer;
    hasBreached = true;
    hooks.note?.({ kind: "breach", message });
    return answer;
  };
  const { variablesBytesMax } = options;
  let linesLeft = LOG_LINES_PER_CALL_MAX;
  let dropped = 0;
  return {
    logGranted: options.log,
    log(level, message) {
      uses?.note({ permission: "log", item: "", denied: !options.log });
      if (!options.log) return;
      if (linesLeft === 0) {
        dropped += 1;
        return;
      }
      linesLeft -= 1;
      const line = message.slice(0, LOG_LINE_LENGTH_MAX);
      if (!tape) return hooks.log(level, line);
      tape.pass("log", [level, line], () => {
        hooks.log(level, line);
        return [];
      });
    },
    // Own keys only: "constructor" is no key of anybody's configuration.
    configGet(key) {
      uses?.note({ permission: "config", item: "", denied: options.config === null });
      return options.config && Object.hasOwn(options.config, key) ? options.config[key] : undefined;
    },
    ask,
    tape,
    uses,
    extras: variablesBytesMax === undefined ? undefined : createExtismExtras(variablesBytesMax, ask),
    beginCall() {
      linesLeft = LOG_LINES_PER_CALL_MAX;
      dropped = 0;
      hasBreached = false;
    },
    endCall() {
      if (dropped > 0) hooks.log("warn", `${dropped} log lines of this call were dropped`);
    },
  };
}

function watched(ask: HostDoor, uses: GuestUses | undefined): HostDoor {
  if (!uses) return ask;
  return (name, request) => {
    const answer = ask(name, request);
    const fn = DOOR_FUNCTIONS.find(({ wire }) => wire === name);
    if (fn) uses.question(fn.permission, request, answer);
    return answer;
  };
}

function taped(ask: HostDoor, tape: Tape | undefined): HostDoor {
  if (!tape) return ask;
  return (name, request) => String(tape.pass(name, [request], () => [ask(name, request)])[0]);
}

/** Stands in for a function that the runtime knows but the host does not offer; the verdict refuses such files before. */
export function refusedFunction(name: string): () => never {
  return () => {
    throw new GuestFault("DRIVER_GRANT_MISSING", `the driver called ${name}, which this host does not offer`);
  };
}
