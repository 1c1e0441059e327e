import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Bundle, bundleText, parseBundle } from "#host/driver/replay/bundle";
import { BundleStore } from "#host/driver/replay/bundle-store";
import { silentLog } from "#host/log";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { temporaryFiles } from "../../../support/files.ts";

const NOTHING = { exportName: "", input: new Uint8Array(0), fuelMax: undefined, entries: [], cut: false };
const BUNDLE: Bundle = {
  head: {
    ...{ recordedAt: "2026-01-01T00:00:00.000Z", host: "0.1.0", runtime: "linked", heapMibMax: 48, timeoutMs: 1000 },
    driver: { kind: "volume", name: "a", version: "1.0.0", digest: "00" },
    options: {
      ...{ memoryPagesMax: 16, outputBytesMax: 1, hostBytesMax: 2, config: null, log: true, fuelAtStart: 9 },
      fs: [{ guest: "/v", mode: "rw" }],
    },
    ...{ grants: ["log"], masked: [], callsBefore: 1 },
  },
  start: NOTHING,
  earlier: [{ ...NOTHING, exportName: "probe", cut: true }],
  call: {
    ...{ exportName: "run", input: new Uint8Array([0xff, 0]), fuelMax: 7, cut: false },
    entries: [
      { call: "wasi.fd_read", said: [3, 2n ** 64n - 1n, null], got: [0, new Uint8Array([104, 105])] },
      { call: "kv_get", said: ["{}"], got: [], fault: { code: "DRIVER_TRAP", message: "cut" } },
    ],
  },
  outcome: { fault: { code: "DRIVER_TRAP", message: "unreachable" } },
  module: new Uint8Array([0, 97, 115, 109]),
};

test("a bundle is read as it was written", () => {
  deepStrictEqual(parseBundle(bundleText(BUNDLE)), BUNDLE);
});

test("of what comes too fast one a second of each driver is kept, all of it where all was asked for", async (t) => {
  const directory = temporaryFiles(t);
  const clock = createFakeClock();
  const store = new BundleStore({ directory, bundlesMax: 3, clock, log: silentLog });
  const keep = (name: string, every = false) => store.keep({ kind: "volume", name }, async () => BUNDLE, { every });
  const kept = async () => {
    await store.flush();
    return readdirSync(directory).map((file) => file.split(".")[1]);
  };
  for (const name of ["a", "a", "b", "a-b"]) keep(name);
  deepStrictEqual((await kept()).sort(), ["a", "a-b", "b"]);
  await clock.advance(1000);
  keep("a");
  keep("a", true);
  deepStrictEqual((await kept()).sort(), ["a", "a", "a", "a-b", "b"]);
  keep("a", true);
  deepStrictEqual((await kept()).sort(), ["a", "a", "a", "a-b", "b"], "the oldest went");
});

test("a disk that takes no recording costs a line in the log and nothing else", async (t) => {
  const directory = join(temporaryFiles(t, { file: "" }), "file");
  const lines: string[] = [];
  const log = {
    ...silentLog,
    warn: (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`),
  };
  const store = new BundleStore({ directory, bundlesMax: 3, clock: createFakeClock(), log: log as typeof silentLog });
  store.keep({ kind: "volume", name: "a" }, async () => BUNDLE);
  await store.flush();
  strictEqual(lines.length, 1);
  match(lines[0] ?? "", /could not be kept.*EEXIST|could not be kept.*ENOTDIR/);
});
