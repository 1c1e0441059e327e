import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "#host/clock";
import { type DebugParts, debugReport } from "#host/cmd/debug-report";
import { loadConfig } from "#host/conf/load";
import { silentLog } from "#host/log";
import { Service } from "#host/service/service";
import { createFakeClock } from "../../support/fake-clock.ts";
import { serviceParts } from "../../support/service-parts.ts";

const CORE = {
  hub: { topics: () => new Map(), connections: () => [] },
  heartbeat: { status: () => ({}) },
  supervisor: { list: () => [] },
  journal: { running: () => [] },
} as unknown as DebugParts["core"];

const parts = (services: readonly Service[], clock = systemClock): DebugParts => ({
  ...{ core: CORE, version: "0", clock, log: silentLog, processes: () => [], services: () => services },
  loaded: loadConfig({ env: {}, cwd: "/", flags: [] }),
});

test("a manager adds its own section to the report; what is called a secret in it is masked", async (t) => {
  const { options } = await serviceParts(t);
  const service = new Service(options({ debugReport: async () => ({ cameras: 3, apiToken: "hunter2" }) }));
  await service.start();
  const [section] = (await debugReport(parts([service]))).services;
  assert.deepEqual(section?.manager, { cameras: 3, apiToken: "…" });
  await service.stop();
});

test("a manager that fails, hangs or answers what is no JSON keeps nobody from the rest", async (t) => {
  const { options } = await serviceParts(t);
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  const answers = [
    () => Promise.reject(new Error("broken")),
    () => new Promise(() => {}),
    async () => circle,
    async () => undefined,
  ];
  const services = answers.map(
    (answer, index) => new Service(options({ debugReport: answer }, { topic: `t-${index}` })),
  );
  await Promise.all(services.map((service) => service.start()));
  const clock = createFakeClock();
  const report = debugReport(parts(services, clock));
  await clock.advance(2000);
  const sections = (await report).services.map(({ manager }) => manager as { error?: string } | null);
  assert.equal(sections[0]?.error, "broken");
  assert.match(sections[1]?.error ?? "", /2000|deadline|time/i);
  assert.match(sections[2]?.error ?? "", /circular/);
  assert.equal(sections[3], null);
  await Promise.all(services.map((service) => service.stop()));
});

test("a manager's report is no method of its own over RPC", async (t) => {
  const { options } = await serviceParts(t);
  const rpc = { debugReport: { access: "read", summary: "Tells all." } };
  const service = new Service(options({ rpc, debugReport: async () => ({}) }));
  await assert.rejects(service.start(), /debugReport is a lifecycle method/);
});
