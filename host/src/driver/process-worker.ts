// The entry of a guest's own process: compiles the driver, runs it in a thread, and passes on what goes between that and the host.
import { MessageChannel } from "node:worker_threads";
import { HostError } from "../errors.ts";
import { GuestThread } from "./guest-thread.ts";
import type { HostBridge } from "./host-functions/bridge.ts";
import type { FromProcess, ProcessBirth, ToProcess } from "./process-messages.ts";
import type { GuestNote } from "./replay/tape.ts";
import type { CallMessage, FaultMessage } from "./thread-messages.ts";

type Told = (answer: string) => void;

if (process.send) serve();

function serve(): void {
  // Nobody is left to work for.
  process.on("disconnect", () => process.exit(0));
  let guest: Promise<GuestThread> | undefined;
  let told: Told = () => {};
  process.on("message", (message: ToProcess) => {
    if (message.type === "told") told(message.answer);
    else if (message.type === "call") void guest?.then((thread) => answer(thread, message));
    else if (message.type === "late") void guest?.then((thread) => end(thread, message));
    else
      guest = start(message, (listener) => {
        told = listener;
      });
  });
}

async function start({ spec, bytes, askTimeoutMs }: ProcessBirth, onTold: (told: Told) => void): Promise<GuestThread> {
  const module = await WebAssembly.compile(new Uint8Array(bytes));
  const bridge = askTimeoutMs === undefined ? undefined : relay(askTimeoutMs, onTold);
  const onLog = (level: "trace" | "debug" | "info" | "warn" | "error", message: string) =>
    post({ type: "log", level, message });
  const onNote = (note: GuestNote) => post({ type: "note", note });
  const thread = new GuestThread({ spec: { ...spec, module }, onLog, onNote, bridge });
  thread.ready.then(
    () => post({ type: "ready" }),
    (error: unknown) => post({ type: "failed", fault: faultOf(error) }),
  );
  return thread;
}

async function answer(thread: GuestThread, { id, exportName, input, fuelMax }: CallMessage): Promise<void> {
  try {
    const { output, guestMs, usage } = await thread.call(exportName, new Uint8Array(input), fuelMax);
    if (usage) post({ type: "answer", id, output, guestMs, usage });
  } catch (error) {
    post({ type: "fault", id, fault: faultOf(error) });
  }
}

function end(thread: GuestThread, { code, message }: Extract<ToProcess, { type: "late" }>): void {
  thread.kill(new HostError(code, message), { isLate: true });
  post({ type: "over" });
}

/** The way of the thread to the host, by way of this process. */
function relay(timeoutMs: number, onTold: (told: Told) => void): HostBridge {
  const { port1, port2 } = new MessageChannel();
  const answers = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const count = new Int32Array(answers);
  port1.on("message", ({ name, request }: { name: string; request: string }) => post({ type: "ask", name, request }));
  onTold((text) => {
    port1.postMessage(text);
    Atomics.add(count, 0, 1);
    Atomics.notify(count, 0);
  });
  // Whose trace it is the host's own bridge knows.
  return { end: { port: port2, answers, timeoutMs }, follow() {}, close: async () => port1.close() };
}

function faultOf(error: unknown): FaultMessage {
  const known = error instanceof HostError && error.code.startsWith("DRIVER_");
  return { code: (known ? error.code : "DRIVER_TRAP") as FaultMessage["code"], message: String(error) };
}

function post(message: FromProcess): void {
  process.send?.(message);
}
