import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog, type LogLevel } from "#host/log";

function captured(level: LogLevel) {
  const lines: string[] = [];
  const log = createLog({ level, destination: { write: (line) => void lines.push(line) } });
  return { log, read: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test("a line is one JSON object with its fields, its message and the time in UTC", () => {
  const { log, read } = captured("info");
  log.info({ driver: "file" }, "driver is ready");
  const [line] = read();
  assert.equal(line?.["driver"], "file");
  assert.equal(line?.["msg"], "driver is ready");
  assert.match(String(line?.["time"]), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

test("what is below the level is not written", () => {
  const { log, read } = captured("warn");
  log.info({}, "not this");
  log.warn({}, "but this");
  assert.deepEqual(
    read().map(({ msg }) => msg),
    ["but this"],
  );
});

test("secrets are hidden by the name of their field, one level down too", () => {
  const { log, read } = captured("info");
  log.info({ token: "t-1", hub: { authorization: "Bearer t-2", listen: "127.0.0.1:1" } }, "connected");
  const text = JSON.stringify(read());
  assert.doesNotMatch(text, /t-1|t-2/);
  assert.match(text, /127\.0\.0\.1:1/);
});

test("a child carries its bindings on every line and leaves its parent alone", () => {
  const { log, read } = captured("info");
  log.child({ service: "volume" }).info({}, "from the child");
  log.info({}, "from the parent");
  assert.deepEqual(
    read().map(({ service }) => service),
    ["volume", undefined],
  );
});

test("text of a guest that looks like a record stays one value on one line", () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", destination: { write: (line) => void lines.push(line) } });
  log.info({ said: '"}\n{"level":60,"msg":"forged"' }, "driver says");
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.trimEnd().includes("\n"), false);
  assert.equal(JSON.parse(lines[0] ?? "").msg, "driver says");
});

test("a level that is changed while the log is used holds for its children too", () => {
  const { log, read } = captured("warn");
  const child = log.child({ driver: "file" });
  child.info({}, "not yet");
  log.setLevel("debug");
  child.debug({}, "now");
  log.setLevel("silent");
  child.error({}, "no more");
  assert.deepEqual(
    read().map(({ msg }) => msg),
    ["now"],
  );
});
