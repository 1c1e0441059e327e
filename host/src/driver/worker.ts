// The entry of a guest's thread: makes one guest from what it was born with, then answers one call at a time until it is killed.
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { checkAnswerSize } from "./answer-size.ts";
import { type Guest, GuestFault, type Runtime, type RuntimeName } from "./runtime.ts";
import {
  type CallMessage,
  type FaultMessage,
  type GuestSpec,
  type ThreadMessage,
  transferable,
} from "./thread-messages.ts";

if (parentPort) await serve(parentPort, workerData as GuestSpec);

async function serve(port: MessagePort, spec: GuestSpec): Promise<void> {
  const post = (message: ThreadMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  try {
    const runtime = await loadRuntime(spec.runtime);
    const guest = await runtime.instantiate(spec.module, spec.options, {
      log: (level, message) => post({ type: "log", level, message }),
    });
    port.on("message", (call: CallMessage) => void answer(guest, call, post));
    post({ type: "ready" });
  } catch (error) {
    post({ type: "failed", fault: faultMessage(error, "DRIVER_START_TRAP") });
  }
}

async function answer(
  guest: Guest,
  call: CallMessage,
  post: (message: ThreadMessage, transfer?: ArrayBuffer[]) => void,
) {
  const startMs = performance.now();
  try {
    const output = await guest.call(call.exportName, call.input);
    checkAnswerSize(output);
    const guestMs = performance.now() - startMs;
    post({ type: "answer", id: call.id, output, guestMs }, transferable(output));
  } catch (error) {
    const fault = faultMessage(error, "DRIVER_TRAP");
    // The host ends this thread now; what the guest holds open need not wait for that.
    if (fault.code !== "DRIVER_FAILED") guest.close();
    post({ type: "fault", id: call.id, fault });
  }
}

async function loadRuntime(name: RuntimeName): Promise<Runtime> {
  if (name === "linked") return (await import("./linked-runtime.ts")).linkedRuntime;
  if (name === "assemblyscript") return (await import("./assemblyscript-runtime.ts")).assemblyscriptRuntime;
  // Newer Nodes have these, and the SDK would then make every call asynchronous and offer its own HTTP client.
  Reflect.deleteProperty(WebAssembly, "promising");
  Reflect.deleteProperty(WebAssembly, "Suspending");
  return (await import("./extism-runtime.ts")).extismRuntime;
}

/** Errors cross threads as data: a foreign class would arrive as something else or not at all. */
function faultMessage(error: unknown, otherwise: "DRIVER_START_TRAP" | "DRIVER_TRAP"): FaultMessage {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 4096);
  if (!(error instanceof GuestFault)) return { code: otherwise, message };
  const trappedAtStart = otherwise === "DRIVER_START_TRAP" && error.code === "DRIVER_TRAP";
  return { code: trappedAtStart ? "DRIVER_START_TRAP" : error.code, message };
}
