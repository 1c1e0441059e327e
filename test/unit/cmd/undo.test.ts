import assert from "node:assert/strict";
import { test } from "node:test";
import { Undo } from "#host/cmd/undo";
import { createLog } from "#host/log";

test("what was opened last is closed first, each once, and a failure keeps nothing else open", async () => {
  const closed: string[] = [];
  const lines: string[] = [];
  const undo = new Undo(createLog({ level: "info", destination: { write: (line) => void lines.push(line) } }));
  undo.add("lock", () => closed.push("lock"));
  undo.add("database", async () => {
    await Promise.resolve();
    closed.push("database");
    throw new Error("disk is gone");
  });
  undo.add("hub", () => closed.push("hub"));
  await undo.run();
  await undo.run();
  assert.deepEqual(closed, ["hub", "database", "lock"]);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /"what":"database","error":"disk is gone"/);
});
