// A running executor with rules of the test's own, guests that hand their input to a host function, and what a test asks of both.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clampModule } from "#host/driver/clamp";
import { GuestThread } from "#host/driver/guest-thread";
import { openBridge } from "#host/driver/host-functions/bridge";
import { type ExecutorClient, startExecutor } from "#host/driver/host-functions/executor-client";
import { type HostGrants, NO_HOST_GRANTS } from "#host/driver/host-functions/host-grants";
import type { AskContext, HostServices } from "#host/driver/host-functions/services";
import type { ExtismRuntimeName } from "#host/driver/runtime";
import { silentLog } from "#host/log";
import { endGuest, GUEST_OPTIONS } from "./extism-guest.ts";
import { wat } from "./wat.ts";

export const EXECUTOR_ENTRY = fileURLToPath(new URL("../../../host/dist/executor/main.js", import.meta.url));

/** What comes back, as the guest sees it. */
export interface Heard {
  readonly status: string;
  readonly message?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever field it expects.
  readonly result?: any;
}

/** A directory with rules, a root named `here` and a state directory. */
export interface ExecutorPlace {
  readonly directory: string;
  readonly root: string;
  readonly state: string;
  readonly rules: string;
  /** The lines of the audit log. */
  audit(): readonly Readonly<Record<string, unknown>>[];
  start(): Promise<ExecutorClient>;
  remove(): void;
}

/** `rules` is the YAML below `rules:`, not indented. */
export function executorPlace(rules: string): ExecutorPlace {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-executor-"));
  const root = join(directory, "root");
  const state = join(directory, "data", "executor");
  mkdirSync(root);
  const file = join(directory, "rules.yaml");
  writeFileSync(file, `version: 1\nroots: { here: ${root} }\nrules:\n${rules.replace(/^/gm, "  ")}\n`);
  chmodSync(file, 0o600);
  return {
    ...{ directory, root, state, rules: file },
    audit: () =>
      readFileSync(join(state, "audit.log"), "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    start: () => startExecutor({ entry: EXECUTOR_ENTRY, rules: [file], stateDirectory: state, log: silentLog }),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Asks without a guest, as a bridge would. */
export async function askExecutor(
  executor: ExecutorClient,
  name: string,
  input: unknown,
  { timeoutMs = 20_000, signal = new AbortController().signal }: Partial<Pick<AskContext, "timeoutMs" | "signal">> = {},
): Promise<Heard> {
  const context = { kind: "volume", driver: "test", grants: NO_HOST_GRANTS, timeoutMs, signal };
  try {
    return { status: "ok", result: await executor.service(name, input, context) };
  } catch (error) {
    const { status, message } = error as Heard & Error;
    return { status, message: message ?? "" };
  }
}

const FUNCTIONS = [
  ...["exec", "daemon_start", "daemon_stop", "daemon_status", "http_request", "kv_get", "kv_set", "kv_delete"],
  ...["kv_list", "clock_now", "random_bytes", "event_emit", "secret_present"],
];

// Its exports have the names of host functions, take what is asked and answer what was heard.
const askingGuest = `(module
  (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
  (import "extism:host/env" "length" (func $length (param i64) (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  ${FUNCTIONS.map((name) => `(import "extism:host/user" "${name}" (func $${name} (param i64) (result i64)))`).join("\n")}
  (memory (export "memory") 1)
  ${FUNCTIONS.map(
    (name) => `(func (export "${name}") (result i32) (local $answer i64)
      (local.set $answer (call $${name} (call $input_offset)))
      (call $output_set (local.get $answer) (call $length (local.get $answer)))
      (i32.const 0))`,
  ).join("\n")})`;

export interface AskingGuest {
  readonly thread: GuestThread;
  ask(name: string, request: unknown): Promise<Heard>;
}

/** A guest in a thread of its own with these grants, whose way to the host ends at these services. */
export async function withAskingGuest(
  { services, grants, runtime = "linked", timeoutMs = 20_000 }: AskingOptions,
  work: (guest: AskingGuest) => Promise<void>,
): Promise<void> {
  const host = { ...NO_HOST_GRANTS, ...grants };
  const bytes = clampModule(await wat(askingGuest), { memoryPagesMax: 16, tableElementsMax: 100 });
  const thread = new GuestThread({
    spec: {
      module: await WebAssembly.compile(bytes),
      runtime,
      options: { ...GUEST_OPTIONS, outputBytesMax: 1_000_000, host },
      heapMibMax: 48,
    },
    onLog() {},
    bridge: openBridge(services, { kind: "volume", driver: "test", grants: host, timeoutMs }),
  });
  try {
    await thread.ready;
    await work({
      thread,
      async ask(name, request) {
        const text = typeof request === "string" ? request : JSON.stringify(request);
        const { output } = await thread.call(name, new TextEncoder().encode(text));
        return JSON.parse(new TextDecoder().decode(output)) as Heard;
      },
    });
  } finally {
    await endGuest(thread);
  }
}

export interface AskingOptions {
  readonly services: HostServices;
  readonly grants: Partial<HostGrants>;
  readonly runtime?: ExtismRuntimeName;
  readonly timeoutMs?: number;
}
