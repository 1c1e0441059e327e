// The typed stand-in that a manager holds: made from a kind's function table, it checks, encodes, calls, decodes and names what went wrong.
import {
  BadAnswerError,
  type DriverContext,
  decodeAnswer,
  encodeInput,
  type FunctionDescriptor,
  type KindDescriptor,
} from "@holdfast/sdk";
import type { Clock } from "../clock.ts";
import { HostError } from "../errors.ts";
import { readyLater } from "./come-back.ts";
import type { GuestAnswer } from "./guest-thread.ts";
import type { PoolCall } from "./pool.ts";
import type { SeenCall } from "./replay/driver-recordings.ts";

export interface HandleParts {
  /** The name that configuration gave the driver. */
  readonly driver: string;
  /** The file's exports: an optional function that is not among them is no method of the handle. */
  readonly exports: ReadonlySet<string>;
  /** No call may take longer, whatever the contract allows it. */
  readonly callTimeoutMs: number | undefined;
  readonly inputBytesMax: number;
  readonly outputBytesMax: number;
  /** The driver answered what its contract does not allow. */
  readonly onBadAnswer?: (error: HostError, call: SeenCall, answer: GuestAnswer) => void;
  /** Of the waits for a driver that says when it will be ready. */
  readonly clock: Clock;
  readonly call: (ctx: DriverContext, call: PoolCall) => Promise<GuestAnswer>;
}

type Method = (ctx: DriverContext, input?: unknown) => Promise<unknown>;

/**
 * An object with the methods of the kind's TypeScript interface. A driver's answer other than ok is thrown as a DriverStatusError, every
 * accident as a HostError DRIVER_*; `data.called` in it is true when the driver may have done something.
 */
export function createDriverHandle<D extends object>(kind: KindDescriptor, parts: HandleParts): D {
  const methods = kind.functions
    .filter((fn) => fn.required || parts.exports.has(fn.wire))
    .map((fn): [string, Method] => [fn.camel, createMethod(fn, parts)]);
  return Object.freeze(Object.fromEntries(methods)) as D;
}

function createMethod(fn: FunctionDescriptor, parts: HandleParts): Method {
  const timeoutMs = Math.min(fn.timeoutMs, parts.callTimeoutMs ?? fn.timeoutMs);
  const limits = { inputBytesMax: parts.inputBytesMax, outputBytesMax: parts.outputBytesMax };
  const fuelHint = fn.fuelMillions === undefined ? {} : { fuelHint: fn.fuelMillions * 1_000_000 };
  const more = { idempotent: fn.idempotent, ...fuelHint };
  const decode = (answer: GuestAnswer, input: Pick<SeenCall, "input" | "inputBytes">): unknown => {
    try {
      return decodeAnswer(fn, answer.output, limits);
    } catch (error) {
      if (!(error instanceof BadAnswerError)) throw error;
      const broken = badAnswer(error, parts.driver);
      parts.onBadAnswer?.(broken, { exportName: fn.wire, ...input }, answer);
      throw broken;
    }
  };
  return async (ctx, input) => {
    ctx.visit?.("driver-handle");
    for (let tries = 1; ; tries++) {
      try {
        const bytes = encodeInput(fn, input, limits);
        // Its buffer may be given away.
        const inputBytes = bytes.length;
        const answer = await parts.call(ctx, { exportName: fn.wire, input: bytes, timeoutMs, ...more });
        ctx.visit?.("runtime", answer.guestMs);
        ctx.visit?.("guest", answer.guestMs);
        return decode(answer, { input: bytes, inputBytes });
      } catch (error) {
        if (!(await readyLater(ctx, parts.clock, { error, tries }))) throw error;
      }
    }
  };
}

function badAnswer(error: BadAnswerError, driver: string): HostError {
  const code = error.reason === "too-large" ? "DRIVER_OUTPUT_TOO_LARGE" : "DRIVER_BAD_ANSWER";
  const data = { driver, reason: error.reason, path: error.path, called: true };
  return new HostError(code, `driver ${driver} broke its contract: ${error.message}`, { data, cause: error });
}
