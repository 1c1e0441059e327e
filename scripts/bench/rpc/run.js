// The rpc bench: every case in processes of its own, samples interleaved round by round, ratios paired within a round.
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { CASES, GOALS } from "./goals.js";

const words = process.argv.slice(2);
const isShort = words.includes("--short");
const only = words.filter((word) => !word.startsWith("--"));
const rounds = option("rounds", isShort ? 3 : 7);
const sampleMs = option("ms", isShort ? 250 : 1000);
// What is measured is a process that has been at work, ours and the others' alike: V8 compiles what is hot in its own time.
const warmUpMs = option("warm", isShort ? 250 : 2000);
const onlyC = option("c", 0);
const onlyBytes = option("bytes", 0);
const out = words.find((word) => word.startsWith("--json="))?.slice(7);

function option(name, fallback) {
  const found = words.find((word) => word.startsWith(`--${name}=`));
  return found ? Number(found.slice(name.length + 3)) : fallback;
}

/** Starts one role of a case; resolves with the process and what it said when it was ready. */
async function start(name, role, about) {
  const [file, named] = role.includes(":") ? role.split(":") : [CASES[name].file, role];
  const child = fork(new URL("./role.js", import.meta.url), [file, named, JSON.stringify(about)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
  });
  const [ready] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`${name}: its ${role} ended with ${code}`);
    }),
  ]);
  return { child, ready };
}

async function open(name) {
  const servers = [];
  let about = CASES[name].about ?? {};
  for (const role of CASES[name].roles.slice(0, -1)) {
    const { child, ready } = await start(name, role, about);
    servers.push(child);
    about = { ...about, ...ready };
  }
  const clients = [];
  for (let count = 0; count < (CASES[name].clients ?? 1); count++) {
    clients.push((await start(name, CASES[name].roles.at(-1), about)).child);
  }
  const asked = async (child, message) => {
    child.send(message);
    const [answer] = await once(child, "message");
    return answer;
  };
  const usedUs = async () => {
    let total = 0;
    for (const { user, system } of await Promise.all(servers.map((child) => asked(child, "cpu"))))
      total += user + system;
    return total;
  };
  const ask = async (message) => {
    const before = await usedUs();
    const share = { ...message, c: message.c / clients.length };
    const answer = joined(await Promise.all(clients.map((client) => asked(client, share))));
    const after = await usedUs();
    return { ...answer, clientUs: answer.cpuUs / answer.done, serversUs: (after - before) / answer.done };
  };
  return { name, ask, close: () => [...clients, ...servers].map((child) => child.kill("SIGTERM")) };
}

/** What clients that were at work together have done; their times are the slowest client's. */
function joined(answers) {
  const sum = (by) => answers.reduce((total, answer) => total + answer[by], 0);
  const most = (by) => Math.max(...answers.map((answer) => answer[by]));
  const error = answers.find((answer) => answer.error)?.error;
  if (error) return { error };
  return {
    done: sum("done"),
    cpuUs: sum("cpuUs"),
    callsPerSecond: sum("callsPerSecond"),
    p50Us: most("p50Us"),
    p99Us: most("p99Us"),
  };
}

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const samples = new Map();
const failed = new Set();
const keyOf = ({ c, bytes, raw }) => `${raw ? "raw " : ""}${bytes} B, ${c} in flight`;

async function measure(scenes) {
  for (let round = -1; round < rounds; round++) {
    for (const scene of scenes) {
      for (const shape of CASES[scene.name].shapes) {
        if ((onlyC > 0 && shape.c !== onlyC) || (onlyBytes > 0 && shape.bytes !== onlyBytes)) continue;
        const key = `${scene.name} | ${keyOf(shape)}`;
        if (failed.has(key)) continue;
        const { callsPerSecond, p50Us, p99Us, clientUs, serversUs, error } = await scene.ask({
          ...shape,
          ms: round < 0 ? warmUpMs : sampleMs,
        });
        if (error) {
          failed.add(key);
          console.log(`${key} failed: ${error.split("\n")[0]}`);
        }
        if (round < 0 || error) continue;
        samples.set(key, [...(samples.get(key) ?? []), { callsPerSecond, p50Us, p99Us, clientUs, serversUs }]);
      }
    }
  }
}

function report() {
  for (const [key, taken] of samples) {
    const rate = Math.round(median(taken.map(({ callsPerSecond }) => callsPerSecond)));
    const p50 = median(taken.map(({ p50Us }) => p50Us)).toFixed(0);
    const p99 = median(taken.map(({ p99Us }) => p99Us)).toFixed(0);
    const cpu = (by) =>
      median(taken.map((sample) => sample[by]))
        .toFixed(1)
        .padStart(6);
    console.log(
      `${key.padEnd(52)} ${String(rate).padStart(8)} calls/s   p50 ${p50.padStart(6)} µs, p99 ${p99.padStart(6)} µs`,
      `  CPU of client ${cpu("clientUs")}, of servers in Node ${cpu("serversUs")} µs a call`,
    );
  }
  console.log("");
  const ratios = [];
  for (const { what, ours, theirs, by, least, most, aim } of GOALS) {
    const [mine, other] = [samples.get(ours), samples.get(theirs)];
    if (!mine || !other) continue;
    const pairs = mine.map((sample, index) => sample[by] / other[index][by]);
    const ratio = median(pairs);
    const judged = least !== undefined || most !== undefined;
    const holds = judged ? ratio >= (least ?? 0) && ratio <= (most ?? Number.POSITIVE_INFINITY) : undefined;
    const goal = judged ? `, goal ${least === undefined ? `≤ ${most}` : `≥ ${least}`}` : "";
    const range = `${Math.min(...pairs).toFixed(2)}–${Math.max(...pairs).toFixed(2)}`;
    ratios.push({ what, ratio, holds });
    console.log(
      (judged ? (holds ? "holds" : "MISSED") : "shown").padEnd(7),
      `${what.padEnd(62)} ${ratio.toFixed(2)} (${range})${goal}${aim ? `, aim ${aim}` : ""}`,
    );
  }
  if (out) writeFileSync(out, `${JSON.stringify({ samples: Object.fromEntries(samples), ratios }, null, 2)}\n`);
}

const names = Object.keys(CASES).filter((name) => only.length === 0 || only.some((word) => name.includes(word)));
const scenes = [];
try {
  for (const name of names) {
    if (isShort && CASES[name].long) continue;
    try {
      scenes.push(await open(name));
    } catch (error) {
      console.log(`${name} is left out: ${error.message.split("\n")[0]}`);
    }
  }
  await measure(scenes);
  report();
} finally {
  for (const scene of scenes) scene.close();
}
process.exit(0);
