// The handle of a driver of the kind `function`: its exports by name, bytes in and bytes out, within its limits.
import type { FunctionDriver } from "@holdfast/sdk";
import { HostError, nearestWord } from "../errors.ts";
import { FUNCTION_TIMEOUT_MS } from "./call-limits.ts";
import type { HandleParts } from "./driver-handle.ts";

/** `parts.exports` are the functions that can be called. A guest's own error is DRIVER_FAILED with its words. */
export function createFunctionHandle(
  parts: Omit<HandleParts, "onBadAnswer" | "outputBytesMax" | "clock">,
): FunctionDriver {
  const { driver, exports, callTimeoutMs: timeoutMs = FUNCTION_TIMEOUT_MS, inputBytesMax } = parts;
  const names = [...exports].sort();
  return Object.freeze({
    exports: names,
    async call(ctx, exportName, input) {
      ctx.visit?.("driver-handle");
      if (!exports.has(exportName)) throw unknownExport(driver, exportName, names);
      if (input.length > inputBytesMax) {
        const message = `the input has ${input.length} bytes, the driver ${driver} takes ${inputBytesMax}; raise limits.inputBytesMax`;
        throw new HostError("INVALID_PARAMS", message, { data: { driver, called: false } });
      }
      const answer = await parts.call(ctx, { exportName, input, timeoutMs });
      ctx.visit?.("runtime", answer.guestMs);
      ctx.visit?.("guest", answer.guestMs);
      return answer.output;
    },
  } satisfies FunctionDriver);
}

function unknownExport(driver: string, exportName: string, names: readonly string[]): HostError {
  const near = nearestWord(exportName, names);
  const there = names.length > 0 ? `it has ${names.slice(0, 20).join(", ")}` : "it has none that can be called";
  const hint = near === undefined ? there : `did you mean ${near}?`;
  const message = `the driver ${driver} exports no function ${JSON.stringify(exportName.slice(0, 80))}; ${hint}`;
  return new HostError("NOT_FOUND", message, { data: { driver, called: false } });
}
