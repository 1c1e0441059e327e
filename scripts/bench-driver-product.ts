// The driver bench's dearer rows: a typed handle, a fresh instance, a thread that had to be killed, and what a neighbour feels of a loop.
/// <reference path="../host/src/driver/webassembly.d.ts" />
import { createPlugin } from "@extism/extism";
import { VOLUME, type VolumeDriver } from "@holdfast/sdk";
import { systemClock } from "#host/clock";
import { withContext } from "#host/context";
import { createDriverHandle } from "#host/driver/driver-handle";
import type { GuestInstance } from "#host/driver/guest-thread";
import { linkedRuntime } from "#host/driver/linked-runtime";
import { Pool, type PoolCall } from "#host/driver/pool";
import { createRestartPolicy } from "#host/driver/restart-policy";
import { SpareThreads } from "#host/driver/spare-threads";
import { ThreadGroup } from "#host/driver/thread-group";
import type { GuestSpec } from "#host/driver/thread-messages";
import { FUEL, type Modules, OPTIONS, type Row, repeat, repeatInTurn } from "./bench-driver-guest.ts";
import { type Effort, measure, median } from "./bench-driver-measure.ts";

const MIB = 1_048_576;
const NOTHING = new Uint8Array(0);

/** The same handle over our instance and over the SDK's, both in this thread. */
export async function typedHandle({ compiled, ours }: Modules, effort: Effort, row: Row): Promise<void> {
  const linked = await linkedRuntime.instantiate(ours, { ...OPTIONS, fuelAtStart: FUEL }, { log() {} });
  const sdk = await createPlugin({ wasm: [{ module: compiled, name: "main" }] } as never, {
    useWasi: false,
    runInWorker: false,
  });
  const handleOver = (ask: (call: PoolCall) => Uint8Array | Promise<Uint8Array>) =>
    createDriverHandle<VolumeDriver>(VOLUME, {
      driver: "bench",
      clock: systemClock,
      exports: new Set(),
      ...{ callTimeoutMs: 10_000, inputBytesMax: MIB, outputBytesMax: MIB },
      call: async (_ctx, call) => ({ output: await ask(call), guestMs: 0 }),
    });
  const mine = handleOver(({ exportName, input }) => linked.call(exportName, input, FUEL));
  const theirs = handleOver(async ({ exportName, input }) => (await sdk.call(exportName, input))?.bytes() ?? NOTHING);
  const found = await withContext({ timeoutMs: 600_000, clock: systemClock }, (ctx) => {
    const inspect = (driver: VolumeDriver) => (times: number) =>
      repeatInTurn(times, () => driver.inspectVolume(ctx, { name: "db1" }));
    return measure(
      [
        { name: "linked", run: inspect(mine) },
        { name: "sdk", run: inspect(theirs) },
      ],
      effort,
    );
  });
  row("typed handle", found.get("linked") ?? 0, { sdk: found.get("sdk") ?? 0 });
  await sdk.close();
  linked.close();
}

/** An instance of a module that is compiled, with its kernel, beside nothing but the instance and a memory. */
export async function freshInstance({ compiled, ours }: Modules, effort: Effort, row: Row): Promise<void> {
  const none = { "extism:host/env": new Proxy({}, { get: () => () => 0n }) };
  const options = { ...OPTIONS, fuelAtStart: FUEL };
  const found = await measure(
    [
      {
        name: "linked",
        run: (times) =>
          repeatInTurn(times, async () => (await linkedRuntime.instantiate(ours, options, { log() {} })).close()),
      },
      {
        name: "bare",
        run: (times) =>
          repeat(times, () => {
            new WebAssembly.Memory({ initial: 1, maximum: 64 });
            new WebAssembly.Instance(compiled, none);
          }),
      },
    ],
    effort,
  );
  row("fresh instance", found.get("linked") ?? 0, { bare: found.get("bare") ?? 0 });
}

// The SDK gives an instance no longer to start than a call to run.
const LOOP_MS = 500;
const FAILOVERS_MAX = 9;

/** From the moment in which a looping guest is late until the next call has its answer: through a pool as drivers have it, and through the SDK. */
export async function failover({ compiled, ours }: Modules, rounds: number, row: Row): Promise<void> {
  const spec = { module: ours, runtime: "linked", options: { ...OPTIONS, fuelAtStart: FUEL }, heapMibMax: 64 } as const;
  const threads = new SpareThreads();
  const pool = poolOver(spec, threads);
  const sdk = await createPlugin({ wasm: [{ module: compiled, name: "main" }] } as never, {
    useWasi: false,
    runInWorker: true,
    timeoutMs: LOOP_MS,
  });
  const call = (exportName: string, input = NOTHING, timeoutMs = 10_000) =>
    withContext({ timeoutMs: 60_000, clock: systemClock }, (ctx) => pool.call(ctx, { exportName, input, timeoutMs }));
  const mine = async () => {
    await call("loop", NOTHING, LOOP_MS).catch(() => {});
    await call("echo", new Uint8Array(16));
  };
  const theirs = async () => {
    await sdk.call("loop", NOTHING).catch(() => {});
    await sdk.call("echo", new Uint8Array(16));
  };
  await call("echo", new Uint8Array(16));
  const [ourMs, theirMs]: number[][] = [[], []];
  for (let round = 0; round < Math.min(rounds, FAILOVERS_MAX); round++) {
    ourMs?.push((await tookMs(mine)) - LOOP_MS);
    theirMs?.push((await tookMs(theirs)) - LOOP_MS);
  }
  row("failover", 1000 * median(ourMs ?? []), { sdk: 1000 * median(theirMs ?? []) });
  await pool.close();
  await Promise.all([threads.close(), sdk.close()]);
}

function poolOver(spec: GuestSpec, threads: SpareThreads): Pool {
  const endless = Number.POSITIVE_INFINITY;
  const limits = { freeFaults: endless, backoffMs: 1, backoffMsMax: 1, quarantineFaults: endless };
  return new Pool({
    ...{ spec, clock: systemClock, instances: 1, queueLengthMax: 1, startTimeoutMs: 10_000 },
    policy: createRestartPolicy("bench", { ...limits, quarantineWindowMs: 1 }),
    confined: () => true,
    fuelFor: () => Number.MAX_SAFE_INTEGER,
    greet: async () => {},
    start: (wanted) => threads.open({ spec: wanted, onLog() {} }),
  });
}

async function tookMs(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

const SHARE_FUEL = 20_000_000;

/** The slowest hundredth of a neighbour's calls in a shared thread: beside a loop that fuel ends, and beside an honest driver that burns as much. */
export async function neighbours({ ours }: Modules, rounds: number, row: Row): Promise<void> {
  const spec = { module: ours, runtime: "linked", options: { ...OPTIONS, fuelAtStart: FUEL }, heapMibMax: 64 } as const;
  const group = new ThreadGroup({ clock: systemClock, threads: 1 });
  const open = async () => {
    const guest = group.open(spec, { onLog() {}, onThreadLost() {} });
    await guest.ready;
    return guest;
  };
  const neighbour = await open();
  const honest = await open();
  let hostile = await open();
  const hostileTurn = async () => {
    await hostile.call("loop", NOTHING, SHARE_FUEL).catch(() => {});
    hostile = await open();
  };
  const burn = (turns: number) => honest.call("burn", new Uint8Array(new BigUint64Array([BigInt(turns)]).buffer), FUEL);
  const turns = await turnsLike(hostileTurn, burn);
  const beside = async (turn: () => Promise<unknown>) => {
    const waits: number[] = [];
    const work = { goesOn: true };
    const busy = (async () => {
      while (work.goesOn) await turn();
    })();
    for (let call = 0; call < 30 * rounds; call++) waits.push(await timedCall(neighbour));
    work.goesOn = false;
    await busy;
    return waits;
  };
  await beside(hostileTurn);
  const [bad, good]: number[][] = [[], []];
  for (let round = 0; round < 4; round++) {
    bad?.push(...(await beside(hostileTurn)));
    good?.push(...(await beside(() => burn(turns))));
  }
  row("neighbour's p99", 1000 * percentile(bad ?? [], 0.99), { honest: 1000 * percentile(good ?? [], 0.99) });
  await group.close();
}

/** So many turns of honest work as take the time of a hostile one. */
async function turnsLike(hostileTurn: () => Promise<void>, burn: (turns: number) => Promise<unknown>): Promise<number> {
  const took = async (work: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let count = 0; count < 9; count++) times.push(await tookMs(work));
    return median(times);
  };
  const first = 1_000_000;
  return Math.round((first * (await took(hostileTurn))) / (await took(() => burn(first))));
}

async function timedCall(guest: GuestInstance): Promise<number> {
  const startMs = performance.now();
  await guest.call("echo", new Uint8Array(16), FUEL);
  return performance.now() - startMs;
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}
