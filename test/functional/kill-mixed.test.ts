// A mixed workload on volumes and networks that is killed at random points: each next run settles all, and then records, drivers, disk and switch agree exactly.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { temporaryFiles } from "../support/files.ts";
import type { MixedPlace } from "../support/mixed-host.ts";
import { createRandom, type Random } from "../support/random.ts";
import { freshConfig, type RestconfDevice, restconfDevice } from "../support/restconf-device.ts";

const CHILD = fileURLToPath(new URL("../support/mixed-child.js", import.meta.url));
const IS_LONG = process.env["HOLDFAST_PROVE"] === "1";
const KILLS = IS_LONG ? 200 : 20;
const SEED = 20_261_123;
/** What was begun in so short a time is as unfinished as after a long one; the long form lets more come together first. */
const WORK_MS_MAX = IS_LONG ? 400 : 150;
const CHANGES_MAX = IS_LONG ? 4 : 2;
/** One life in so many is ended while it starts: it sweeps up, and settles what the one before left. */
const EARLY = 5;
const START_MS_MAX = 800;
const CHANGE_WAIT_MS = 10_000;
const AUTHORIZATION = `Basic ${Buffer.from("holdfast:mixed").toString("base64")}`;

interface Scene {
  readonly directory: string;
  readonly device: RestconfDevice;
  readonly access: MixedPlace["access"];
  readonly random: Random;
}

interface Settled {
  readonly leftOpen: number;
  readonly differences: readonly string[];
}

interface Life {
  readonly settled: Settled | undefined;
  readonly bugs: readonly string[];
}

/** One run that is killed; what it said of the run before. */
async function life(t: TestContext, scene: Scene, index: number): Promise<Life> {
  const { directory, random } = scene;
  const isEarly = index > 0 && index < KILLS && index % EARLY === 0;
  const line = [CHILD, directory, `run-${index}`, String(SEED + index), JSON.stringify(scene.access)];
  const child = spawn(process.execPath, line, { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const exit = once(child, "exit") as Promise<[number | null, string | null]>;
  let settled: Settled | undefined;
  const bugs: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const closed = once(reader, "close");
  const ready = new Promise<void>((resolve) => {
    reader.on("line", (text) => {
      if (text.startsWith("BUG")) bugs.push(text);
      if (text.startsWith("settled ")) settled = JSON.parse(text.slice("settled ".length)) as Settled;
      if (settled || (isEarly && text === "begun")) resolve();
    });
  });
  await Promise.race([ready, exit]);
  if (isEarly) await Promise.race([pause(random.below(START_MS_MAX)), exit]);
  else await moment(scene, index % 2 === 1, () => child.kill("SIGKILL"));
  child.kill("SIGKILL");
  const [code, signal] = await exit;
  await closed;
  assert.equal(signal, "SIGKILL", `it ended by itself with ${code}`);
  return { settled, bugs };
}

/** Kills after a random time, or when a change arrives at the switch or was made there and is not answered yet. */
async function moment({ device, random }: Scene, atChange: boolean, kill: () => void): Promise<void> {
  if (!atChange) {
    await pause(random.below(WORK_MS_MAX));
    return kill();
  }
  let left = 1 + random.below(CHANGES_MAX);
  const came = new Promise<void>((resolve) => {
    device.watch(() => {
      left -= 1;
      if (left > 0) return;
      kill();
      resolve();
    });
  });
  await Promise.race([came, pause(CHANGE_WAIT_MS, undefined, { ref: false })]);
  device.watch(undefined);
}

test(`after each of ${KILLS} kill -9 at random points of a mixed workload the next run settles every operation, and records, disk and switch agree`, async (t) => {
  const directory = temporaryFiles(t);
  const device = await restconfDevice(t, { authorization: AUTHORIZATION, config: freshConfig(6) });
  const token = join(directory, "token");
  writeFileSync(token, "mixed", { mode: 0o600 });
  const access = { url: device.url, authority: device.authority, authorization: AUTHORIZATION, token };
  const scene: Scene = { directory, device, access, random: createRandom(SEED) };
  let [looked, leftOpen] = [0, 0];
  for (let index = 0; index <= KILLS; index++) {
    const { settled, bugs } = await life(t, scene, index);
    assert.deepEqual(settled?.differences ?? [], [], `after kill ${index} of seed ${SEED}`);
    assert.deepEqual(bugs, [], `in run ${index} of seed ${SEED}`);
    if (settled) looked += 1;
    leftOpen += settled?.leftOpen ?? 0;
  }
  assert.ok(leftOpen >= KILLS, `only ${leftOpen} operations were interrupted`);
  t.diagnostic(`${leftOpen} operations were interrupted`);
  assert.ok(device.changes() >= KILLS / 2, `only ${device.changes()} changes came to the switch`);
  assert.ok(looked > KILLS / 2, `only ${looked} runs came as far as to look`);
});
