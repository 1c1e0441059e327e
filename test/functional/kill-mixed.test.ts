// A mixed workload on volumes and networks that is killed at random points: each next run settles all, and then records, drivers, disk and switch agree exactly.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { temporaryFiles } from "../support/files.ts";
import { mixedSupervisor, openMixedHost } from "../support/mixed-host.ts";
import { createRandom, type Random } from "../support/random.ts";
import { freshConfig, type RestconfDevice, restconfDevice } from "../support/restconf-device.ts";
import type { Config } from "../support/restconf-tree.ts";
import { until } from "../support/until.ts";

const CHILD = fileURLToPath(new URL("../support/mixed-child.js", import.meta.url));
const IS_LONG = process.env["HOLDFAST_PROVE"] === "1";
const POINTS = IS_LONG ? 200 : 20;
const KILLS = IS_LONG ? POINTS : 4;
/** In a life of the short form, beside its end: moments at which what a killed process would leave is copied, and judged in one process for all. */
const PICTURES = IS_LONG ? 0 : 6;
const SEED = 20_261_123;
const WORK_MS_MAX = 400;
/** One life in so many is ended before it has settled what the one before left. */
const EARLY = IS_LONG ? 5 : 3;
const START_MS_MAX = 1000;
const CHANGES_MAX = 4;
const CHANGE_WAIT_MS = 10_000;
const AUTHORIZATION = `Basic ${Buffer.from("holdfast:mixed").toString("base64")}`;

/** What a process that is killed at that moment leaves: its files, and the switch. */
interface Picture {
  readonly directory: string;
  readonly switchConfig: Config;
}

interface Scene {
  readonly directory: string;
  readonly device: RestconfDevice;
  readonly token: string;
  readonly random: Random;
}

interface Life {
  readonly settled: readonly string[] | undefined;
  readonly bugs: readonly string[];
  readonly pictures: readonly Picture[];
}

/** One run that is killed; what it said of the run before. */
async function life(t: TestContext, scene: Scene, index: number): Promise<Life> {
  const { directory, device, random } = scene;
  const isEarly = index > 0 && index < KILLS && index % EARLY === 0;
  const access = JSON.stringify(accessTo(scene, device));
  const line = [CHILD, directory, `run-${index}`, String(SEED + index), access];
  const child = spawn(process.execPath, line, { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const exit = once(child, "exit") as Promise<[number | null, string | null]>;
  let settled: readonly string[] | undefined;
  const bugs: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const closed = once(reader, "close");
  const ready = new Promise<void>((resolve) => {
    reader.on("line", (text) => {
      if (text.startsWith("BUG")) bugs.push(text);
      if (!text.startsWith("settled ")) return;
      settled = JSON.parse(text.slice("settled ".length)) as string[];
      resolve();
    });
  });
  const pictures: Picture[] = [];
  if (isEarly) await Promise.race([pause(random.below(START_MS_MAX)), exit]);
  else {
    await Promise.race([ready, exit]);
    for (let at = 0; at < PICTURES && index < KILLS; at++) {
      const stop = await stopped(child, scene, at % 2 === 1);
      pictures.push(stop.picture(join(temporaryFiles(t), "left")));
      child.kill("SIGCONT");
    }
    await moment(scene, index % 2 === 1, () => child.kill("SIGKILL"));
  }
  child.kill("SIGKILL");
  const [code, signal] = await exit;
  await closed;
  assert.equal(signal, "SIGKILL", `it ended by itself with ${code}`);
  return { settled, bugs, pictures };
}

/** Does something after a random time, or when a change arrives at the switch or was made there and is not answered yet. */
async function moment({ device, random }: Scene, atChange: boolean, act: () => void): Promise<void> {
  if (!atChange) {
    await pause(random.below(WORK_MS_MAX));
    return act();
  }
  let left = 1 + random.below(CHANGES_MAX);
  const came = new Promise<void>((resolve) => {
    device.watch(() => {
      left -= 1;
      if (left > 0) return;
      device.watch(undefined);
      act();
      resolve();
    });
  });
  await Promise.race([came, pause(CHANGE_WAIT_MS, undefined, { ref: false })]);
  device.watch(undefined);
}

/** The process, stopped in the middle of what it does. */
async function stopped(child: ChildProcess, scene: Scene, atChange: boolean) {
  let switchConfig: Config | undefined;
  await moment(scene, atChange, () => {
    child.kill("SIGSTOP");
    if (atChange) switchConfig = structuredClone(scene.device.config());
  });
  child.kill("SIGSTOP");
  const tasks = `/proc/${child.pid}/task`;
  const stands = (task: string) => /^\d+ \(.*\) [TtZ] /.test(readFileSync(join(tasks, task, "stat"), "utf8"));
  await until("a stopped process goes on", async () => readdirSync(tasks).every(stands));
  return {
    picture(directory: string): Picture {
      cpSync(scene.directory, directory, { recursive: true });
      return { directory, switchConfig: switchConfig ?? structuredClone(scene.device.config()) };
    },
  };
}

function accessTo({ token }: Scene, { url, authority }: RestconfDevice) {
  return { url, authority, authorization: AUTHORIZATION, token };
}

test(`at ${POINTS} random points of a mixed workload, ${KILLS} of them kill -9, the next run settles every operation, and records, disk and switch agree`, async (t) => {
  const directory = temporaryFiles(t);
  const device = await restconfDevice(t, { authorization: AUTHORIZATION, config: freshConfig(6) });
  const token = join(directory, "token");
  writeFileSync(token, "mixed", { mode: 0o600 });
  const scene: Scene = { directory, device, token, random: createRandom(SEED) };
  const supervisor = mixedSupervisor();
  t.after(() => supervisor.close());
  let [looked, points] = [0, KILLS];
  for (let index = 0; index <= KILLS; index++) {
    const { settled, bugs, pictures } = await life(t, scene, index);
    assert.deepEqual(settled ?? [], [], `after kill ${index} of seed ${SEED}`);
    assert.deepEqual(bugs, [], `in run ${index} of seed ${SEED}`);
    if (settled) looked += 1;
    points += pictures.length;
    for (const [at, { directory: left, switchConfig }] of pictures.entries()) {
      const there = await restconfDevice(t, { authorization: AUTHORIZATION, config: switchConfig });
      const place = { directory: left, instanceId: `after-${index}-${at}`, access: accessTo(scene, there) };
      const host = await openMixedHost(place, supervisor);
      assert.deepEqual(await host.differences(), [], `picture ${at} of run ${index} of seed ${SEED}`);
      await host.close();
    }
  }
  assert.ok(points >= POINTS, `only ${points} points`);
  assert.ok(device.changes() >= POINTS / 2, `only ${device.changes()} changes came to the switch`);
  assert.ok(looked > KILLS / 2, `only ${looked} runs came as far as to look`);
});
