// A mixed workload on volumes and networks that is killed at random points: each next run settles all, and then records, drivers, disk and switch agree exactly.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFiles } from "../support/files.ts";
import { createRandom } from "../support/random.ts";
import { freshConfig, type RestconfDevice, restconfDevice } from "../support/restconf-device.ts";

const CHILD = fileURLToPath(new URL("../support/mixed-child.js", import.meta.url));
const KILLS = process.env["HOLDFAST_PROVE"] === "1" ? 200 : 8;
const SEED = 20_261_123;
const WORK_MS_MAX = 400;
/** One life in so many is ended before it has settled what the one before left. */
const EARLY = 5;
const START_MS_MAX = 1000;
const CHANGES_MAX = 4;

interface Life {
  readonly name: string;
  readonly seed: number;
  readonly early: boolean;
  readonly killAfterMs: number;
  /** Instead of after a time: at the so many-th change that arrives at the switch or is made there. */
  readonly killAtChange: number | undefined;
  readonly device: RestconfDevice;
  /** The switch as the process knows it, as JSON. */
  readonly access: string;
}

/** One run that is killed; what it said of the run before. */
async function life(
  t: TestContext,
  directory: string,
  run: Life,
): Promise<{ readonly settled: readonly string[] | undefined; readonly bugs: readonly string[] }> {
  const child = spawn(process.execPath, [CHILD, directory, run.name, String(run.seed), run.access], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const kill = () => {
    if (run.killAtChange === undefined) return void setTimeout(() => child.kill("SIGKILL"), run.killAfterMs);
    let left = run.killAtChange;
    run.device.watch(() => --left === 0 && child.kill("SIGKILL"));
  };
  let settled: readonly string[] | undefined;
  const bugs: string[] = [];
  const reader = createInterface({ input: child.stdout });
  if (run.early) kill();
  reader.on("line", (line) => {
    if (line.startsWith("BUG")) bugs.push(line);
    if (!line.startsWith("settled ")) return;
    settled = JSON.parse(line.slice("settled ".length)) as string[];
    if (!run.early) kill();
  });
  t.after(() => run.device.watch(undefined));
  const closed = once(reader, "close");
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  await closed;
  assert.equal(signal, "SIGKILL", `it ended by itself with ${code}`);
  return { settled, bugs };
}

test(`after kill -9 at ${KILLS} random points of a mixed workload every operation is settled, and records, disk and switch agree`, async (t) => {
  const directory = temporaryFiles(t);
  const authorization = `Basic ${Buffer.from("holdfast:mixed").toString("base64")}`;
  const device = await restconfDevice(t, { authorization, config: freshConfig(6) });
  const token = join(directory, "token");
  writeFileSync(token, "mixed", { mode: 0o600 });
  const { url, authority } = device;
  const access = JSON.stringify({ url, authority, authorization, token });
  const random = createRandom(SEED);
  let looked = 0;
  for (let index = 0; index <= KILLS; index++) {
    const early = index > 0 && index < KILLS && index % EARLY === 0;
    const killAfterMs = random.below(early ? START_MS_MAX : WORK_MS_MAX);
    const killAtChange = early || index % 2 === 0 ? undefined : 1 + random.below(CHANGES_MAX);
    const run = { name: `run-${index}`, seed: SEED + index, early, killAfterMs, killAtChange, device, access };
    const { settled, bugs } = await life(t, directory, run);
    assert.deepEqual(settled ?? [], [], `after kill ${index} of seed ${SEED}`);
    assert.deepEqual(bugs, [], `in run ${index} of seed ${SEED}`);
    if (settled) looked += 1;
  }
  assert.ok(device.changes() >= KILLS / 2, `only ${device.changes()} changes came to the switch`);
  assert.ok(looked > KILLS / 2, `only ${looked} runs came as far as to look`);
});
