// A recording may come from anybody: whatever is in the file, it is refused by name, at a cost that is bounded.
import { match, ok, strictEqual, throws } from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { type Bundle, bundleText, parseBundle } from "#host/driver/replay/bundle";
import { isHostError } from "#host/errors";

const NOTHING = new Uint8Array(0);
const CALL = { exportName: "run", input: NOTHING, fuelMax: undefined, cut: false, entries: [] };
const BUNDLE: Bundle = {
  head: {
    ...{ recordedAt: "2026-01-01T00:00:00.000Z", host: "0.1.0", runtime: "linked", heapMibMax: 64, timeoutMs: 1000 },
    driver: { kind: "volume", name: "one", version: "1.0.0", digest: "d".repeat(64) },
    options: { memoryPagesMax: 16, outputBytesMax: 1024, hostBytesMax: 1024, log: true, config: null, fs: [] },
    ...{ grants: [], masked: [], callsBefore: 0 },
  },
  start: { ...CALL, exportName: "" },
  earlier: [],
  call: { ...CALL, entries: [{ call: "kv_get", said: ["a", 1n], got: [NOTHING] }] },
  outcome: { fault: { code: "DRIVER_TRAP", message: "unreachable" } },
};
const GOOD = bundleText(BUNDLE);
const [HEAD = "", START = "", RUN = ""] = GOOD.split("\n");

function headWith(change: (head: Record<string, unknown>) => void): string {
  const head = JSON.parse(HEAD);
  change(head);
  return GOOD.replace(HEAD, JSON.stringify(head));
}

const question = (value: string) => GOOD.replace('"said":["a"', `"said":[${value}`);
const nested = (depth: number) => `${'{"a":['.repeat(depth)}${"]}".repeat(depth)}`;

const HOSTILE: Readonly<Record<string, readonly [text: string, reason: RegExp]>> = {
  "nothing at all": ["", /line 1: it is empty/],
  "empty lines alone": ["\n".repeat(5_000_000), /line 1: it is empty/],
  "a list": ["[]", /line 1: it must be an object/],
  "binary rubbish": ["\0\u0001\ufffd".repeat(1000), /line 1: /],
  "half a line": [GOOD.slice(0, HEAD.length - 5), /line 1: /],
  "another format": ['{"format":"tar"}', /line 1: it is no bundle/],
  "more lines than any recording": [
    `${HEAD}\n${START}\n${'{"asked":"a","said":[],"got":[]}\n'.repeat(1_000_001)}`,
    /lines/,
  ],
  "a line that is nested without end": [`${HEAD}\n${nested(1_000_000)}`, /line 2: it has more than 100000 values/],
  "a line of a million empty lists": [`${HEAD}\n{"a":[${"[],".repeat(1_000_000)}1]}`, /line 2: it has more than/],
  "nesting below the bound": [`${HEAD}\n${nested(20_000)}`, /line 2: is none of step, asked/],
  "a question before any call": [
    `${HEAD}\n{"asked":"a","said":[],"got":[]}`,
    /line 2: a question before the first step/,
  ],
  "calls in another order": [[HEAD, RUN, START].join("\n"), /the steps must be/],
  "a value of no sort": [question('{"bytes":1}'), /a value is none of text, base64 and integer/],
  "an integer of a thousand digits": [
    question(`{"integer":"${"9".repeat(1000)}"}`),
    /none of text, base64 and integer/,
  ],
  "said that is no list": [GOOD.replace('"said":["a",', '"said":"a","was":['), /`said` must be a list/],
  "a runtime that is none": [headWith((head) => Object.assign(head, { runtime: "node" })), /`runtime` is none of/],
  "a negative time": [headWith((head) => Object.assign(head, { timeoutMs: -1 })), /`timeoutMs` must be a whole number/],
  "memory without end": [
    headWith((head) => Object.assign(head, { heapMibMax: 1e300 })),
    /`heapMibMax` must be a whole/,
  ],
  "options that are a text": [headWith((head) => Object.assign(head, { options: "all" })), /it must be an object/],
  "configuration that is no text": [
    headWith((head) => Object.assign(head["options"] as object, { config: { a: { b: 1 } } })),
    /`a` must be text/,
  ],
  "a directory without a name": [
    headWith((head) => Object.assign(head["options"] as object, { fs: [{ host: "/etc", mode: "rw" }] })),
    /`guest` must be text/,
  ],
};

for (const [what, [text, reason]] of Object.entries(HOSTILE)) {
  test(`${what} is refused by name, with the line`, () => {
    throws(
      () => parseBundle(text),
      (error) => {
        ok(isHostError(error), String(error));
        strictEqual(error.code, "INVALID_PARAMS");
        match(error.message, reason);
        ok(error.message.length < 1000);
        return true;
      },
    );
  });
}

test("a directory of the host's that a bundle names is not taken along", () => {
  const text = headWith((head) =>
    Object.assign(head["options"] as object, {
      fs: [{ guest: "/../..", host: "/etc", mode: "rw" }],
      host: { exec: ["x"] },
    }),
  );
  const { options } = parseBundle(text).head;
  strictEqual(JSON.stringify(options).includes("/etc"), false);
  strictEqual("host" in options, false);
});

test("many lines that each are small and say much that nobody asked for leave nothing behind", async () => {
  const line = `{"asked":"a","said":[],"got":[],"more":[${"[],".repeat(40_000)}1]}\n`;
  const text = GOOD.replace('{"outcome"', `${line.repeat(300)}{"outcome"`);
  // Kept, the lists would be twelve million objects, which this thread has no room for.
  const worker = new Worker(
    `const { parentPort, workerData: { url, text } } = require("node:worker_threads");
    import(url).then(({ parseBundle }) => parentPort.postMessage(parseBundle(text).call.entries.length));`,
    {
      eval: true,
      workerData: { url: import.meta.resolve("#host/driver/replay/bundle"), text },
      resourceLimits: { maxOldGenerationSizeMb: 128 },
    },
  );
  const [questions] = await once(worker, "message");
  strictEqual(questions, 301);
  await worker.terminate();
});
