// A manager from outside, named by path, runs as a service: its hooks, its methods over RPC and its periodic task.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withContext } from "#host/context";
import { isHostError } from "#host/errors";
import { loadManager } from "#host/manager/load-object";
import { RpcClient } from "#host/rpc/client";
import { Service } from "#host/service/service";
import { temporaryFiles } from "../support/files.ts";
import { serviceParts } from "../support/service-parts.ts";
import { until } from "../support/until.ts";

const TYPESCRIPT = `
interface Parts { readonly host: string; readonly domain: { readonly greeting: string } }
class Base {
  static readonly version: string = "1.2";
  static readonly rpc: Record<string, object> = { count_runs: { access: "read", summary: "How often it ran." } };
  static readonly periodic = { sweep: { spacingMs: 60_000 } };
  protected runs = 0;
  async countRuns(): Promise<number> { return this.runs; }
  async sweep(): Promise<void> { throw new Error("the parent's task ran"); }
}
export class Greeter extends Base {
  static override readonly rpc: Record<string, object> = { greet: { access: "read", summary: "Greets." } };
  static override readonly periodic = { sweep: { spacingMs: 20, jitter: 0 } };
  readonly #parts: Parts;
  #ready = false;
  constructor(parts: Parts) { super(); this.#parts = parts; }
  async initHost(): Promise<void> { this.#ready = true; }
  async greet(): Promise<string> { return \`\${this.#parts.domain.greeting} from \${this.#parts.host}, ready: \${this.#ready}\`; }
  override async sweep(): Promise<void> { this.runs += 1; }
}
`;

const JAVASCRIPT = `
exports.makeGreeter = async ({ host, domain }) => ({
  rpc: { greet: { access: "read", summary: "Greets." } },
  async greet() { return domain.greeting + " from " + host + ", plain"; },
});
`;

test("a TypeScript class by path serves, inherits and repeats", async (t) => {
  const cwd = temporaryFiles(t, { "greeter.ts": TYPESCRIPT });
  const parts = await serviceParts(t);
  const load = async () =>
    (await loadManager("greeter.ts#Greeter", { cwd, parts: { host: "edge1", domain: { greeting: "hello" } } })).shape;
  const service = new Service(parts.options({}, { manager: load }));
  await service.start();
  assert.equal(service.record!.version, "1.2");
  const client = new RpcClient(parts.transport);
  await withContext({ timeoutMs: 30_000 }, async (ctx) => {
    assert.equal(await client.call(ctx, "thing", "greet", undefined), "hello from edge1, ready: true");
    await until("three runs", async () => Number(await client.call(ctx, "thing", "count_runs", undefined)) >= 3);
    await assert.rejects(client.call(ctx, "thing", "sweep", undefined), (error) =>
      isHostError(error, "METHOD_NOT_FOUND"),
    );
  });
  assert.equal(service.tasks!.status()[0]!.failures, 0);
  await service.stop();
});

test("a plain JavaScript factory by path serves", async (t) => {
  const cwd = temporaryFiles(t, { "greeter.cjs": JAVASCRIPT });
  const parts = await serviceParts(t);
  const load = async () =>
    (await loadManager("./greeter.cjs#makeGreeter", { cwd, parts: { host: "edge1", domain: { greeting: "hello" } } }))
      .shape;
  const service = new Service(parts.options({}, { manager: load }));
  await service.start();
  await withContext({ timeoutMs: 30_000 }, async (ctx) => {
    const answer = await new RpcClient(parts.transport).call(ctx, "thing", "greet", undefined);
    assert.equal(answer, "hello from edge1, plain");
  });
  await service.stop();
});

test("a wrong path, or a wrong declaration, fails the start at its step with what to do", async (t) => {
  const cwd = temporaryFiles(t, {
    "greeter.mjs":
      'export const rpc = { greet: { access: "read", summary: "Greets." } }; export const gret = async () => "hi";',
  });
  const parts = await serviceParts(t);
  const cases = [
    ["gretter.mjs", /step manager: .*did you mean greeter\.mjs\?/],
    ["greeter.mjs#Greeter", /step manager: .*no export Greeter; .*it exports gret, rpc/],
    ["greeter.mjs", /step manager: .*has no method greet; did you mean gret\?/],
  ] as const;
  for (const [spec, message] of cases) {
    const load = async () => (await loadManager(spec, { cwd, parts: { host: "edge1", domain: {} } })).shape;
    const service = new Service(parts.options({}, { manager: load }));
    await assert.rejects(service.start(), message);
  }
  assert.deepEqual(await parts.group.listServices(), []);
});
