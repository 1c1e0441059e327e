// What a stranger has: the two packages as `npm pack` makes them, unpacked into a folder of his own, and a manager in it.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { testHost } from "../support/host-process.ts";
import { packedPlace } from "../support/packed.ts";
import { until } from "../support/until.ts";

const JAVASCRIPT = `
import { Manager } from "@holdfast/host";
export class Counter extends Manager {
  static rpc = { count: { access: "read", summary: "Tells how often the task ran, as its table has it." } };
  static periodic = { tick: { spacingMs: 50 } };
  static migrations = [
    { name: "ticks", up: (db) => db.schema.createTable("ticks").addColumn("at", "text").execute() },
  ];
  #tables;
  constructor({ tables }) { super(); this.#tables = tables; }
  async tick(ctx) { await this.#tables.handle().insertInto("ticks").values({ at: String(ctx.clock.wallMs()) }).execute(); }
  async count() { return (await this.#tables.handle().selectFrom("ticks").selectAll().execute()).length; }
}
`;

const TYPESCRIPT = `
import { HostError, Manager, type ManagerContext, volumeApi, type RequestContext } from "@holdfast/host";
export class Reader extends Manager {
  static version = "1.0";
  static rpc = { volumes: { access: "read", summary: "Lists the names of all volumes." } };
  readonly #context: ManagerContext;
  constructor(context: ManagerContext) { super(); this.#context = context; }
  async volumes(ctx: RequestContext): Promise<readonly string[]> {
    const { volumes } = await this.#context.remote(volumeApi).list(ctx);
    if (volumes.length === 0) throw new HostError("NOT_FOUND", "there is no volume yet");
    return volumes.map(({ name }) => name);
  }
}
`;

test("managers in JavaScript and TypeScript beside the packed packages get tables, tasks and RPC without our sources", async (t) => {
  const { folder, bin, addNativeCode, remove } = await packedPlace();
  t.after(remove);
  addNativeCode();
  const shipped = ["host/dist/executor/main.js", "host/LICENSE", "sdk/LICENSE"];
  for (const file of shipped) assert.ok(existsSync(join(folder, "node_modules/@holdfast", file)), file);
  const files = {
    "counter.js": JAVASCRIPT,
    "reader.ts": TYPESCRIPT,
    "package.json": '{"type":"module"}',
    "holdfast.yaml":
      'services:\n  counter: "./counter.js#Counter"\n  reader: { manager: "./reader.ts#Reader", process: host }\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const installed = join(folder, "node_modules/@holdfast/host");
  assert.ok(!existsSync(join(installed, "src")), "sources are not part of the package");
  assert.ok(existsSync(join(installed, "systemd/holdfast.service")), "the unit file is");

  const host = testHost(t, bin);
  await host.up({ config: join(folder, "holdfast.yaml") });
  const call = (method: string) => host.run("call", method, "--json");
  await until("the task wrote into its table", async () => (await call("counter.count")).json > 0);
  assert.equal(JSON.parse((await call("reader.volumes")).err).error.code, "NOT_FOUND");
  const made = await host.run("volume", "create", "db1", "--size", "4KiB");
  assert.equal(made.code, 0, made.err + host.log());
  assert.deepEqual((await call("reader.volumes")).json, ["db1"]);
  assert.equal(await host.stop(), 0);
});
