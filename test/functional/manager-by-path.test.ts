import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { connect } from "#host/client";
import { withContext } from "#host/context";
import { volumeApi } from "#host/index";
import { temporaryFiles } from "../support/files.ts";
import { hostInside } from "../support/host-inside.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Somebody's own volume manager, in TypeScript, importing the package by its name. */
const OWN_MANAGER = `
import { Manager, type ManagerParts, HostError } from "@holdfast/host";

export class LabelManager extends Manager {
  static version = "1.3";
  static rpc = {
    label: { access: "read", summary: "Says what the driver is called." },
    fail: { access: "operate", summary: "Refuses." },
  };
  static periodic = { count: { spacingMs: 100 } };
  #parts: ManagerParts<{ drivers: { names(): readonly string[] } }>;
  #counted = 0;
  constructor(parts: ManagerParts<{ drivers: { names(): readonly string[] } }>) {
    super();
    this.#parts = parts;
  }
  async label() {
    return { host: this.#parts.host, drivers: [...this.#parts.domain.drivers.names()].sort(), counted: this.#counted };
  }
  async fail() {
    throw new HostError("BUSY", "not now", { data: { soon: true } });
  }
  async count() {
    this.#counted += 1;
  }
}
`;

function ownPackage(files: string): void {
  mkdirSync(join(files, "node_modules/@holdfast"), { recursive: true });
  for (const name of ["host", "sdk"]) symlinkSync(join(ROOT, name), join(files, "node_modules/@holdfast", name));
}

test("a manager of somebody's own, in TypeScript, is loaded by path and takes the place of the built-in one", async (t) => {
  const config = "volume:\n  manager: ./own.ts#LabelManager\n";
  const files = temporaryFiles(t, {
    "own.ts": OWN_MANAGER,
    "holdfast.yaml": config,
    "package.json": '{"type":"module"}',
  });
  ownPackage(files);
  const host = hostInside(t);
  await host.up({ config: join(files, "holdfast.yaml"), set: ["host.name=edge-1"] });
  const labelled = await host.run("call", "volume.label", "--json");
  assert.equal(labelled.code, 0, labelled.err);
  assert.deepEqual([labelled.json.host, labelled.json.drivers], ["edge-1", ["fake", "file"]]);
  const refused = await host.run("call", "volume.fail", "--json");
  assert.deepEqual(JSON.parse(refused.err).error, {
    code: "BUSY",
    message: "not now",
    retryable: true,
    data: { soon: true },
  });
  assert.equal((await host.run("call", "volume.initHost")).code, 1, "lifecycle methods are not callable");
  const { tasks } = (await host.run("task", "list", "--json")).json;
  assert.ok(tasks.some((task: { topic: string; name: string }) => task.topic === "volume" && task.name === "count"));
});

test("a manager that does not load keeps the host from starting, with the reason and exit code 1", async (t) => {
  const files = temporaryFiles(t, {
    "own.js": "export class Other {}",
    "holdfast.yaml": "volume:\n  manager: ./own.js#LabelManager\n",
  });
  const host = hostInside(t);
  await assert.rejects(
    host.up({ config: join(files, "holdfast.yaml") }),
    /exit code 1[\s\S]*LabelManager[\s\S]*exports Other/,
  );
});

test("a program calls the volume service by its typed interface", async (t) => {
  const host = hostInside(t);
  const url = await host.up();
  const client = await connect(url, readFileSync(join(host.dataDir, "token"), "utf8").trim());
  t.after(() => client.close());
  const volumes = volumeApi(client.rpc);
  const found = await withContext({ timeoutMs: 10_000 }, async (ctx) => {
    await volumes.create(ctx, { name: "db1", sizeBytes: 4096 });
    return volumes.list(ctx, undefined);
  });
  assert.deepEqual(
    found.volumes.map(({ name, sizeBytes }) => [name, sizeBytes]),
    [["db1", 4096]],
  );
});
