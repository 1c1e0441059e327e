// The way from a guest's thread to the host's and back: the guest's thread sleeps until the answer is there.
import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { GuestFault } from "../runtime.ts";
import type { AskHost } from "./door.ts";
import { type AskContext, type HostServices, serveRequest } from "./services.ts";

/** What the thread is given; the port must be among what is transferred. */
export interface BridgeEnd {
  readonly port: MessagePort;
  /** Counts the answers. */
  readonly answers: SharedArrayBuffer;
  /** The longest that one answer is waited for. */
  readonly timeoutMs: number;
}

export interface HostBridge {
  readonly end: BridgeEnd;
  /** The trace that what is asked from now on belongs to. */
  follow(traceparent: string | undefined, tracestate: string | undefined): void;
  /** Gives up what is being asked; resolves when nothing of it goes on. */
  close(): Promise<void>;
}

interface Question {
  readonly name: string;
  readonly request: string;
}

/** The host's side, for one instance. */
export function openBridge(
  services: HostServices,
  context: Omit<AskContext, "signal" | "traceparent" | "tracestate">,
): HostBridge {
  const { port1, port2 } = new MessageChannel();
  const answers = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const count = new Int32Array(answers);
  const over = new AbortController();
  let asking: Promise<void> = Promise.resolve();
  let traceparent: string | undefined;
  let tracestate: string | undefined;
  port1.on("message", (question: Question) => {
    // A guest asks one thing at a time; what it asked before its end is the last.
    if (over.signal.aborted) return;
    asking = serveRequest(services, question, { ...context, traceparent, tracestate, signal: over.signal }).then(
      (answer) => {
        port1.postMessage(answer);
        Atomics.add(count, 0, 1);
        Atomics.notify(count, 0);
      },
    );
  });
  // The thread keeps the process alive as long as it should, not what it may ask.
  port1.unref();
  return {
    end: { port: port2, answers, timeoutMs: context.timeoutMs },
    follow(parent, state) {
      traceparent = parent;
      tracestate = state;
    },
    async close() {
      over.abort();
      await asking;
      port1.close();
    },
  };
}

/** The thread's side. Throws a GuestFault when no answer comes. */
export function askOver({ port, answers, timeoutMs }: BridgeEnd): AskHost {
  const count = new Int32Array(answers);
  return (name, request) => {
    const before = Atomics.load(count, 0);
    port.postMessage({ name, request } satisfies Question);
    if (Atomics.wait(count, 0, before, timeoutMs) === "timed-out")
      throw new GuestFault("DRIVER_TIMEOUT", `the host did not answer ${name} within ${timeoutMs} ms`);
    const answer: unknown = receiveMessageOnPort(port)?.message;
    if (typeof answer !== "string") throw new GuestFault("DRIVER_TRAP", `the way to the host was cut during ${name}`);
    return answer;
  };
}
