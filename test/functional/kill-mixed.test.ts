// A mixed workload on volumes and networks that is killed at random points: each next run settles all, and then records, drivers, disk and switch agree exactly.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { temporaryFiles } from "../support/files.ts";
import { type MixedPlace, mixedSupervisor, openMixedHost } from "../support/mixed-host.ts";
import { createRandom, type Random } from "../support/random.ts";
import { freshConfig, type RestconfDevice, restconfDevice } from "../support/restconf-device.ts";
import type { Config } from "../support/restconf-tree.ts";
import { until } from "../support/until.ts";

const CHILD = fileURLToPath(new URL("../support/mixed-child.js", import.meta.url));
const IS_LONG = process.env["HOLDFAST_PROVE"] === "1";
const POINTS = IS_LONG ? 200 : 20;
const KILLS = IS_LONG ? POINTS : 3;
/** In a life of the short form, beside its end: moments at which it is stopped, and what it would leave if it were killed is judged elsewhere. */
const LOOKS = IS_LONG ? 0 : 9;
const SEED = 20_261_123;
const WORK_MS_MAX = 400;
const LOOK_MS_MAX = 100;
/** One life in so many is ended before it has settled what the one before left. */
const EARLY = IS_LONG ? 5 : 2;
const START_MS_MAX = 1000;
const CHANGES_MAX = 4;
const LOOK_CHANGES_MAX = 2;
const CHANGE_WAIT_MS = 10_000;
const AUTHORIZATION = `Basic ${Buffer.from("holdfast:mixed").toString("base64")}`;

interface Scene {
  readonly directory: string;
  readonly device: RestconfDevice;
  readonly access: MixedPlace["access"];
  readonly random: Random;
  /** Judges what lies in the directory and on a switch so configured. */
  judge(switchConfig: Config): Promise<void>;
}

interface Life {
  readonly settled: readonly string[] | undefined;
  readonly bugs: readonly string[];
  readonly looks: number;
}

/** One run that is killed; what it said of the run before. */
async function life(t: TestContext, scene: Scene, index: number): Promise<Life> {
  const { directory, random } = scene;
  const isEarly = index > 0 && index < KILLS && index % EARLY === 0;
  const line = [CHILD, directory, `run-${index}`, String(SEED + index), JSON.stringify(scene.access)];
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
  const looks = isEarly || index === KILLS ? 0 : LOOKS;
  if (isEarly) await Promise.race([pause(random.below(START_MS_MAX)), exit]);
  else {
    await Promise.race([ready, exit]);
    for (let at = 0; at < looks; at++) await look(child, scene, at % 2 === 1);
    await moment(scene, { withinMs: WORK_MS_MAX, atChange: index % 2 === 1 }, () => child.kill("SIGKILL"));
  }
  child.kill("SIGKILL");
  const [code, signal] = await exit;
  await closed;
  assert.equal(signal, "SIGKILL", `it ended by itself with ${code}`);
  return { settled, bugs, looks };
}

interface MomentOptions {
  readonly withinMs: number;
  readonly atChange: boolean;
  readonly changesMax?: number;
}

/** Does something after a random time, or when a change arrives at the switch or was made there and is not answered yet. */
async function moment(
  { device, random }: Scene,
  { withinMs, atChange, changesMax = CHANGES_MAX }: MomentOptions,
  act: () => void,
): Promise<void> {
  if (!atChange) {
    await pause(random.below(withinMs));
    return act();
  }
  let left = 1 + random.below(changesMax);
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

/** Stops the process in the middle of what it does, has judged what it would leave, and lets it go on. */
async function look(child: ChildProcess, scene: Scene, atChange: boolean): Promise<void> {
  let switchConfig: Config | undefined;
  await moment(scene, { withinMs: LOOK_MS_MAX, atChange, changesMax: LOOK_CHANGES_MAX }, () => {
    child.kill("SIGSTOP");
    if (atChange) switchConfig = structuredClone(scene.device.config());
  });
  child.kill("SIGSTOP");
  const tasks = `/proc/${child.pid}/task`;
  const stands = (task: string) => /^\d+ \(.*\) [TtZ] /.test(readFileSync(join(tasks, task, "stat"), "utf8"));
  await until("a stopped process goes on", () => readdirSync(tasks).every(stands));
  await scene.judge(switchConfig ?? structuredClone(scene.device.config()));
  child.kill("SIGCONT");
}

/** Judges copies, one after the other on the same directory and switch, so that the drivers are loaded once. */
async function judgeOf(
  t: TestContext,
  { directory, access }: Pick<Scene, "directory" | "access">,
): Promise<Scene["judge"]> {
  const copy = temporaryFiles(t);
  const device = await restconfDevice(t, { authorization: access.authorization });
  const supervisor = mixedSupervisor();
  t.after(() => supervisor.close());
  const { url, authority } = device;
  let looks = 0;
  return async (switchConfig) => {
    looks += 1;
    device.become(switchConfig);
    for (const name of readdirSync(copy)) empty(join(copy, name));
    cpSync(directory, copy, { recursive: true });
    const place = { directory: copy, instanceId: `look-${looks}`, access: { ...access, url, authority } };
    const host = await openMixedHost(place, supervisor);
    assert.deepEqual(await host.differences(), [], `look ${looks} of seed ${SEED}`);
    await host.close();
  };
}

/** The directories that drivers hold stay the same ones. */
function empty(path: string): void {
  const files = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  for (const file of files) rmSync(file, { recursive: true });
}

test(`at ${POINTS} random points of a mixed workload, ${KILLS} of them kill -9, the next run settles every operation, and records, disk and switch agree`, async (t) => {
  const directory = temporaryFiles(t);
  const device = await restconfDevice(t, { authorization: AUTHORIZATION, config: freshConfig(6) });
  const token = join(directory, "token");
  writeFileSync(token, "mixed", { mode: 0o600 });
  const access = { url: device.url, authority: device.authority, authorization: AUTHORIZATION, token };
  const judge = await judgeOf(t, { directory, access });
  const scene: Scene = { directory, device, access, random: createRandom(SEED), judge };
  let [looked, points] = [0, KILLS];
  for (let index = 0; index <= KILLS; index++) {
    const { settled, bugs, looks } = await life(t, scene, index);
    assert.deepEqual(settled ?? [], [], `after kill ${index} of seed ${SEED}`);
    assert.deepEqual(bugs, [], `in run ${index} of seed ${SEED}`);
    if (settled) looked += 1;
    points += looks;
  }
  assert.ok(points >= POINTS, `only ${points} points`);
  assert.ok(device.changes() >= POINTS / 2, `only ${device.changes()} changes came to the switch`);
  assert.ok(looked > KILLS / 2, `only ${looked} runs came as far as to look`);
});
