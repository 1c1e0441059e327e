// Calls that were ended at their deadline: what they had asked until then is recorded, and the replay is late too.
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { guestBytes, withManifest } from "../support/guest-wat.ts";
import { commandLine } from "../support/own-command.ts";
import { askingFields, linesOf, type RecordedScene, recordedScene } from "../support/recorded-driver.ts";
import { until } from "../support/until.ts";

const replay = (...args: string[]) => commandLine(["driver", "replay", ...args]);

const FOR_EVER = "loop $for_ever (br $for_ever)) (i32.const 0";
const ASKS_FOR_EVER =
  "loop $for_ever (drop (call $clock_now (call $text (i32.const 8704) (i32.const 2)))) (br $for_ever)) (i32.const 0";

for (const [what, ending, isolation, questions] of [
  ["loops in a thread of its own", FOR_EVER, "dedicated", 4],
  ["loops in a process", FOR_EVER, "process", 4],
  ["asks without end", ASKS_FOR_EVER, "dedicated", 20],
] as const) {
  test(`a call that ${what} until its deadline leaves what it had asked, and is late in the replay too`, async (t) => {
    const scene = recordedScene(t, "faults", { bytesMax: 4096 });
    const limits = { callTimeoutMs: 300 };
    const driver = await scene.add("hangs", askingFields("colour", ending), { isolation, limits, metered: false });
    strictEqual(((await scene.create(driver)) as { code: string }).code, "DRIVER_TIMEOUT");
    await until("its recording is written", async () => (await scene.bundles()).length === 1);
    await mustBeLateAgain(scene, "hangs", questions);
  });
}

test("a call that costs the shared thread leaves what it had asked too", async (t) => {
  const scene = recordedScene(t, "faults");
  const asks = `(import "extism:host/env" "log_info" (func $log_info (param i64)))
  (memory (export "memory") 1)
  (func (export "create_volume") (result i32)
    (call $log_info (call $alloc (i64.const 3)))
    (${FOR_EVER}))`;
  const permissions = [{ name: "log", reason: "Tries it." }];
  const file = withManifest(await guestBytes(asks), { permissions });
  const driver = await scene.add("hangs", file, { grants: { log: true }, config: {} });
  // Where the machine is busy its time is over before it has begun, which leaves nothing to tell.
  await until("it is ended in the middle", async () => {
    await scene.create(driver, 100);
    return (await scene.bundles()).length > 0;
  });
  await mustBeLateAgain(scene, "hangs", 1);
});

async function mustBeLateAgain(scene: RecordedScene, name: string, questions: number): Promise<void> {
  const [bundle = ""] = await scene.bundles();
  const lines = linesOf(bundle);
  ok(lines.filter(({ asked }) => asked !== undefined).length >= questions);
  ok(lines.find(({ step }) => step === "call").endedAfterMs >= 0);
  const { code, json } = await replay(bundle, "--module", join(scene.directory, `${name}.wasm`), "--json");
  deepStrictEqual(
    [code, json.reproduced, json.divergence, json.recorded.fault.code],
    [0, true, null, "DRIVER_TIMEOUT"],
  );
  match(json.now.fault.code, /^DRIVER_(TIMEOUT|OUT_OF_FUEL)$/);
}

test("a question that had no answer when its call was ended has none in the replay", async (t) => {
  let answer: (value: object) => void = () => {};
  const kv = () =>
    new Promise<object>((resolve) => {
      answer = resolve;
    });
  const scene = recordedScene(t, "faults", { kv });
  const driver = await scene.add("waits", askingFields("colour"));
  await until("it is ended in the middle", async () => {
    await scene.create(driver, 300);
    answer({});
    return (await scene.bundles()).length > 0;
  });
  const [bundle = ""] = await scene.bundles();
  const last = linesOf(bundle).findLast(({ asked }) => asked !== undefined);
  deepStrictEqual([last.asked, last.got, last.fault.code], ["kv_get", [], "DRIVER_TIMEOUT"]);
  const { code, json } = await replay(bundle, "--module", join(scene.directory, "waits.wasm"), "--json");
  deepStrictEqual([code, json.reproduced, json.now.fault.code], [0, true, "DRIVER_TIMEOUT"]);
});
