// Several processes on one state database.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { withContext } from "#host/context";
import { openDatabase } from "#host/db/connection";
import { migrateDatabase } from "#host/db/migrate";
import { temporaryDatabase } from "../support/database.ts";
import { temporaryFiles } from "../support/files.ts";

const CHILD = fileURLToPath(new URL("../support/journal-child.js", import.meta.url));
const run = promisify(execFile);

test("three processes write at once, a new database from the start, and every write is there", async (t) => {
  const directory = temporaryFiles(t);
  const writers = ["a", "b", "c"].map((name) => run(process.execPath, [CHILD, "shared", directory, name]));
  for (const { stdout } of await Promise.all(writers)) assert.equal(stdout.match(/^done /gm)?.length, 100);
  const database = openDatabase({ path: path.join(directory, "holdfast.db") });
  t.after(() => database.close());
  const done = await database.handle.selectFrom("operations").select("id").where("state", "=", "done").execute();
  assert.equal(done.length, 300);
  assert.deepEqual(database.status().damage, []);
});

test("a backup taken while another process writes is whole and opens as a database of its own", async (t) => {
  const directory = temporaryFiles(t);
  const database = await temporaryDatabase(t, { path: path.join(directory, "holdfast.db") });
  const writer = run(process.execPath, [CHILD, "shared", directory, "w"]);
  mkdirSync(path.join(directory, "backups"));
  for (let n = 0; n < 5; n++) {
    const copy = path.join(directory, "backups", `${n}.db`);
    await withContext({ timeoutMs: 30_000 }, (ctx) => database.backup(ctx, copy));
    const opened = openDatabase({ path: copy });
    assert.deepEqual((await migrateDatabase(opened)).steps, []);
    const rows = await opened.handle.selectFrom("operations").select("state").execute();
    const transitions = await opened.handle.selectFrom("operationTransitions").select("id").execute();
    const finished = rows.filter(({ state }) => state === "done").length;
    assert.equal(transitions.length, rows.length + finished, "each copy is one moment, not a mixture");
    await opened.close();
  }
  await writer;
});

test("another thread reads what this one wrote", async (t) => {
  const database = await temporaryDatabase(t);
  const row = { kind: "volume", name: "nas", path: "/n.wasm", digest: "ab", spec: "{}" };
  await database.handle
    .insertInto("drivers")
    .values({ ...row, addedAt: "t", addedBy: "me" })
    .execute();
  const source = `
    import { parentPort } from "node:worker_threads";
    import { openDatabase } from ${JSON.stringify(new URL("../../../host/dist/db/connection.js", import.meta.url).href)};
    const database = openDatabase({ path: ${JSON.stringify(database.path)}, readOnly: true });
    const rows = await database.handle.selectFrom("drivers").select("name").execute();
    await database.close();
    parentPort.postMessage(rows);`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  const rows = await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  assert.deepEqual(rows, [{ name: "nas" }]);
  await worker.terminate();
});
