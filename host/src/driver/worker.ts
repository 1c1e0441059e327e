// The entry of a guest's thread: makes one guest from the first message, then answers one call at a time until it is killed.
import { type MessagePort, parentPort } from "node:worker_threads";
import { checkAnswerSize } from "./answer-size.ts";
import { Doorbell } from "./doorbell.ts";
import { faultMessage } from "./fault-message.ts";
import { askOver } from "./host-functions/bridge.ts";
import { loadRuntime } from "./load-runtime.ts";
import { REHEARSED_EXPORT, rehearseLater } from "./rehearsal.ts";
import type { Guest } from "./runtime.ts";
import { type CallMessage, type ThreadBirth, type ThreadMessage, transferable } from "./thread-messages.ts";

if (parentPort) {
  const port = parentPort;
  let isNeeded = false;
  port.once("message", (birth: ThreadBirth) => {
    isNeeded = true;
    void serve(port, birth);
  });
  // What nearly every guest needs is there before it is known which one it will be.
  await loadRuntime("linked");
  const call = { id: 0, exportName: REHEARSED_EXPORT, input: new Uint8Array(16) };
  rehearseLater(
    () => isNeeded,
    (guest) => void answer(guest, call, () => {}),
  );
}

async function serve(port: MessagePort, { spec, bridge, bell }: ThreadBirth): Promise<void> {
  const post: Post = (message, transfer = []) => port.postMessage(message, transfer);
  try {
    const runtime = await loadRuntime(spec.runtime);
    const guest = await runtime.instantiate(spec.module, spec.options, {
      log: (level, message) => post({ type: "log", level, message }),
      ask: bridge && askOver(bridge),
      note: (note) => post({ type: "note", note }),
    });
    new Doorbell(bell, 0).answer<CallMessage>(port, (call) => answer(guest, call, post));
    post({ type: "ready" });
  } catch (error) {
    post({ type: "failed", fault: faultMessage(error, "DRIVER_START_TRAP") });
  }
}

type Post = (message: ThreadMessage, transfer?: ArrayBuffer[]) => void;

/** A promise only from a guest whose runtime makes one. */
function answer(guest: Guest, call: CallMessage, post: Post): Promise<void> | undefined {
  const startMs = performance.now();
  const succeed = (output: Uint8Array) => {
    checkAnswerSize(output);
    const guestMs = performance.now() - startMs;
    post({ type: "answer", id: call.id, output, guestMs, usage: guest.usage() }, transferable(output));
  };
  const fail = (error: unknown) => {
    const fault = faultMessage(error, "DRIVER_TRAP");
    // The host ends this thread now; what the guest holds open need not wait for that.
    if (fault.code !== "DRIVER_FAILED") guest.close();
    post({ type: "fault", id: call.id, fault });
  };
  try {
    const output = guest.call(call.exportName, call.input, call.fuelMax);
    if (!(output instanceof Uint8Array)) return output.then(succeed).catch(fail);
    succeed(output);
  } catch (error) {
    fail(error);
  }
  return undefined;
}
