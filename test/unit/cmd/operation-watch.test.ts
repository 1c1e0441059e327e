import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";
import { commandLine } from "../../support/own-command.ts";

const operation = (state: string) => ({
  ...{ id: "op-1", domain: "volume", action: "create", resource: "db1", driver: "file", state, startedAt: "then" },
  ...{ input: {}, transitions: [], error: null, nextTryAt: null, waitReason: null },
});

test("watching ends when the operation does, each state a line of JSON for programs", async (t) => {
  const states = ["started", "started", "unknown", "done"];
  const host = await answeringHost(t, { "host.showOperation": () => operation(states.shift() ?? "done") });
  const { code, out } = await host.run("operation", "watch", "op-1", "--json");
  assert.equal(code, 0);
  const lines = out.trim().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).state),
    ["started", "unknown", "done"],
  );
});

test("an interrupt ends the watching and leaves the operation alone", async (t) => {
  let interrupt = (_code: number) => {};
  const showOperation = () => {
    setImmediate(() => interrupt(130));
    return operation("started");
  };
  const host = await answeringHost(t, { "host.showOperation": showOperation });
  const onInterrupt = (listener: (code: number) => void) => {
    interrupt = listener;
    return () => {};
  };
  const { code } = await commandLine(["--data-dir", host.dataDir, "operation", "watch", "op-1"], { onInterrupt });
  assert.equal(code, 130);
  assert.ok(host.asked.every(({ method }) => method === "host.showOperation"));
});
