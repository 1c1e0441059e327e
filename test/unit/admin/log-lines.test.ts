import assert from "node:assert/strict";
import { test } from "node:test";
import { KEPT_LINES_MAX, type LogLine, LogLines } from "#host/admin/log-lines";
import { isHostError } from "#host/errors";
import { createLog } from "#host/log";
import { contextFor } from "../../support/bus.ts";

function scene() {
  const lines = new LogLines();
  const written: string[] = [];
  const log = createLog({ level: "debug", destination: { write: (line) => void written.push(line) }, tee: lines });
  return { lines, log, written };
}

async function all(source: AsyncGenerator<LogLine>): Promise<readonly LogLine[]> {
  const read: LogLine[] = [];
  for await (const line of source) read.push(line);
  return read;
}

test("the last lines are told with level, service and fields, secrets hidden, and the log gets each as before", async (t) => {
  const { lines, log, written } = scene();
  log.child({ source: "volume" }).warn({ name: "db1", token: "abc" }, "something is odd");
  log.debug({}, "a detail");
  log.child({ source: "network" }).error({}, "it broke");
  assert.equal(written.length, 3);
  const ctx = contextFor(t);
  const [first, ...others] = await all(lines.read(ctx, { last: 100, follow: false }));
  assert.match(first?.at ?? "", /^\d{4}-\d\d-\d\dT/);
  const { at: _, ...line } = first as LogLine;
  assert.deepEqual(line, {
    level: "warn",
    service: "volume",
    message: "something is odd",
    fields: { name: "db1", token: "[Redacted]" },
  });
  assert.deepEqual(
    others.map(({ level, service }) => [level, service]),
    [
      ["debug", undefined],
      ["error", "network"],
    ],
  );
  const messages = async (wanted: object) =>
    (await all(lines.read(ctx, { last: 100, follow: false, ...wanted }))).map(({ message }) => message);
  assert.deepEqual(await messages({ level: "warn" }), ["something is odd", "it broke"]);
  assert.deepEqual(await messages({ service: "network" }), ["it broke"]);
  assert.deepEqual(await messages({ last: 1 }), ["it broke"]);
  assert.deepEqual(await messages({ last: 0 }), []);
});

test("so many lines and characters are kept, the newest", async (t) => {
  const { lines, log } = scene();
  for (let number = 0; number < KEPT_LINES_MAX + 20; number++) log.info({ number }, "one more");
  const kept = await all(lines.read(contextFor(t), { last: KEPT_LINES_MAX, follow: false }));
  assert.equal(kept.length, KEPT_LINES_MAX);
  assert.deepEqual(kept.at(-1)?.fields, { number: KEPT_LINES_MAX + 19 });
  for (let number = 0; number < 100; number++) log.info({ text: "x".repeat(100_000) }, "far too long");
  const long = await all(lines.read(contextFor(t), { last: KEPT_LINES_MAX, follow: false }));
  assert.ok(long.length > 1 && long.length < 20, `${long.length} long lines are kept`);
  assert.ok(long.every(({ message }) => message.length < 20_000));
});

test("who follows gets what comes until his context ends, and who does not keep up is told so", async (t) => {
  const { lines, log } = scene();
  log.info({}, "before");
  const reader = contextFor(t);
  const source = lines.read(reader, { last: 10, follow: true, level: "info" });
  assert.equal((await source.next()).value?.message, "before");
  const next = source.next();
  log.debug({}, "not wanted");
  log.info({}, "after");
  assert.equal((await next).value?.message, "after");
  const slow = lines.read(contextFor(t), { last: 0, follow: true });
  const first = slow.next();
  for (let number = 0; number < 1100; number++) log.info({ number }, "a flood");
  let read = (await first).value ? 1 : 0;
  await assert.rejects(
    async () => {
      for await (const _ of slow) read++;
    },
    (error) => isHostError(error, "RESOURCE_EXHAUSTED"),
  );
  assert.ok(read >= 1000 && read < 1100, `${read} lines came first`);
});
