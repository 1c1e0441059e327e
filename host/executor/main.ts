// The executor's own entry: reads its rules, ends what an earlier one left running, and serves the host at the other end of descriptor 3.
import { createHash } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openAudit } from "./audit.ts";
import { DaemonRecords } from "./daemon-record.ts";
import { Daemons } from "./daemons.ts";
import { Executor } from "./executor.ts";
import { ownPlace } from "./place.ts";
import { endAll, processesOf } from "./processes.ts";
import { type Rules, readRules } from "./rules-file.ts";
import { serve } from "./serve.ts";

const HOST_DESCRIPTOR = 3;
const AUDIT_BYTES_MAX = 16 * 1024 * 1024;
const COMMANDS_MAX = 32;
const SWEEP_TIMEOUT_MS = 10_000;
const TRIM_INTERVAL_MS = 30_000;
const DIRECTORY_MODE = 0o700;

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rules: { type: "string", multiple: true }, state: { type: "string" }, check: { type: "boolean" } },
  });
  if (values.check) {
    check(values.rules ?? []);
    return;
  }
  const socket = new Socket({ fd: HOST_DESCRIPTOR, readable: true, writable: true });
  // The host decides when it is over; a terminal's interrupt or a service manager's signal reaches it too.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  try {
    await run(socket, values.rules ?? [], values.state ?? "");
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    socket.end(`${JSON.stringify({ type: "failed", message })}\n`, () => process.exit(1));
  }
}

/** Only says what the files have, or what is wrong with them. */
function check(paths: readonly string[]): void {
  const say = (answer: unknown) => void process.stdout.write(`${JSON.stringify(answer)}\n`);
  try {
    say({ rules: listOf(readRules(paths)) });
  } catch (error) {
    say({ message: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
}

function listOf(rules: Rules) {
  return [...rules.values()].map(({ id, type, description, problem }) => ({ id, type, description, problem }));
}

async function run(socket: Socket, paths: readonly string[], state: string): Promise<void> {
  const rules = readRules(paths);
  mkdirSync(state, { recursive: true, mode: DIRECTORY_MODE });
  const owner = createHash("sha256").update(realpathSync(state)).digest("hex").slice(0, 32);
  await ownPlace(state);
  const strays = () => processesOf(owner).filter(({ daemon }) => daemon === undefined);
  // Whoever was killed in the middle of a command left it running: its operation may be settled only when it is gone.
  if (!(await endAll(strays, SWEEP_TIMEOUT_MS))) throw new Error("commands of an earlier run could not be ended");
  const audit = openAudit(state, AUDIT_BYTES_MAX);
  const daemons = new Daemons(new DaemonRecords(join(state, "daemons")), owner);
  for (const { rule, instance, process } of daemons.adopt())
    audit.note({ event: "adopted", run: 0, driver: "", rule, instance, pid: process?.pid });
  setInterval(() => daemons.trimOutputs(), TRIM_INTERVAL_MS).unref();
  const executor = new Executor({ rules, audit, daemons, owner, commandsMax: COMMANDS_MAX });
  await serve(socket, executor, { type: "ready", pid: process.pid, rules: listOf(rules) });
  // All that was asked has been given up by now; this is for what it may have left.
  await endAll(strays, SWEEP_TIMEOUT_MS);
  audit.close();
  process.exit(0);
}
