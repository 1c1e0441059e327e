// What idle connections cost: the hub's memory for each, and how long a call takes among them. Two hubs at once, asked in turn.
import { fork } from "node:child_process";
import { once } from "node:events";

const MANY = Number(process.argv[2] ?? 10_000);
const FEW = 10;
const ROUNDS = 11;
const SAMPLE_MS = 400;

async function start(role, about) {
  const child = fork(new URL("./role.js", import.meta.url), ["holdfast", role, JSON.stringify(about)], {
    serialization: "advanced",
    execArgv: ["--expose-gc"],
  });
  const [ready] = await once(child, "message");
  return { child, ready };
}

async function ask({ child }, message) {
  child.send(message);
  const [answer] = await once(child, "message");
  if (answer.error) throw new Error(answer.error);
  return answer;
}

/** A hub with a service in it, idle connections from a process of their own, and a client that asks. */
async function open(idle) {
  const hub = await start("local", { connectionsMax: idle + 100 });
  const about = { url: hub.ready.url, idle };
  const client = await start("client", about);
  await ask(client, { c: 64, bytes: 100, ms: 2000 });
  const { rssBytes: before } = await ask(hub, "memory");
  const startMs = performance.now();
  const idlers = await start("idlers", about);
  const tookMs = performance.now() - startMs;
  const { rssBytes: after } = await ask(hub, "memory");
  const close = () => [idlers, client, hub].map(({ child }) => child.kill("SIGTERM"));
  return { idle, client, bytesEach: (after - before) / idle, tookMs, close, samples: { 1: [], 64: [] } };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const few = await open(FEW);
const many = await open(MANY);
try {
  for (let round = 0; round < ROUNDS; round++) {
    for (const scene of round % 2 === 0 ? [few, many] : [many, few]) {
      for (const c of [1, 64]) scene.samples[c].push((await ask(scene.client, { c, bytes: 100, ms: SAMPLE_MS })).p50Us);
    }
  }
  const each = (many.bytesEach / 1024).toFixed(1);
  console.log(
    `${MANY} idle connections: ${each} KiB of the hub's memory each, opened in ${(many.tookMs / 1000).toFixed(1)} s`,
  );
  for (const c of [1, 64]) {
    const pairs = many.samples[c].map((p50, round) => p50 / few.samples[c][round]);
    const ratio = median(pairs);
    const range = `${Math.min(...pairs).toFixed(2)}–${Math.max(...pairs).toFixed(2)}`;
    // The goal is for a call by itself; beside others it is told.
    const verdict = c > 1 ? "      " : ratio <= 1.5 ? "holds " : "MISSED";
    console.log(
      `${verdict} p50 with ${c} in flight: ${median(many.samples[c]).toFixed(0)} µs among ${MANY},`,
      `${median(few.samples[c]).toFixed(0)} µs among ${FEW}; ${ratio.toFixed(2)} times (${range})${c > 1 ? "" : ", goal ≤ 1.5"}`,
    );
  }
} finally {
  few.close();
  many.close();
}
process.exit(0);
