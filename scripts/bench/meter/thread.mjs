// One form of one workload of the meter's bench, in a thread of its own: runs it when told to, says what it computed and how long it took.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

// The time that this thread was on a processor, in nanoseconds: other processes and the compiler's own threads do not count.
const CLOCK = "/proc/thread-self/schedstat";

const { name, isMetered } = workerData;
const meter = { modules: 0, bytes: 0, meteredBytes: 0, ms: 0 };
if (isMetered) await meterEverything();
const { WORKLOADS } = await import("./workloads.mjs");
const run = await WORKLOADS[name]();
const outputs = new Set();
parentPort.on("message", async (ms) => parentPort.postMessage({ ...(await runFor(ms)), outputs: [...outputs], meter }));
parentPort.postMessage("ready");

/** Runs until that much time has passed, once at least. */
async function runFor(ms) {
  const before = threadMs();
  const endMs = performance.now() + ms;
  let runs = 0;
  do {
    const output = await run();
    runs++;
    outputs.add(createHash("sha256").update(output).digest("hex"));
  } while (performance.now() < endMs);
  return { ms: threadMs() - before, runs };
}

function threadMs() {
  return existsSync(CLOCK) ? Number(readFileSync(CLOCK, "utf8").split(" ")[0]) / 1e6 : performance.now();
}

/** Puts itself between whatever library and the engine: every module that is compiled in this process is metered first. */
async function meterEverything() {
  const { meterModule } = await import("../../../host/dist/driver/meter/meter-module.js");
  const { FUEL_EXPORT } = await import("../../../host/dist/driver/meter/fuel.js");
  const { Module, Instance, compile, instantiate } = WebAssembly;
  const metered = (source) => {
    const bytes = ArrayBuffer.isView(source)
      ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
      : new Uint8Array(source);
    const startMs = performance.now();
    const result = meterModule(bytes, { fuelInitial: Number.MAX_SAFE_INTEGER });
    meter.ms += performance.now() - startMs;
    meter.modules += 1;
    meter.bytes += bytes.length;
    meter.meteredBytes += result.length;
    return result;
  };
  // Dynamic linkers walk over all exports and do not know what to do with this one.
  const hideFuel = (instance) => {
    const { [FUEL_EXPORT]: fuel, ...exports } = instance.exports;
    return Object.defineProperty(instance, "exports", { value: exports });
  };
  WebAssembly.Module = new Proxy(Module, { construct: (target, [bytes]) => new target(metered(bytes)) });
  WebAssembly.Instance = new Proxy(Instance, {
    construct: (target, [module, imports]) => hideFuel(new target(module, imports)),
  });
  WebAssembly.compile = async (bytes) => compile(metered(bytes));
  WebAssembly.instantiate = async (source, imports) => {
    if (source instanceof Module) return hideFuel(await instantiate(source, imports));
    const both = await instantiate(metered(source), imports);
    return { module: both.module, instance: hideFuel(both.instance) };
  };
  WebAssembly.instantiateStreaming = undefined;
  WebAssembly.compileStreaming = undefined;
}
