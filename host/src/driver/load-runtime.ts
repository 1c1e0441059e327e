// What every thread with guests does alike, whatever its tier: finds the runtime by name and makes data of what went wrong.
import { GuestFault, type Runtime, type RuntimeName } from "./runtime.ts";
import type { FaultMessage } from "./thread-messages.ts";

/** Loads the runtime's code with the first guest that needs it. */
export async function loadRuntime(name: RuntimeName): Promise<Runtime> {
  if (name === "linked") return (await import("./linked-runtime.ts")).linkedRuntime;
  if (name === "assemblyscript") return (await import("./assemblyscript-runtime.ts")).assemblyscriptRuntime;
  // Newer Nodes have these, and the SDK would then make every call asynchronous and offer its own HTTP client.
  Reflect.deleteProperty(WebAssembly, "promising");
  Reflect.deleteProperty(WebAssembly, "Suspending");
  return (await import("./extism-runtime.ts")).extismRuntime;
}

/** Errors cross threads as data: a foreign class would arrive as something else or not at all. */
export function faultMessage(error: unknown, otherwise: "DRIVER_START_TRAP" | "DRIVER_TRAP"): FaultMessage {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 4096);
  if (!(error instanceof GuestFault)) return { code: otherwise, message };
  const trappedAtStart = otherwise === "DRIVER_START_TRAP" && error.code === "DRIVER_TRAP";
  return { code: trappedAtStart ? "DRIVER_START_TRAP" : error.code, message };
}
