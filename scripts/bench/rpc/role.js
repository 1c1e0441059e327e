// One process of a case: the broker, the server, or the client that makes the load when it is told.
import { setTimeout as sleep } from "node:timers/promises";

const [file, role, about] = process.argv.slice(2);
const roles = await import(`./cases/${file}.js`);
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));

const made = await roles[role](JSON.parse(about));
if (typeof made === "function") {
  process.on("message", async (order) => {
    try {
      process.send(await load(made, order));
    } catch (error) {
      process.send({ error: String(error?.stack ?? error) });
    }
  });
  process.send({});
} else {
  // A server is only asked what it has used so far, or what it holds when all that is garbage has gone.
  process.on("message", (what) => {
    if (what !== "memory") return void process.send(process.cpuUsage());
    for (let sweep = 0; sweep < 3; sweep++) globalThis.gc?.();
    process.send({ rssBytes: process.memoryUsage().rss });
  });
  process.send(made ?? {});
}

/** A JSON object of exactly so many bytes, or raw bytes. */
function payloadOf({ bytes, raw }) {
  return raw ? Buffer.alloc(bytes, 7) : { text: "x".repeat(bytes - '{"text":""}'.length) };
}

/** A closed loop with `c` calls outstanding for `ms`; every answer is looked at, the first is compared whole. */
async function load(call, { c, bytes, raw, ms }) {
  const payload = payloadOf({ bytes, raw });
  const first = await call(payload);
  const same = raw
    ? Buffer.compare(Buffer.from(first), payload) === 0
    : JSON.stringify(first) === JSON.stringify(payload);
  if (!same) throw new Error("the echo is not what was sent");
  const sizeOf = raw ? (answer) => answer.length : (answer) => answer.text.length;
  const size = sizeOf(payload);
  const times = [];
  let done = 0;
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  const endMs = startMs + ms;
  const worker = async () => {
    for (;;) {
      const before = performance.now();
      if (before >= endMs) return;
      const answer = await call(payload);
      if (sizeOf(answer) !== size) throw new Error("an echo came back short");
      done++;
      if (c === 1 || done % 16 === 0) times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: c }, worker));
  const tookMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  times.sort((a, b) => a - b);
  await sleep(20);
  return {
    done,
    cpuUs: user + system,
    callsPerSecond: (done * 1000) / tookMs,
    p50Us: (times[Math.floor(times.length / 2)] ?? 0) * 1000,
    p99Us: (times[Math.floor(times.length * 0.99)] ?? 0) * 1000,
  };
}
