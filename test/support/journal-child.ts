// A host's process as far as the journal goes, to be killed: it makes files as a driver would, journaled, and says what it did, a line each.
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { RequestContext } from "#host/context";
import { openDatabase } from "#host/db/connection";
import { migrateDatabase } from "#host/db/migrate";
import { lockDatabase } from "#host/db/owner-lock";
import { isHostError, messageOf } from "#host/errors";
import { silentLog } from "#host/log";
import { Journal } from "#host/operation/journal";

const [mode = "", directory = "", instanceId = "run-1"] = process.argv.slice(2);
const file = path.join(directory, "holdfast.db");
const say = (line: string) => void process.stdout.write(`${line}\n`);

if (mode !== "shared") lockDatabase(file);
const database = openDatabase({ path: file });
await migrateDatabase(database);
const journal = new Journal({ database, host: "edge-1", instanceId, log: silentLog });

/** Journals the making of a file; `hang` stops for ever before or after the file is there. */
async function create(name: string, hang?: "before" | "after"): Promise<void> {
  const ctx = new RequestContext({ timeoutMs: 60_000 });
  const target = path.join(directory, `${name}.volume`);
  const wait = async () => {
    say(`working ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  };
  const entry = { domain: "volume", resource: name, action: "create", driver: "files", input: { name } };
  await journal.run(ctx, entry, {
    mark: async () => {},
    async work() {
      if (hang === "before") await wait();
      await new Promise((resolve) => setImmediate(resolve));
      writeFileSync(target, name, { flag: "wx" });
      if (hang === "after") await wait();
      return mode === "fill" ? { padding: "x".repeat(20_000), made: existsSync(target) } : { made: true };
    },
    settle: async () => {},
  });
  ctx.close();
  say(`done ${name}`);
}

if (mode === "before" || mode === "after") await create("db1", mode);
if (mode === "many" || mode === "fill") {
  for (let n = 0; n < 100_000; n++) {
    try {
      await create(`${instanceId}-${n}`);
    } catch (error) {
      say(`${isHostError(error) ? error.code : "BUG"} ${messageOf(error)}`);
      break;
    }
  }
}
if (mode === "shared") {
  for (let n = 0; n < 100; n++) await create(`${instanceId}-${n}`);
}
await database.close();
