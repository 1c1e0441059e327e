// The HTTP service of a whole host: health, figures, calls over POST and WebSocket, and a pipeline file of the operator's.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { connect } from "#host/client";
import { temporaryFiles } from "../support/files.ts";
import { hostInside, type InsideHost } from "../support/host-inside.ts";
import { tlsFiles } from "../support/tls.ts";

interface Served {
  readonly host: InsideHost;
  readonly url: string;
  readonly token: string;
  post(body: string, headers?: Record<string, string>): Promise<Response>;
}

async function served(t: TestContext, ...set: string[]): Promise<Served> {
  const host = hostInside(t);
  await host.up({ set: ["api.listen=127.0.0.1:0", ...set] });
  const { json } = await host.run("service", "show", "api", "--json");
  const url: string = json.capabilities.url;
  const token = readFileSync(join(host.dataDir, "token"), "utf8").trim();
  const post: Served["post"] = (body, headers = { authorization: `Bearer ${token}` }) =>
    fetch(`${url}/rpc`, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
  return { host, url, token, post };
}

test("a host serves health, figures and JSON-RPC over HTTP at the port in its record", async (t) => {
  const { host, url, token, post } = await served(t);
  assert.match(url, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  assert.deepEqual(await (await fetch(`${url}/livez`)).json(), { status: "live" });
  const ready = (await (await fetch(`${url}/readyz`)).json()) as { status: string; checks: { name: string }[] };
  assert.equal(ready.status, "ready");
  for (const name of ["service volume", "service host", "service api", "heartbeat", "storage"])
    assert.ok(
      ready.checks.some((check) => check.name === name),
      `readyz says nothing of ${name}`,
    );

  assert.equal((await fetch(`${url}/metrics`)).status, 401);
  const metrics = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
  for (const line of [
    /^holdfast_info\{host="[^"]+",version="[^"]+"\} 1$/m,
    /^holdfast_memory_resident_bytes \d+$/m,
    /^holdfast_event_loop_lag_seconds \d/m,
    /^holdfast_service_state\{topic="api",host="[^"]+",state="up"\} 1$/m,
    /^holdfast_rpc_in_flight\{topic="volume"\} 0$/m,
    /^holdfast_rpc_seconds_bucket\{topic="host",method="listServices",le="\+Inf"\} [1-9]\d*$/m,
    /^holdfast_rpc_seconds_count\{topic="host",method="listServices"\} [1-9]\d*$/m,
    /^holdfast_task_runs_total\{topic="host",task="flushOutcomes"\} \d+$/m,
    /^holdfast_task_failures_total\{/m,
    /^holdfast_task_missed_total\{/m,
    /^holdfast_driver_serving\{kind="volume",driver="file"\} 1$/m,
    /^holdfast_http_in_flight 1$/m,
    /^holdfast_http_responses_total\{status="401"\} 1$/m,
  ])
    assert.match(metrics, line);

  const call = { jsonrpc: "2.0", id: 7, method: "volume.create", params: { name: "db1", sizeBytes: 4096 } };
  const made = (await (await post(JSON.stringify(call))).json()) as {
    id: number;
    result: { volume: { name: string } };
  };
  assert.equal(made.id, 7);
  assert.equal(made.result.volume.name, "db1");
  assert.match((await host.run("volume", "list")).out, /db1/);

  const { json } = await host.run("call", "api.describe", "--json");
  assert.equal(json.url, url);
  assert.equal(json.limits.requestsMax, 256);
  assert.equal(await host.stop(), 0);
  await assert.rejects(fetch(`${url}/livez`), "nothing listens after the stop");
});

test("calls over HTTP keep the rules of the bus: token, Origin, batches, notifications, errors with their codes", async (t) => {
  const { post, url, token } = await served(t);
  const call = (id: number, method: string, params?: unknown) => ({ jsonrpc: "2.0", id, method, params });
  assert.equal((await post(JSON.stringify(call(1, "volume.list")), {})).status, 401);
  assert.equal((await post(JSON.stringify(call(1, "volume.list")), { authorization: "Bearer wrong" })).status, 401);
  const page = { authorization: `Bearer ${token}`, origin: "https://evil.example" };
  assert.equal((await post(JSON.stringify(call(1, "volume.list")), page)).status, 403);

  const broken = (await (await post("{not json")).json()) as { error: { code: number } };
  assert.equal(broken.error.code, -32700);
  const note = { jsonrpc: "2.0", method: "volume.list" };
  assert.equal((await post(JSON.stringify(note))).status, 204);
  const batch = [call(1, "volume.list"), note, call(2, "volume.lst"), call(3, "volume.create", { name: "" })];
  const answers = (await (await post(JSON.stringify(batch))).json()) as { id: number; error?: { code: number } }[];
  assert.deepEqual(
    answers.map(({ id, error }) => [id, error?.code]),
    [
      [1, undefined],
      [2, -32601],
      [3, -32602],
    ],
  );

  const client = await connect(`${url.replace("http", "ws")}/rpc`, token);
  assert.deepEqual(await client.call("volume.list"), { volumes: [] });
  await client.close();
  await assert.rejects(connect(`${url.replace("http", "ws")}/rpc`, "x".repeat(43)), { code: "UNAUTHENTICATED" });
});

test("an operator's pipeline file with a filter and an application by path serves, and a wrong one stops the start", async (t) => {
  const directory = temporaryFiles(t);
  writeFileSync(
    join(directory, "mine.mjs"),
    `export const stamp = ({ domain }) => ({
  async handle(ctx, request, next) {
    const response = await next(ctx, request);
    return { ...response, headers: { ...response.headers, "x-stamp": domain.options.word } };
  },
});
export const hello = { handle: async () => ({ status: 200, body: "hello" }) };
`,
  );
  const file = join(directory, "api.yaml");
  const text = `main: root
filters:
  stamp: { path: "./mine.mjs#stamp", word: mine }
apps:
  hello: { path: "./mine.mjs#hello" }
pipelines:
  greeting: [request-id, stamp, hello]
composites:
  root: { /hello: greeting, /livez: live }
`;
  writeFileSync(file, text);
  const { host, url } = await served(t, `api.pipeline=${file}`);
  const answer = await fetch(`${url}/hello`);
  assert.equal(await answer.text(), "hello");
  assert.equal(answer.headers.get("x-stamp"), "mine");
  assert.equal((await fetch(`${url}/rpc`)).status, 404);
  assert.equal(await host.stop(), 0);

  writeFileSync(file, text.replace("stamp, hello", "stmp, hello"));
  await assert.rejects(host.up({ set: ["api.listen=127.0.0.1:0", `api.pipeline=${file}`] }), (error: Error) => {
    assert.match(
      error.message,
      /api\.yaml:7:26: pipelines\.greeting\.1: there is no filter stmp; did you mean stamp\?/,
    );
    assert.match(error.message, /exit code 1|START_FAILED/);
    return true;
  });
});

test("a host serves HTTPS with the operator's certificate, and its record says so", async (t) => {
  const files = tlsFiles(t);
  const { host, url } = await served(
    t,
    `api.tls.certificate=${files.server.certificate}`,
    `api.tls.key=${files.server.key}`,
  );
  assert.match(url, /^https:/);
  const request = get(`${url}/livez`, { agent: false, ca: files.read(files.authority) });
  const [response] = await once(request, "response");
  assert.equal(response.statusCode, 200);
  response.resume();
  assert.equal((await host.run("doctor")).code, 0);
});
