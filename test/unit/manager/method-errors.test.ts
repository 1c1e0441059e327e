import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { AdminManager } from "#host/admin/manager";
import { ApiManager } from "#host/api/manager";
import { ERRORS } from "#host/errors";
import { FunctionManager } from "#host/function/manager";
import { DRIVER_LOAD_ERRORS } from "#host/manager/method-errors";
import { FlatManager } from "#host/network/flat-manager";
import { BUS_ERRORS } from "#host/rpc/bus-errors";
import { RpcClient } from "#host/rpc/client";
import { groupEndpoint } from "#host/service/group-endpoint";
import type { ServiceGroup } from "#host/service/service-group";
import { VolumeManager } from "#host/volume/manager";
import { contextFor, joinHub, openHub, serveEndpoint } from "../../support/bus.ts";

test("every method that a host serves declares the errors that it can answer, and the document shows them", async (t) => {
  const topics = {
    volume: VolumeManager.rpc,
    network: FlatManager.rpc,
    function: FunctionManager.rpc,
    host: AdminManager.rpc,
    api: ApiManager.rpc,
    group: groupEndpoint({} as ServiceGroup).methods,
  };
  const silent = Object.entries(topics).flatMap(([topic, methods]) =>
    Object.entries(methods).flatMap(([name, { errors }]) => (errors === undefined ? [`${topic}.${name}`] : [])),
  );
  assert.deepEqual(silent, []);
  const hub = await openHub(t);
  for (const [topic, methods] of Object.entries(topics)) {
    const target = Object.fromEntries(
      Object.entries(methods).map(([name, { method = name }]) => [method, async () => undefined]),
    );
    await serveEndpoint(await joinHub(t, hub.url), { topic, server: "a" }, { methods, target });
  }
  const client = new RpcClient(await joinHub(t, hub.url));
  const document = (await client.call(contextFor(t), "rpc", "discover", {})) as {
    methods: { name: string; errors?: { data: { code: string } }[] }[];
  };
  // A pulled stream answers what the method answers whose stream it is.
  const without = document.methods.filter(({ name, errors }) => !errors && !name.endsWith(".stream_next"));
  assert.deepEqual(
    without.map(({ name }) => name),
    [],
  );
  const create = document.methods.find(({ name }) => name === "volume.create");
  assert.ok(create?.errors?.some(({ data }) => data.code === "DRIVER_FAILED"));
});

test("of the table's driver errors each is one that loading or calling can come to", () => {
  const driver = Object.keys(ERRORS).filter((code) => code.startsWith("DRIVER_"));
  assert.deepEqual(
    driver.filter((code) => !(DRIVER_LOAD_ERRORS as readonly string[]).includes(code)),
    [],
  );
  assert.deepEqual(
    DRIVER_LOAD_ERRORS.filter((code) => BUS_ERRORS.has(code)),
    [],
    "what the bus answers anyway need not be declared",
  );
});

test("a test file in which a method answers what it does not declare fails, and one in which none does passes", () => {
  const file = (code: string) => `
    import { HostError } from "#host/errors";
    import { silentLog as log } from "#host/log";
    import { expectedError } from "#host/rpc/bus-errors";
    import { holdToDeclaredErrors } from "./test/dist/support/declared-errors.js";
    holdToDeclaredErrors();
    const declaration = { errors: ["BUSY"], summary: "", access: "read" };
    expectedError(declaration, new HostError("${code}", "x"), { log, method: "shop@a.take", requestId: "r" });`;
  const run = (code: string) =>
    spawnSync(process.execPath, ["--input-type=module", "--eval", file(code)], { encoding: "utf8" });
  const [declared, undeclared] = [run("BUSY"), run("NOT_FOUND")];
  assert.deepEqual([declared.status, undeclared.status], [0, 1], `${declared.stderr}${undeclared.stderr}`);
  assert.match(undeclared.stderr, /declare these errors[\s\S]*shop@a\.take: NOT_FOUND/);
});
