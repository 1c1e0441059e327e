import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { lockDatabase } from "#host/db/owner-lock";
import { temporaryFiles } from "../../support/files.ts";
import { until } from "../../support/until.ts";

test("a second holder is refused until the first lets go", (t) => {
  const file = path.join(temporaryFiles(t), "holdfast.db");
  const first = lockDatabase(file);
  assert.throws(() => lockDatabase(file), {
    code: "FAILED_PRECONDITION",
    message: new RegExp(`process ${process.pid}`),
  });
  first.release();
  first.release();
  lockDatabase(file).release();
});

test("a lock whose holder forgot about it is still held", (t) => {
  const file = path.join(temporaryFiles(t), "holdfast.db");
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  (() => void lockDatabase(file))();
  for (let n = 0; n < 5; n++) collectGarbage();
  assert.throws(() => lockDatabase(file), { code: "FAILED_PRECONDITION" });
});

test("a holder that is killed holds nothing, and while it lived it was named", async (t) => {
  const file = path.join(temporaryFiles(t), "holdfast.db");
  const source = pathToFileURL(path.resolve("host/dist/db/owner-lock.js")).href;
  const script = `const { lockDatabase } = await import(${JSON.stringify(source)});
    lockDatabase(${JSON.stringify(file)}); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");
  assert.throws(() => lockDatabase(file), { message: new RegExp(`process ${child.pid}`) });
  child.kill("SIGKILL");
  await once(child, "exit");
  await until("the lock is free", () => {
    lockDatabase(file).release();
    return true;
  });
});
