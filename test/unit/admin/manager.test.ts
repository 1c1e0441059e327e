import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { DriverAdmin } from "#host/admin/drivers";
import { LogLevels } from "#host/admin/log-levels";
import { LogLines } from "#host/admin/log-lines";
import { ADMIN_TOPIC, type AdminDomain, AdminManager } from "#host/admin/manager";
import type { DriverView } from "#host/admin/views";
import { connect, type HoldfastClient } from "#host/client";
import { systemClock } from "#host/clock";
import { RequestContext } from "#host/context";
import { HostError, isHostError } from "#host/errors";
import { silentLog } from "#host/log";
import { Journal } from "#host/operation/journal";
import { Service } from "#host/service/service";
import { ADMIN_TOKEN, HOST_TOKEN, openHub, READER_TOKEN, serveEndpoint } from "../../support/bus.ts";
import { temporaryDatabase } from "../../support/database.ts";
import { serviceParts } from "../../support/service-parts.ts";

const DRIVER = { kind: "volume", name: "file" };

/** The manager on a real database, behind a real hub, with a client for each role. */
async function serveAdmin(t: TestContext) {
  const database = await temporaryDatabase(t);
  const log = silentLog;
  const parts = await serviceParts(t);
  const repeating = { periodic: { sweep: { spacingMs: 60_000 } }, sweep: async () => {} };
  const service = new Service(parts.options(repeating, { topic: "volume" }));
  await service.start();
  t.after(() => service.stop());
  const record = await parts.records.get(service.record?.uuid ?? "");
  const journal = new Journal({ database, host: "edge1", instanceId: "run-1", log });
  const ordered: string[] = [];
  const drivers = {
    list: () => [DRIVER as DriverView],
    get: (kind: string, name: string) => ({ kind, name }),
    add: async (_ctx: unknown, { name }: { name: string }) => ({ ...DRIVER, name }),
    swap: async (_ctx: unknown, params: { name: string }) => ({ ...DRIVER, ...params }),
    rollback: async (_ctx: unknown, params: { name: string }) => ({ ...DRIVER, ...params }),
    uses: () => ({ permissions: [], grants: {}, uses: [] }),
    record: ({ record }: { record: string }) => ({ record }),
    remove: async (_ctx: unknown, { name, force }: { name: string; force: boolean }) =>
      void ordered.push(`remove ${name} ${force}`),
  } as unknown as DriverAdmin;
  const domain: AdminDomain = {
    logLevels: new LogLevels({ configured: "info", set: () => {}, clock: systemClock }),
    logLines: new LogLines(),
    facts: { name: "edge1", version: "0", pid: 1, url: "", dataDir: "", startedAt: new Date().toISOString() },
    ...{ group: parts.group, records: parts.records, drivers, journal, operationRetentionMs: 1000 },
    services: () => [service],
    reload: async () => ({ config: { applied: [], needsRestart: [] }, services: [] }),
  };
  const hub = await openHub(t);
  const manager = new AdminManager({ host: "edge1", domain });
  const server = await serveEndpoint(
    hub.transport,
    { topic: ADMIN_TOPIC, server: "edge1" },
    { version: AdminManager.version, methods: AdminManager.rpc, target: manager },
  );
  t.after(() => server.stop({ drainTimeoutMs: 0 }));
  const client = async (token: string): Promise<HoldfastClient> => {
    const opened = await connect(hub.url, token, { reconnect: false });
    t.after(() => opened.close());
    return opened;
  };
  return { client, record, journal, ordered, manager };
}

/** Good params of every method, so that none can be forgotten. */
const paramsOf = (uuid: string): Readonly<Record<string, unknown>> => ({
  status: {},
  listServices: {},
  showService: { uuid },
  disableService: { uuid, reason: "maintenance" },
  enableService: { uuid },
  forceDownService: { uuid },
  deleteService: { uuid },
  listDrivers: {},
  showDriver: DRIVER,
  showDriverUses: DRIVER,
  addDriver: { ...DRIVER, name: "second", path: "/x.wasm" },
  swapDriver: { ...DRIVER, path: "/y.wasm" },
  rollbackDriver: DRIVER,
  recordDriver: { ...DRIVER, record: "all" },
  removeDriver: DRIVER,
  listOperations: { state: "unknown" },
  showOperation: { id: "no-such" },
  cancelOperation: { id: "no-such" },
  listTasks: {},
  runTask: { topic: "volume", task: "sweep" },
  pauseTask: { topic: "volume", task: "sweep" },
  resumeTask: { topic: "volume", task: "sweep" },
  listCalls: {},
  showLogLevel: {},
  setLogLevel: { level: "debug", forMs: 60_000 },
  readLog: { last: 5 },
  restoreLogLevel: {},
  reload: {},
});
const ALL_OPTIONAL = ["listOperations", "listServices", "listCalls", "readLog"];
const MISSING = ["showOperation", "cancelOperation"];
const declared = Object.entries(AdminManager.rpc);

test("every declared method answers an admin over the hub", async (t) => {
  const { client, record } = await serveAdmin(t);
  const admin = await client(ADMIN_TOKEN);
  const params = paramsOf(record.uuid);
  assert.deepEqual(Object.keys(params), Object.keys(AdminManager.rpc));
  for (const [method] of declared) {
    const call = admin.call(`host.${method}`, params[method]);
    if (MISSING.includes(method)) await assert.rejects(call, (error) => isHostError(error, "NOT_FOUND"), method);
    else await assert.doesNotReject(call, method);
  }
});

test("a reader may only read, a host may operate, and only an admin may change the host", async (t) => {
  const { client, record } = await serveAdmin(t);
  const params = paramsOf(record.uuid);
  const allowed = { [READER_TOKEN]: ["read"], [HOST_TOKEN]: ["read", "operate"] };
  for (const [token, accesses] of Object.entries(allowed)) {
    const caller = await client(token);
    for (const [method, { access }] of declared) {
      const denied = await caller.call(`host.${method}`, params[method]).then(
        () => false,
        (error: unknown) => isHostError(error, "PERMISSION_DENIED"),
      );
      assert.equal(denied, !accesses.includes(access), `${method} with ${accesses.join("+")}`);
    }
  }
});

test("wrong, missing and surplus params are refused by every method", async (t) => {
  const { client, record } = await serveAdmin(t);
  const admin = await client(ADMIN_TOKEN);
  const params = paramsOf(record.uuid);
  for (const [method, { params: schema }] of declared) {
    const good = params[method] as object;
    const wrong = [
      { ...good, surplus: 1 },
      ...(schema && !ALL_OPTIONAL.includes(method) ? [{}, { uuid: 7, name: 7 }] : []),
    ];
    for (const one of wrong)
      await assert.rejects(
        admin.call(`host.${method}`, one),
        (error) => isHostError(error, "INVALID_PARAMS"),
        `${method} ${JSON.stringify(one)}`,
      );
  }
});

test("nothing that is not declared can be called, not even the hooks", async (t) => {
  const { client } = await serveAdmin(t);
  const admin = await client(ADMIN_TOKEN);
  for (const method of ["initHost", "cleanupHost", "reset", "constructor", "flushOutcomes", "toString"])
    await assert.rejects(admin.call(`host.${method}`), (error) => isHostError(error, "METHOD_NOT_FOUND"), method);
});

test("a disabled service says why and since when, until it is enabled", async (t) => {
  const { client, record } = await serveAdmin(t);
  const admin = await client(ADMIN_TOKEN);
  const { uuid } = record;
  const disabled = (await admin.call("host.disableService", { uuid, reason: "disk" })) as Record<string, unknown>;
  assert.deepEqual(
    [disabled["disabled"], disabled["disabledReason"], disabled["disabledBy"]],
    [true, "disk", "operator"],
  );
  const enabled = (await admin.call("host.enableService", { uuid })) as Record<string, unknown>;
  assert.deepEqual([enabled["disabled"], enabled["disabledReason"]], [false, null]);
});

test("a service comes back from forced down only when no outcome of its host is in doubt", async (t) => {
  const { client, record, journal } = await serveAdmin(t);
  const admin = await client(ADMIN_TOKEN);
  const { uuid } = record;
  await admin.call("host.forceDownService", { uuid });
  const [entry, lost] = [
    { domain: "volume", resource: "db1", action: "create", driver: "file", input: {} },
    new HostError("DRIVER_TIMEOUT", "no answer", { data: { called: true } }),
  ];
  const ctx = new RequestContext({ timeoutMs: 5000 });
  const steps = { mark: async () => {}, work: async () => Promise.reject(lost), settle: async () => {} };
  await assert.rejects(journal.run(ctx, entry, steps));
  ctx.close();
  assert.equal((await journal.list({ state: "unknown" })).length, 1, "the outcome is unknown");
  const back = admin.call("host.forceDownService", { uuid, forcedDown: false });
  await assert.rejects(back, (error) => isHostError(error, "FAILED_PRECONDITION") && /unknown/.test(error.message));
});

test("tasks are listed, paused, resumed and run by their service and name", async (t) => {
  const { client } = await serveAdmin(t);
  const admin = await client(ADMIN_TOKEN);
  const { tasks } = (await admin.call("host.listTasks")) as { tasks: { topic: string; name: string }[] };
  assert.deepEqual(
    tasks.map(({ topic, name }) => `${topic}.${name}`),
    ["volume.sweep"],
  );
  const at = { topic: "volume", task: "sweep" };
  assert.equal(((await admin.call("host.pauseTask", at)) as { state: string }).state, "paused");
  await admin.call("host.resumeTask", at);
  assert.equal(((await admin.call("host.runTask", at)) as { runs: number }).runs, 1);
  await assert.rejects(admin.call("host.runTask", { topic: "nope", task: "sweep" }), /there are volume/);
  await assert.rejects(admin.call("host.runTask", { topic: "volume", task: "nope" }), /sweep/);
});

test("the order to remove a driver passes on whether it was forced", async (t) => {
  const { client, ordered } = await serveAdmin(t);
  const admin = await client(ADMIN_TOKEN);
  await admin.call("host.removeDriver", DRIVER);
  await admin.call("host.removeDriver", { ...DRIVER, force: true });
  assert.deepEqual(ordered, ["remove file false", "remove file true"]);
});

test("status counts what runs and what is in doubt, and tells the age of the host", async (t) => {
  const { client } = await serveAdmin(t);
  const reader = await client(READER_TOKEN);
  const status = (await reader.call("host.status")) as Record<string, unknown>;
  assert.deepEqual(status["operations"], { running: 0, unknown: 0 });
  assert.ok((status["uptimeMs"] as number) >= 0 && (status["rssBytes"] as number) > 1_000_000);
});

test("the list of services can be narrowed to a topic, a host, a state, and the disabled ones", async (t) => {
  const { client, record } = await serveAdmin(t);
  const admin = await client(ADMIN_TOKEN);
  const list = async (params: object) => {
    const { services } = (await admin.call("host.listServices", params)) as { services: { uuid: string }[] };
    return services.map(({ uuid }) => uuid);
  };
  for (const fits of [{}, { topic: "volume" }, { host: "edge1" }, { state: "up" }, { disabled: false }])
    assert.deepEqual(await list(fits), [record.uuid], JSON.stringify(fits));
  for (const other of [{ topic: "network" }, { host: "edge2" }, { state: "down" }, { disabled: true }])
    assert.deepEqual(await list(other), [], JSON.stringify(other));
  await assert.rejects(admin.call("host.listServices", { state: "tired" }), (error) =>
    isHostError(error, "INVALID_PARAMS"),
  );
});
