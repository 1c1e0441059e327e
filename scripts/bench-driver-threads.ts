// The driver bench's calls across threads: a thread of its own, a shared one, the Extism SDK's worker, and a bare message there and back.
/// <reference path="../host/src/driver/webassembly.d.ts" />
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { createPlugin } from "@extism/extism";
import { systemClock } from "#host/clock";
import { type GuestInstance, GuestThread } from "#host/driver/guest-thread";
import { ThreadGroup } from "#host/driver/thread-group";
import { HostError } from "#host/errors";
import { FUEL, inFlight, type Modules, OPTIONS, type Row, repeatInTurn } from "./bench-driver-guest.ts";
import { type Contender, type Effort, measure } from "./bench-driver-measure.ts";

const IN_FLIGHT = 32;
// Who may not sleep needs a processor of its own: on fewer a call across threads costs what waking a thread costs, here and anywhere.
const PROCESSORS_MIN = 1.8;
const SPIN_MS = 100;
// The engine has then compiled both sides, and whoever had given up looking out for messages has tried again.
const ROUNDS_MIN = 11;
const ROUND_MS_MIN = 25;

export async function acrossThreads({ compiled, ours }: Modules, effort: Effort, row: Row): Promise<void> {
  const spec = { module: ours, runtime: "linked", options: { ...OPTIONS, fuelAtStart: FUEL }, heapMibMax: 64 } as const;
  const thread = new GuestThread({ spec, onLog: () => {} });
  const group = new ThreadGroup({ clock: systemClock, threads: 1 });
  const hooks = { onLog() {}, onThreadLost() {} };
  const guests = Array.from({ length: IN_FLIGHT }, () => group.open(spec, hooks));
  await Promise.all([thread.ready, ...guests.map((guest) => guest.ready)]);
  const sdk = await createPlugin({ wasm: [{ module: compiled, name: "main" }] } as never, {
    useWasi: false,
    runInWorker: true,
  });
  const echo = new Worker(new URL("../bench/driver/echo-thread.mjs", import.meta.url));
  const posted = echoCaller(echo);
  const enough = {
    rounds: Math.max(ROUNDS_MIN, effort.rounds),
    roundMs: Math.max(ROUND_MS_MIN, effort.roundMs),
  };
  for (const size of effort.isShort ? [16] : [16, 1024, 65_536]) {
    const before = await processorsFree();
    const found = await measure(contenders({ size, thread, guests, sdk, posted }), enough);
    const free = Math.min(before, await processorsFree());
    console.log(`two threads had ${free.toFixed(2)} processors`);
    const unjudged = free < PROCESSORS_MIN ? "two threads have not got two processors" : undefined;
    const of = (name: string) => found.get(name) ?? 0;
    const each = (name: string) => of(name) / IN_FLIGHT;
    const floor = { "sdk worker": of("sdk"), "bare post": of("post"), "bare post, many": each("many") };
    row(`thread ${size}`, of("thread"), floor, unjudged);
    row(`shared ${size}`, of("shared"), floor, unjudged);
    row(`shared ${size}, ${IN_FLIGHT} in flight`, each("flock"), { "one in flight": of("shared"), ...floor });
  }
  thread.kill(new HostError("SHUTTING_DOWN", "the bench is over"));
  await Promise.all([thread.ended, group.close(), sdk.close(), echo.terminate()]);
}

interface Sides {
  readonly size: number;
  readonly thread: GuestInstance;
  readonly guests: readonly GuestInstance[];
  readonly sdk: Awaited<ReturnType<typeof createPlugin>>;
  readonly posted: (message: object) => Promise<unknown>;
}

function contenders({ size, thread, guests, sdk, posted }: Sides): Contender[] {
  const fresh = () => new Uint8Array(size);
  const [first] = guests as readonly [GuestInstance];
  return [
    { name: "thread", run: (times) => repeatInTurn(times, () => thread.call("echo", fresh(), FUEL)) },
    { name: "shared", run: (times) => repeatInTurn(times, () => first.call("echo", fresh(), FUEL)) },
    {
      name: "flock",
      run: (times) => inFlight(times, IN_FLIGHT, (lane) => (guests[lane] ?? first).call("echo", fresh(), FUEL)),
    },
    // It is reset now and then: it would stop working after 16,383 calls.
    {
      name: "sdk",
      run: (times) =>
        repeatInTurn(times, async (at) => {
          if (at % 50 === 0) await sdk.reset();
          return sdk.call("echo", fresh());
        }),
    },
    { name: "post", run: (times) => repeatInTurn(times, () => posted({ id: 1, exportName: "echo", input: fresh() })) },
    {
      name: "many",
      run: (times) => inFlight(times, IN_FLIGHT, () => posted({ id: 1, exportName: "echo", input: fresh() })),
    },
  ];
}

/** Of processor time, how much this thread and another one get that work at once. */
async function processorsFree(): Promise<number> {
  const spin = `const end = performance.now() + ${SPIN_MS}; while (performance.now() < end);`;
  const worker = new Worker(`require("node:worker_threads").parentPort.once("message", () => { ${spin} });`, {
    eval: true,
  });
  await once(worker, "online");
  const gone = once(worker, "exit");
  worker.postMessage("");
  const startMs = performance.now();
  const before = process.cpuUsage();
  while (performance.now() < startMs + SPIN_MS);
  const { user, system } = process.cpuUsage(before);
  const took = (user + system) / 1000 / (performance.now() - startMs);
  await gone;
  return took;
}

function echoCaller(worker: Worker): (message: object) => Promise<unknown> {
  const waiting: ((answer: unknown) => void)[] = [];
  worker.on("message", (answer) => waiting.shift()?.(answer));
  return (message) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      worker.postMessage(message);
    });
}
