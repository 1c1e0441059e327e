// Services of an operator's own, by path: inside the host and in processes of their own, with tables, tasks, neighbours and workers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { connect } from "#host/client";
import { temporaryFiles } from "../support/files.ts";
import { type TestHost, testHost } from "../support/host-process.ts";
import { ownPackage } from "../support/own-package.ts";
import { until } from "../support/until.ts";

const NOTES = `
import { Manager, type ManagerContext, type RequestContext, type TableStep, volumeApi } from "@holdfast/host";

interface Tables { readonly notes: { readonly id: number | undefined; readonly text: string } }

export class Notes extends Manager {
  static version = "1.0";
  static rpc = {
    add: { access: "operate", summary: "Keeps a note.", params: { safeParse: (data: unknown) => ({ success: true as const, data }) } },
    list: { access: "read", summary: "Lists the notes." },
    where: { access: "read", summary: "Says where it runs." },
    volumes: { access: "read", summary: "Asks the volume service, beside it or over the bus." },
    finish: { access: "operate", summary: "Tells of an event.", params: { safeParse: (data: unknown) => ({ success: true as const, data }) } },
    block: { access: "operate", summary: "Holds the event loop.", params: { safeParse: (data: unknown) => ({ success: true as const, data }) } },
  };
  static periodic = { tick: { spacingMs: 50 }, lead: { spacingMs: 50, timeoutMs: 200, leaderOnly: true }, report: { spacingMs: 50, tags: ["reports"] } };
  static migrations: readonly TableStep[] = [
    {
      name: "notes",
      up: async (db) => {
        await db.schema.createTable("notes").addColumn("id", "integer", (c) => c.primaryKey()).addColumn("text", "text").execute();
      },
    },
  ];
  #context: ManagerContext;
  #ticks = 0;
  #token = 0;
  #reports = 0;
  constructor(context: ManagerContext) {
    super();
    this.#context = context;
  }
  async add(_ctx: RequestContext, { text }: { text: string }) {
    await this.#context.tables.handle<Tables>().insertInto("notes").values({ id: undefined, text }).execute();
  }
  async list() {
    return this.#context.tables.handle<Tables>().selectFrom("notes").select("text").orderBy("id").execute();
  }
  async where() {
    const { host, topic, domain } = this.#context;
    return { pid: process.pid, host, topic, ticks: this.#ticks, token: this.#token, reports: this.#reports, greeting: domain.config["greeting"] };
  }
  async volumes(ctx: RequestContext) {
    const ask = async (api: { list(ctx: RequestContext): Promise<unknown> }) => {
      try { return await api.list(ctx); } catch (error) { return (error as { code: string }).code; }
    };
    return { local: await ask(this.#context.local(volumeApi)), remote: await ask(this.#context.remote(volumeApi)) };
  }
  async finish(ctx: RequestContext, { name, text }: { name: string; text: string }) {
    await this.#context.tell(ctx, name, { text });
  }
  async block(_ctx: RequestContext, { ms }: { ms: number }) {
    const end = Date.now() + ms;
    while (Date.now() < end);
    return "done";
  }
  async lead(_ctx: RequestContext, { fencingToken }: { fencingToken: number }) {
    this.#token = fencingToken;
  }
  async report() { this.#reports++; }
  async tick() {
    this.#ticks += 1;
  }
}
`;

async function up(t: TestContext, services: string, set: readonly string[] = []) {
  const files = temporaryFiles(t, {
    "notes.ts": NOTES,
    "holdfast.yaml": `host: { name: edge1 }\nservices:\n${services}`,
    "package.json": '{"type":"module"}',
  });
  ownPackage(files);
  const host = testHost(t);
  const url = await host.up({ config: join(files, "holdfast.yaml"), set });
  const client = await clientOf(t, host, url);
  return { host, call: caller(client), stream: client.stream };
}

/** Calls over a connection of the test's own: a command each time would be most of the time. */
async function clientOf(t: TestContext, host: TestHost, url: string) {
  const client = await connect(url, readFileSync(join(host.dataDir, "token"), "utf8").trim());
  t.after(() => client.close());
  return client;
}

function caller(client: Awaited<ReturnType<typeof connect>>) {
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
  return (method: string, params?: object): Promise<any> => client.call(method, params);
}

test("a manager by path has a topic, tables, tasks, configuration and neighbours, in the host and in a process of its own", async (t) => {
  const services = `  notes: { manager: "./notes.ts#Notes", process: host, config: { greeting: hi } }
  far: "./notes.ts#Notes"
`;
  const { host, call } = await up(t, services);
  const near = await call("notes.where");
  const far = await call("far.where");
  assert.equal(near.pid, host.pid());
  assert.notEqual(far.pid, host.pid());
  assert.deepEqual([near.topic, near.greeting, far.topic, far.host], ["notes", "hi", "far", "edge1"]);
  await until("both repeat their task", async () => {
    const [one, two] = [await call("notes.where"), await call("far.where")];
    return one.ticks > 0 && two.ticks > 0;
  });

  const { tasks, silent } = await call("host.listTasks");
  const ticking = tasks.filter(({ name }: { name: string }) => name === "tick");
  assert.deepEqual(
    ticking.map(({ topic, server, state }: Record<string, string>) => [topic, server, state === "stopped"]),
    [
      ["notes", "edge1", false],
      ["far", "edge1", false],
    ],
  );
  assert.deepEqual(silent, []);
  assert.match((await host.run("task", "list")).out, /far\.tick +edge1/);
  const pause = { topic: "far", task: "tick" };
  const paused = await call("host.pauseTask", pause);
  assert.deepEqual([paused.topic, paused.server, paused.state], ["far", "edge1", "paused"]);
  assert.ok((await call("host.runTask", pause)).runs > paused.runs, "one that rests can be run by hand");
  await call("host.resumeTask", pause);
  await assert.rejects(call("host.runTask", { ...pause, task: "tock" }), { code: "NOT_FOUND" });
  await assert.rejects(call("host.runTask", { ...pause, server: "edge9" }), /no service far runs as edge9/);

  assert.deepEqual(await call("notes.volumes"), { local: { volumes: [] }, remote: { volumes: [] } });
  assert.deepEqual(await call("far.volumes"), { local: "NOT_FOUND", remote: { volumes: [] } });

  await call("notes.add", { text: "near" });
  await call("far.add", { text: "far" });
  assert.deepEqual(await call("notes.list"), [{ text: "near" }]);
  assert.deepEqual(await call("far.list"), [{ text: "far" }]);

  const status = await call("host.status");
  const states = Object.fromEntries(
    status.services.map((one: { topic: string; state: string }) => [one.topic, one.state]),
  );
  assert.deepEqual([states["notes"], states["far"]], ["up", "up"]);
  assert.deepEqual(
    status.processes.map(({ topic, server, state, pid }: Record<string, unknown>) => [topic, server, state, pid]),
    [["far", "edge1", "serving", far.pid]],
  );
  assert.match((await host.run("status")).out, /far@edge1 +serving/);

  // Its manager is loaded by a process of its own, which a kill -9 of the host must not leave behind.
  await host.kill();
  await until("the process of its own ends with its host", () => !isAlive(far.pid));
});

test("what managers tell is watched from anywhere and can be read again, and an event that is none is refused", async (t) => {
  const { host, call, stream } = await up(
    t,
    '  notes: { manager: "./notes.ts#Notes", process: host }\n  far: "./notes.ts#Notes"\n',
  );
  await call("notes.finish", { name: "note.kept", text: "near" });
  await call("far.finish", { name: "note.kept", text: "far" });
  await assert.rejects(call("far.finish", { name: "Note kept!", text: "" }), /words of a-z/);
  await assert.rejects(call("notes.finish", { name: "note.kept", text: "x".repeat(5000) }), /at most 4096/);
  const told = async () => {
    const { json } = await host.run("events", "--json");
    return json.events.filter(({ kind }: { kind: string }) => kind === "manager");
  };
  const events = await told();
  assert.deepEqual(
    events.map(({ topic, to, data }: Record<string, unknown>) => [topic, to, data]),
    [
      ["notes", "note.kept", { text: "near" }],
      ["far", "note.kept", { text: "far" }],
    ],
  );
  const later = await host.run("events", "--after", String(events[0].sequence), "--json");
  assert.ok(later.json.events.every(({ sequence }: { sequence: number }) => sequence > events[0].sequence));
  const watched: unknown[] = [];
  for await (const event of stream("group.watch", { after: 0 })) {
    if ((event as { kind: string }).kind === "manager") watched.push(event);
    if (watched.length === 2) break;
  }
  assert.deepEqual(watched, events);
  const lineOfFar = async (level: string) => {
    const { out } = await host.run("log", "--service", "far", "--level", level, "--last", "500", "--json");
    const lines = out.split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line)).find(({ fields }) => fields.process === "far@edge1");
  };
  await until("the log of a process of its own is shown", async () => (await lineOfFar("info"))?.service === "far");
});

test("a blocked process is degraded with its lag and not down; a killed one is down when it is time, and not before", async (t) => {
  const blockMs = process.env["HOLDFAST_PROVE"] === "1" ? 30_000 : 8000;
  const limits = ["service.reportIntervalMs=1s", "service.downTimeMs=5s"];
  const { host, call } = await up(t, '  notes: "./notes.ts#Notes"\n', limits);
  const { pid } = await call("notes.where");
  const started = performance.now();
  const blocked = host.run("call", "notes.block", `{"ms":${blockMs}}`, "--timeout", "2s", "--json");
  const seen = new Set<string>();
  let lagMs = 0;
  const look = async () => {
    const { services } = await call("host.listServices");
    const { state, loopLagMs = 0 } = services.find(({ topic }: { topic: string }) => topic === "notes");
    seen.add(state);
    lagMs = Math.max(lagMs, loopLagMs);
    return state;
  };
  await until("it is degraded", async () => (await look()) === "degraded", 15_000);
  const late = await blocked;
  assert.equal(JSON.parse(late.err).error.code, "DEADLINE_EXCEEDED", "the caller's own deadline");
  await until(
    "the loop turns again and it is up",
    async () => (await look()) === "up" && performance.now() - started > blockMs,
    blockMs + 15_000,
  );
  assert.ok(lagMs > 1000, `the lag that was shown: ${lagMs} ms`);
  assert.ok(!seen.has("down"), `it was seen as ${[...seen].join(", ")}`);

  // Stopped, it neither ends (and is started again) nor beats: what a dead machine looks like.
  process.kill(pid, "SIGSTOP");
  const silentMs = performance.now();
  await until("it is down", async () => (await look()) === "down", 15_000);
  assert.ok(performance.now() - silentMs >= 5000 - 1000, "not before its time, which counts from its last heartbeat");
  const { silent } = await call("host.listTasks");
  assert.deepEqual(silent, [{ topic: "notes", server: "edge1", reason: "no answer within 2000 ms" }]);
  process.kill(pid, "SIGCONT");
  await until("it beats again and is up", async () => (await look()) === "up", 15_000);
});

test("a task with a tag runs only in the workers that have it", async (t) => {
  const { call } = await up(t, '  notes: { manager: "./notes.ts#Notes", workers: 2, workerTags: { reports: 1 } }\n');
  const both = async () => [await call("notes.where"), await call("notes.where")];
  const of = async (name: string) => (await both()).find(({ host }) => host === name);
  await until("the first worker has reported, and the other has repeated its other tasks", async () => {
    return (await of("edge1")).reports > 1 && (await of("edge1.w2")).ticks > 10;
  });
  assert.equal((await of("edge1.w2")).reports, 0);
});

test("two workers serve one topic under names of their own, and one that is killed is replaced", async (t) => {
  const { host, call } = await up(t, '  notes: { manager: "./notes.ts#Notes", workers: 2 }\n');
  const [one, two] = [await call("notes.where"), await call("notes.where")];
  assert.deepEqual([one.host, two.host].sort(), ["edge1", "edge1.w2"]);
  assert.notEqual(one.pid, two.pid);
  const tokens = async () => [await call("notes.where"), await call("notes.where")].map(({ token }) => token);
  await until("one of them leads, the other does not", async () => (await tokens()).sort().join() === "0,1");
  process.kill(one.pid, "SIGKILL");
  await until("both serve again", async () => {
    const { processes } = await call("host.status");
    const killed = processes.find(({ server }: { server: string }) => server === one.host);
    return killed.restarts === 1 && killed.state === "serving" && killed.lastEnd === "it was ended by SIGKILL";
  });
  assert.equal(await host.stop(), 0);
  await until("no process is left", () => !isAlive(two.pid));
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
