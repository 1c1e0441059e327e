// A process with one service under a launcher, for tests that send real signals: it prints what happens, a line each.
import { systemClock } from "#host/clock";
import { HostError } from "#host/errors";
import { silentLog } from "#host/log";
import { describeManager } from "#host/manager/declarations";
import { MemoryTransport } from "#host/rpc/memory-transport";
import { Router } from "#host/rpc/router";
import { Launcher } from "#host/service/launcher";
import { Service } from "#host/service/service";
import type { ServiceRecords } from "#host/service/service-records";

const say = (line: string) => process.stdout.write(`${line}\n`);
const mode = process.argv[2];

const manager = {
  initHost: async () => {
    if (mode === "fails") throw new HostError("DRIVER_UNAVAILABLE", "no driver");
  },
  periodic: { slow: { spacingMs: 5, runImmediately: true } },
  slow: async () => {
    say("working");
    if (mode === "stuck") await new Promise(() => {});
  },
  reset: async () => ({ changed: ["greeting"] }),
  cleanupHost: async () => void say("cleanupHost"),
};

// A service does not need a database to be launched: this store remembers nothing.
const record = { uuid: "u", host: "edge1", topic: "thing", state: "starting", disabled: false } as never;
const records: ServiceRecords = {
  find: async () => undefined,
  get: async () => record,
  list: async () => [],
  register: async () => record,
  update: async () => record,
  markSeen: async () => {},
  remove: async () => {},
};

const service = new Service({
  host: "edge1",
  binary: "holdfast",
  topic: "thing",
  manager: () => describeManager(manager, "the test's manager"),
  records,
  transport: new MemoryTransport({ router: new Router(silentLog) }),
  group: { join: async () => void say("join"), leave: async () => void say("leave"), tell: async () => {} },
  instanceId: "i",
  limits: { startTimeoutMs: 20_000, stopTimeoutMs: 120_000, drainTimeoutMs: 100_000 },
  rpcLimits: { callTimeoutMs: 1000, callTimeoutMsMax: 1000, inFlightMax: 10 },
  clock: systemClock,
  log: silentLog,
  random: Math.random,
});
const launcher = new Launcher({
  services: [service],
  clock: systemClock,
  log: silentLog,
  stopTimeoutMs: 300_000,
  reloadTimeoutMs: 1000,
});
const removeSignals = launcher.installSignals(process, async () =>
  say(`reload ${JSON.stringify(await launcher.reload())}`),
);
const alive = setInterval(() => {}, 1000);
launcher.start().then(
  () => say("ready"),
  () => {},
);
const { code, reason } = await launcher.wait();
say(`exit ${reason}`);
clearInterval(alive);
removeSignals();
process.exitCode = code;
