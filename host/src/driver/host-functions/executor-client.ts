// The host's side of the executor: starts it, asks it over a socket that it inherits, and starts it again when it ends by accident.
import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { DriverStatusError } from "@holdfast/sdk";
import { type Clock, systemClock } from "../../clock.ts";
import { traceIdOf } from "../../context.ts";
import { HostError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { waitFor } from "../deadline.ts";
import type { HostAnswer } from "./answer.ts";
import type { AskContext, HostService } from "./services.ts";

export interface ExecutorOptions {
  /** The executor's entry, a JavaScript file. */
  readonly entry: string;
  /** Rules files; the executor checks them. */
  readonly rules: readonly string[];
  /** Where it keeps its audit log and what it knows of daemons. */
  readonly stateDirectory: string;
  readonly log: Log;
  readonly clock?: Clock;
}

/** A rule as the executor tells of it. */
export interface RuleView {
  readonly id: string;
  readonly type: "command" | "daemon";
  readonly description: string;
  /** Why it cannot be used on this machine. */
  readonly problem?: string;
}

export interface ExecutorClient {
  readonly service: HostService;
  readonly rules: readonly RuleView[];
  /** Ends the executor, and with it every command; daemons live on. */
  close(): Promise<void>;
}

type FromExecutor =
  | { readonly type: "ready"; readonly pid: number; readonly rules: readonly RuleView[] }
  | { readonly type: "failed"; readonly message: string }
  | ({ readonly type: "answer"; readonly id: number } & HostAnswer);

interface Asked {
  readonly resolve: (answer: HostAnswer) => void;
}

const READY_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 15_000;
const RESTART_MS = 1000;
const SOCKET = 3;
const REQUEST_BYTES_MAX = 8 * 1024 * 1024;
const CUT_OFF = "the executor ended while the command ran; all that it had started has been ended";

/** Resolves when it is ready: nothing of an earlier run's commands is left then. START_FAILED with the executor's own reason. */
export async function startExecutor(options: ExecutorOptions): Promise<ExecutorClient> {
  const executor = new RunningExecutor(options);
  await executor.start();
  return {
    service: (name, input, context) => executor.ask(name, input, context),
    get rules() {
      return executor.rules;
    },
    close: () => executor.close(),
  };
}

class RunningExecutor {
  readonly #options: ExecutorOptions;
  readonly #clock: Clock;
  readonly #asked = new Map<number, Asked>();
  #child: ChildProcess | undefined;
  #socket: Duplex | undefined;
  #exited: Promise<void> = Promise.resolve();
  #rules: readonly RuleView[] = [];
  #lastId = 0;
  #closed = false;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  get rules(): readonly RuleView[] {
    return this.#rules;
  }

  async start(): Promise<void> {
    const { entry, rules, stateDirectory, log } = this.#options;
    const flags = rules.flatMap((path) => ["--rules", path]);
    const child = spawn(process.execPath, [entry, ...flags, "--state", stateDirectory], {
      // Nothing of the host's environment; a session of its own, so that a terminal's interrupt is the host's alone.
      env: {},
      detached: true,
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const socket = child.stdio[SOCKET] as Duplex;
    child.stderr?.on("data", (bytes: Buffer) =>
      log.warn({ line: bytes.toString("utf8").slice(0, 4096) }, "the executor says"),
    );
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    this.#exited = exited;
    const ready = new Promise<void>((resolve, reject) => {
      child.once("error", (cause) =>
        reject(new HostError("START_FAILED", `the executor: ${cause.message}`, { cause })),
      );
      void exited.then(() => reject(new HostError("START_FAILED", "the executor ended before it was ready")));
      this.#listen(socket, (message) => {
        if (message.type === "failed") reject(new HostError("START_FAILED", message.message));
        if (message.type !== "ready") return;
        this.#rules = message.rules;
        this.#socket = socket;
        resolve();
      });
    });
    const late = (waitedMs: number) =>
      new HostError("START_FAILED", `the executor was not ready within ${waitedMs} ms`);
    await waitFor(ready, { clock: this.#clock, timeoutMs: READY_TIMEOUT_MS, late }, () => child.kill("SIGKILL"));
    void exited.then(() => {
      this.#socket = undefined;
      this.#restart(this.#lastId);
    });
  }

  async ask(name: string, input: unknown, context: AskContext): Promise<unknown> {
    const socket = this.#socket;
    if (!socket?.writable || this.#closed)
      throw new DriverStatusError("not_ready", "the executor is not there; try again");
    this.#lastId += 1;
    const id = this.#lastId;
    const { driver, timeoutMs, signal } = context;
    const traceId = traceIdOf(context.traceparent);
    const request = { type: "ask", id, method: name, driver, timeoutMs, traceId, input: toWire(input) };
    const line = `${JSON.stringify(request)}\n`;
    if (line.length > REQUEST_BYTES_MAX) throw new DriverStatusError("invalid_argument", "the request is too long");
    const answered = new Promise<HostAnswer>((resolve) => this.#asked.set(id, { resolve }));
    socket.write(line);
    // Even one that nobody waits for is waited for: what it started is gone only when it has answered.
    const cancel = () => this.#send({ type: "cancel", id });
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel, { once: true });
    const { status, message, result } = await answered;
    signal.removeEventListener("abort", cancel);
    if (status === "ok") return fromWire(result);
    throw new DriverStatusError(status, message ?? "the executor gave no reason");
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#socket?.end();
    const late = () => new HostError("INTERNAL", "the executor did not end");
    await waitFor(this.#exited, { clock: this.#clock, timeoutMs: CLOSE_TIMEOUT_MS, late }, () =>
      this.#child?.kill("SIGKILL"),
    ).catch((error: unknown) => this.#options.log.error({ err: error }, "the executor had to be killed"));
    this.#giveUp(this.#lastId);
  }

  #send(message: unknown): void {
    if (this.#socket?.writable) this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  #listen(socket: Duplex, onOther: (message: FromExecutor) => void): void {
    let rest = "";
    socket.setEncoding("utf8");
    // Its end is told by the process's.
    socket.on("error", () => {});
    socket.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const message = JSON.parse(line) as FromExecutor;
        if (message.type !== "answer") onOther(message);
        else {
          this.#asked.get(message.id)?.resolve(message);
          this.#asked.delete(message.id);
        }
      }
    });
  }

  /** The next one ends what this one left running; only then do those who wait for it get their answer. */
  #restart(lastId: number): void {
    if (this.#closed) return;
    const { log } = this.#options;
    log.error({ pid: this.#child?.pid }, "the executor ended by accident; another one is started");
    this.start().then(
      () => this.#giveUp(lastId),
      (error: unknown) => {
        log.error({ err: error }, "the executor could not be started");
        this.#clock.setTimer(RESTART_MS, () => this.#restart(lastId), { unref: true });
      },
    );
  }

  #giveUp(lastId: number): void {
    for (const [id, { resolve }] of this.#asked) {
      if (id > lastId) continue;
      this.#asked.delete(id);
      resolve({ status: "failed", message: CUT_OFF });
    }
  }
}

/** camelCase to the wire's names; the host decoded it, so it has nothing but plain fields. */
function toWire(value: unknown): unknown {
  return renamed(value, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function fromWire(value: unknown): unknown {
  return renamed(value, (key) => key.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()));
}

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => renamed(one, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [rename(key), renamed(one, rename)]));
}
