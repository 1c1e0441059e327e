// The entry of a guest's thread: makes one guest from what it was born with, then answers one call at a time until it is killed.
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { checkAnswerSize } from "./answer-size.ts";
import { askOver } from "./host-functions/bridge.ts";
import { faultMessage, loadRuntime } from "./load-runtime.ts";
import type { Guest } from "./runtime.ts";
import { type CallMessage, type ThreadBirth, type ThreadMessage, transferable } from "./thread-messages.ts";

if (parentPort) await serve(parentPort, workerData as ThreadBirth);

async function serve(port: MessagePort, { spec, bridge }: ThreadBirth): Promise<void> {
  const post = (message: ThreadMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  try {
    const runtime = await loadRuntime(spec.runtime);
    const guest = await runtime.instantiate(spec.module, spec.options, {
      log: (level, message) => post({ type: "log", level, message }),
      ask: bridge && askOver(bridge),
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
    const output = await guest.call(call.exportName, call.input, call.fuelMax);
    checkAnswerSize(output);
    const guestMs = performance.now() - startMs;
    post({ type: "answer", id: call.id, output, guestMs, usage: guest.usage() }, transferable(output));
  } catch (error) {
    const fault = faultMessage(error, "DRIVER_TRAP");
    // The host ends this thread now; what the guest holds open need not wait for that.
    if (fault.code !== "DRIVER_FAILED") guest.close();
    post({ type: "fault", id: call.id, fault });
  }
}
