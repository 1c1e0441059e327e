// The program of a service in a process of its own: joins its host's hub, runs the one service, and ends when the host does.
import { randomUUID } from "node:crypto";
import { systemClock } from "../clock.ts";
import type { Config, ServiceEntry } from "../conf/options.ts";
import { openDatabase } from "../db/connection.ts";
import { messageOf } from "../errors.ts";
import { type AdjustableLog, createLog, type Log } from "../log.ts";
import { RpcClient } from "../rpc/client.ts";
import { connectWebSocket } from "../rpc/websocket-transport.ts";
import { remoteGroup, remoteLeases } from "../service/group-endpoint.ts";
import { HeartbeatThread } from "../service/heartbeat.ts";
import { Launcher } from "../service/launcher.ts";
import type { FromProcess, Question, ToProcess } from "../service/process-messages.ts";
import { answerOf } from "../service/process-questions.ts";
import type { Service } from "../service/service.ts";
import { createServiceRecords } from "../service/service-records.ts";
import { logDestination } from "./log-text.ts";
import { versionsAndNewcomers } from "./newcomers.ts";
import { outsideService } from "./outside-service.ts";
import { PassedLines } from "./passed-lines.ts";
import { Undo } from "./undo.ts";

/** What such a process is told to run. */
export interface ProcessWork {
  readonly topic: string;
  /** The name on the bus and in the records. */
  readonly server: string;
  readonly entry: Pick<ServiceEntry, "manager" | "config">;
  readonly lackingTags: readonly string[];
  readonly hub: { readonly url: string; readonly token: string };
  readonly config: Pick<Config, "database" | "service" | "rpc" | "log">;
}

// A module works at import time only here, in a process's own entry.
let launcher: Launcher | undefined;
const services: Service[] = [];
let stopAsked = false;
let log: AdjustableLog | undefined;
process.on("message", (message: ToProcess) => {
  if (message.type === "run") void main(message.work as ProcessWork);
  if (message.type === "stop") end(message.fast, "the host stops it");
  if (message.type === "logLevel") log?.setLevel(message.level);
  if (message.type === "ask") void answer(message.id, message.question);
});
// The host is gone, however it went: a service without it is nobody's.
process.on("disconnect", () => end(true, "the host is gone"));
// What a terminal sends goes to the host and to this process alike; the host decides.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
process.on("SIGTERM", () => end(stopAsked, "SIGTERM"));

function end(fast: boolean, reason: string): void {
  stopAsked = true;
  if (launcher) void launcher.stop({ fast, reason });
  else process.exit(0);
}

async function main(work: ProcessWork): Promise<void> {
  const tee = new PassedLines({ clock: systemClock, send: passOn });
  const { level, format } = work.config.log;
  const place = { format, err: process.stderr, json: false, colors: false };
  log = createLog({ level, tee, ...logDestination(place) });
  const own = log.child({ process: `${work.topic}@${work.server}` });
  const undo = new Undo(own);
  try {
    const running = await open(work, { log: own, undo });
    launcher = running;
    await running.start();
    tell({ type: "ready" });
    const { code } = await running.wait();
    process.exitCode = code;
  } catch (error) {
    tell({ type: "failed", reason: messageOf(error) });
    process.exitCode = 1;
  } finally {
    await undo.run();
    process.disconnect?.();
  }
}

async function open(
  { topic, server, entry, lackingTags, hub, config }: ProcessWork,
  { log, undo }: { readonly log: Log; readonly undo: Undo },
): Promise<Launcher> {
  const clock = systemClock;
  const database = openDatabase({ ...config.database, clock });
  undo.add("database", () => database.close());
  const transport = await connectWebSocket({ ...hub, clock, log });
  undo.add("link", () => transport.close());
  const heartbeat = new HeartbeatThread({
    ...hub,
    ...{ group: remoteGroup(new RpcClient(transport)), reportIntervalMs: config.service.reportIntervalMs },
    ...{ clock, log, random: Math.random, onRefused: (_member, reason) => void services[0]?.refused(reason) },
  });
  heartbeat.start();
  undo.add("heartbeat", () => heartbeat.stop());
  const common = {
    ...{ host: server, binary: "holdfast-service", records: createServiceRecords(database), transport },
    ...{ askLease: remoteLeases(new RpcClient(transport)) },
    ...{ group: heartbeat, instanceId: randomUUID(), limits: config.service, rpcLimits: config.rpc },
    ...{ ...versionsAndNewcomers(config), lackingTags },
    ...{ clock, log, random: Math.random, capabilities: () => ({ pid: process.pid }) },
  };
  services.push(outsideService({ topic, entry, database, common, services: () => services }));
  const { stopTimeoutMs, startTimeoutMs: reloadTimeoutMs } = config.service;
  return new Launcher({ services, clock, log, stopTimeoutMs, reloadTimeoutMs });
}

async function answer(id: number, question: Question): Promise<void> {
  tell(question.name === "reset" ? await reset(id) : await answerOf(services[0], id, question));
}

async function reset(id: number): Promise<FromProcess> {
  const refused = (message: string): FromProcess => ({
    ...{ type: "answer", id },
    error: { code: "FAILED_PRECONDITION", message },
  });
  const [report] = (await launcher?.reload()) ?? [];
  if (report === undefined) return refused("the service is starting");
  return "error" in report ? refused(report.error) : { type: "answer", id, value: report.changed };
}

function passOn(lines: readonly string[], onSent: () => void): void {
  if (process.connected) process.send?.({ type: "log", lines } satisfies FromProcess, undefined, undefined, onSent);
}

function tell(message: FromProcess): void {
  if (process.connected) process.send?.(message);
}
