// Processes that die in the middle of a journaled driver call, and what the next run makes of it.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { RequestContext } from "#host/context";
import { openDatabase } from "#host/db/connection";
import { lockDatabase } from "#host/db/owner-lock";
import { silentLog } from "#host/log";
import { Journal } from "#host/operation/journal";
import { type Settled, settleUnknowns } from "#host/operation/reconcile";
import { temporaryFiles } from "../support/files.ts";

const CHILD = fileURLToPath(new URL("../support/journal-child.js", import.meta.url));

interface Child {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** Resolves when a line begins with `text`, or rejects when the process ends without one. */
  saw(text: string): Promise<void>;
  readonly ended: Promise<unknown>;
}

function start(t: TestContext, args: readonly string[], limit?: string): Child {
  const command = [process.execPath, CHILD, ...args];
  // A limit is set by the shell, which then becomes the process.
  const argv = limit === undefined ? command : ["bash", "-c", `${limit}; exec "$0" "$@"`, ...command];
  const child = spawn(argv[0] ?? "", argv.slice(1), { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  const ended = once(reader, "close");
  return {
    process: child,
    lines,
    ended,
    saw: (text) =>
      new Promise((resolve, reject) => {
        const look = () => lines.some((line) => line.startsWith(text)) && resolve();
        reader.on("line", look);
        reader.on("close", () => reject(new Error(`the process ended without ${text}: ${lines.join(", ")}`)));
        look();
      }),
  };
}

async function kill(child: Child): Promise<void> {
  child.process.kill("SIGKILL");
  await child.ended;
}

/** The next run of the host: takes the lock, asks the disk about whatever is unknown, and lets `look` see the result. */
async function nextRun(directory: string, look: (journal: Journal, report: Settled) => Promise<void>): Promise<void> {
  const file = path.join(directory, "holdfast.db");
  const lock = lockDatabase(file);
  const database = openDatabase({ path: file });
  const ctx = new RequestContext({ timeoutMs: 30_000 });
  try {
    assert.deepEqual(database.status().damage, []);
    const journal = new Journal({ database, host: "edge-1", instanceId: "next-run", log: silentLog });
    const report = await settleUnknowns(ctx, journal, {
      domain: "volume",
      async inspect({ resource }) {
        const isThere = existsSync(path.join(directory, `${resource}.volume`));
        return { state: isThere ? "done" : "failed", note: isThere ? "the file is there" : "there is no file" };
      },
    });
    await look(journal, report);
  } finally {
    ctx.close();
    await database.close();
    lock.release();
  }
}

for (const [when, state, note] of [
  ["before", "failed", "there is no file"],
  ["after", "done", "the file is there"],
] as const) {
  test(`kill -9 ${when} the driver made its file: started, unknown, settled as what is really there`, async (t) => {
    const directory = temporaryFiles(t);
    const child = start(t, [when, directory]);
    await child.saw("working db1");
    await kill(child);
    await nextRun(directory, async (journal, report) => {
      assert.equal(report.abandoned.length, 1);
      const { operation, transitions } = await journal.show(report.abandoned[0] ?? "");
      assert.equal(operation.state, state);
      assert.deepEqual(
        transitions.map((step) => [step.state, step.outcome, step.note]),
        [
          ["started", null, null],
          ["unknown", null, "the host ended before the outcome was written"],
          ["settled", state, note],
        ],
      );
      const times = transitions.map(({ at }) => Date.parse(at));
      assert.ok(times.every((time, index) => time >= (times[index - 1] ?? 0)));
      const ctx = new RequestContext({ timeoutMs: 1000 });
      const entry = { domain: "volume", resource: "db1", action: "delete", driver: "files", input: null };
      await journal.run(ctx, entry, { mark: async () => {}, work: async () => "free again", settle: async () => {} });
      ctx.close();
    });
  });
}

test("killed at any moment, again and again: every operation is what is on the disk, every promise was kept", async (t) => {
  const directory = temporaryFiles(t);
  const promised: string[] = [];
  for (let round = 1; round <= 4; round++) {
    const child = start(t, ["many", directory, `run-${round}`]);
    await child.saw(`done run-${round}-${round * 7}`);
    await kill(child);
    promised.push(...child.lines.filter((line) => line.startsWith("done ")).map((line) => line.slice(5)));
  }
  await nextRun(directory, async (journal) => {
    const operations = await journal.list({ limit: 1_000_000 });
    assert.ok(operations.length >= promised.length);
    for (const { resource, state } of operations) {
      const isThere = existsSync(path.join(directory, `${resource}.volume`));
      assert.equal(state, isThere ? "done" : "failed", resource);
    }
    const done = new Set(operations.filter(({ state }) => state === "done").map(({ resource }) => resource));
    assert.deepEqual(
      promised.filter((name) => !done.has(name)),
      [],
    );
  });
});

test("a host that runs refuses a second one on its data", async (t) => {
  const directory = temporaryFiles(t);
  const child = start(t, ["before", directory]);
  await child.saw("working");
  assert.throws(() => lockDatabase(path.join(directory, "holdfast.db")), {
    code: "FAILED_PRECONDITION",
    message: new RegExp(`process ${child.process.pid}\\b.*stop it first`),
  });
  await kill(child);
});

test("a disk without room ends operations with STORAGE_FAILED, damages nothing, and the next run sets it right", async (t) => {
  const directory = temporaryFiles(t);
  // No file may grow beyond 1 MiB: writes then fail in the middle as on a full disk.
  const child = start(t, ["fill", directory], "ulimit -f 1024");
  await child.ended;
  const last = child.lines.at(-1) ?? "";
  assert.match(last, /^STORAGE_FAILED /, child.lines.join("\n"));
  const done = child.lines.filter((line) => line.startsWith("done ")).length;
  assert.ok(done > 3);
  await nextRun(directory, async (journal) => {
    const operations = await journal.list({ limit: 1000 });
    assert.equal(operations.filter(({ state }) => state === "done").length >= done, true);
    for (const { resource, state } of operations) {
      assert.equal(state, existsSync(path.join(directory, `${resource}.volume`)) ? "done" : "failed");
    }
  });
});
