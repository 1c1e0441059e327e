// A hub whose services answer what a test says, checked by the real declarations, and command lines run against it in this process.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { AdminManager } from "#host/admin/manager";
import { leaveHostNote, tokenPath } from "#host/cmd/host-note";
import type { RequestContext } from "#host/context";
import { HostError } from "#host/errors";
import { NETWORK_METHODS } from "#host/network/methods";
import type { MethodDeclaration } from "#host/rpc/endpoint";
import { VolumeManager } from "#host/volume/manager";
import { ADMIN_TOKEN, joinHub, openHub, serveEndpoint } from "./bus.ts";
import { temporaryFiles } from "./files.ts";
import { type CommandRun, commandLine } from "./own-command.ts";

/** By `topic.method`: the answer, or what makes it of the params. */
export type Answers = Readonly<Record<string, unknown>>;

export interface AnsweringHost {
  readonly dataDir: string;
  readonly url: string;
  /** What was asked so far, params as the schemas made them. */
  readonly asked: { readonly method: string; readonly params: unknown; readonly idempotencyKey: string | undefined }[];
  run(...args: string[]): Promise<CommandRun>;
}

export async function answeringHost(t: TestContext, answers: Answers): Promise<AnsweringHost> {
  const dataDir = join(temporaryFiles(t), "data");
  mkdirSync(dataDir, { mode: 0o700 });
  const hub = await openHub(t);
  const asked: AnsweringHost["asked"] = [];
  for (const [topic, methods] of [
    ["volume", VolumeManager.rpc],
    ["network", NETWORK_METHODS],
    ["host", AdminManager.rpc],
  ] as const) {
    // Commands that ask every topic wait for no answer that a test does not give.
    if (topic === "network" && !Object.keys(answers).some((name) => name.startsWith("network."))) continue;
    const transport = await joinHub(t, hub.url);
    const server = await serveEndpoint(
      transport,
      { topic, server: "test" },
      { methods, target: answering(topic, methods, { answers, asked }) },
    );
    t.after(() => server.stop({ drainTimeoutMs: 0 }));
  }
  leaveHostNote(dataDir, { url: hub.url, pid: process.pid, name: "test", startedAt: "2026-01-01T00:00:00.000Z" });
  writeFileSync(tokenPath(dataDir), `${ADMIN_TOKEN}\n`);
  chmodSync(tokenPath(dataDir), 0o600);
  return { dataDir, url: hub.url, asked, run: (...args) => commandLine(["--data-dir", dataDir, ...args]) };
}

function answering(
  topic: string,
  methods: Readonly<Record<string, MethodDeclaration>>,
  { answers, asked }: { readonly answers: Answers; readonly asked: AnsweringHost["asked"] },
): object {
  const names = Object.keys(methods);
  const method = (name: string) => async (ctx: RequestContext, params: unknown) => {
    const full = `${topic}.${name}`;
    asked.push({ method: full, params, idempotencyKey: ctx.idempotencyKey });
    if (!(full in answers)) throw new HostError("INTERNAL", `the test has no answer to ${full}`);
    const answer = answers[full];
    return typeof answer === "function" ? answer(params, ctx) : answer;
  };
  return Object.fromEntries(names.map((name) => [name, method(name)]));
}
