// Calls that a host recorded, made again without it: the same comes of it, or it is said where not; and no secret is ever in a recording.
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { VolumeDriver } from "@holdfast/sdk";
import { withContext } from "#host/context";
import { guestBytes, withManifest } from "../support/guest-wat.ts";
import { commandLine } from "../support/own-command.ts";
import { ASKED, askingFields, linesOf, recordedScene, SECRET } from "../support/recorded-driver.ts";

const replay = (...args: string[]) => commandLine(["driver", "replay", ...args]);

for (const [runtime, isolation] of [
  ["linked", "dedicated"],
  ["extism", "dedicated"],
  ["linked", "process"],
] as const) {
  test(`a call that traps is made again offline, question by question, on ${runtime} in ${isolation}`, async (t) => {
    const scene = await recordedScene(t, "faults");
    const driver = await scene.add("asks", askingFields("colour"), { runtime, isolation });
    strictEqual(((await scene.create(driver)) as { code: string }).code, "DRIVER_TRAP");
    const [bundle = "", ...more] = await scene.bundles();
    strictEqual(more.length, 0);
    const questions = linesOf(bundle)
      .slice(1)
      .filter(({ asked }) => asked !== undefined);
    deepStrictEqual(
      questions.map(({ asked }) => asked),
      ["log", "random_bytes", "clock_now", "kv_get"],
    );
    match(questions[3].got[0], /"value":"colour"/);
    await scene.supervisor.close();
    const again = await replay(bundle, "--module", join(scene.directory, "asks.wasm"), "--json");
    strictEqual(again.code, 0, again.out + again.err);
    const { reproduced, sameModule, now, divergence } = again.json;
    deepStrictEqual([reproduced, sameModule, now.fault.code, divergence], [true, true, "DRIVER_TRAP", null]);
  });
}

test("an answer comes back byte for byte, random bytes and all", async (t) => {
  const scene = recordedScene(t, "all");
  // What the host's random bytes were is what it answers: no volume, but whatever it is it must come again.
  const told = askingFields(
    "colour",
    "call $output_set (call $random_bytes (call $text (i32.const 8448) (i32.const 12))) (i64.const 49)) (i32.const 0",
  );
  const driver = await scene.add("tells", told);
  await scene.create(driver);
  const bundle = (await scene.bundles()).at(-1) ?? "";
  const { answer } = linesOf(bundle).at(-1).outcome;
  ok(answer.text.includes("bytes"), JSON.stringify(answer));
  for (let round = 0; round < 2; round++) {
    const again = await replay(bundle, "--module", join(scene.directory, "tells.wasm"), "--json");
    deepStrictEqual([again.json?.reproduced, again.json?.now.answer], [true, answer.text]);
  }
});

test("a driver that was changed leaves the recording, and is told where", async (t) => {
  const scene = recordedScene(t, "faults");
  await scene.create(await scene.add("asks", askingFields("colour")));
  const [bundle = ""] = await scene.bundles();
  const other = join(scene.directory, "other.wasm");
  writeFileSync(other, withManifest(await guestBytes(askingFields("size"))));
  const { code, json } = await replay(bundle, "--module", other, "--json");
  deepStrictEqual([code, json.reproduced, json.sameModule], [1, false, false]);
  deepStrictEqual([json.divergence.function, json.divergence.at], ["create_volume", 3]);
  match(json.divergence.recorded.said[0], /colour/);
  match(json.divergence.asked.said[0], /size/);
  const shown = await replay(bundle, "--module", other);
  match(
    shown.out,
    /left the recording in create_volume at question 3\n.*recorded kv_get .*colour.*\n.*asked {4}kv_get .*size/,
  );
  const silent = join(scene.directory, "silent.wasm");
  writeFileSync(silent, withManifest(await guestBytes()));
  const less = (await replay(bundle, "--module", silent, "--json")).json;
  deepStrictEqual([less.reproduced, less.divergence.asked, less.divergence.recorded.call], [false, null, "log"]);
});

test("no secret is in a bundle, and the replay does without", async (t) => {
  const scene = recordedScene(t, "faults");
  const granted = "from-the-operators-file";
  writeFileSync(join(scene.directory, "secret"), granted);
  // Somebody has told it what it should only use.
  const permissions = [...ASKED, "secret"].map((name) => ({
    ...{ name, reason: "Tries it." },
    ...(name === "secret" && { secrets: ["door"] }),
  }));
  const file = withManifest(await guestBytes(askingFields(granted)), { permissions });
  const secret = { door: join(scene.directory, "secret") };
  const grants = { log: true, config: true, random: true, clock: true, kv: true, secret };
  await scene.create(await scene.add("asks", file, { grants }));
  const [bundle = ""] = await scene.bundles();
  const text = readFileSync(bundle, "utf8");
  for (const form of [
    granted,
    SECRET,
    encodeURIComponent(SECRET),
    Buffer.from(SECRET).toString("base64"),
    scene.directory,
  ])
    ok(!text.includes(form), form);
  const [head] = linesOf(bundle);
  deepStrictEqual([head.masked, head.options.config.size], [["password"], "3"]);
  strictEqual(statSync(bundle).mode & 0o777, 0o600);
  strictEqual(statSync(scene.recordings).mode & 0o777, 0o700);
});

test("an endless loop is recorded with its fuel, and does not end in the replay either", async (t) => {
  const scene = recordedScene(t, "faults");
  const driver = await scene.add("loops", askingFields("colour", "loop $for_ever (br $for_ever)) (i32.const 0"), {
    limits: { fuelMax: 5_000_000 },
  });
  await scene.create(driver);
  const [bundle = ""] = await scene.bundles();
  const { code, json } = await replay(bundle, "--module", join(scene.directory, "loops.wasm"), "--json");
  deepStrictEqual(
    [code, json.recorded.fault.code, json.now.fault.code],
    [0, "DRIVER_OUT_OF_FUEL", "DRIVER_OUT_OF_FUEL"],
  );
});

test("what an instance did before is done again before the call", async (t) => {
  const scene = recordedScene(t, "faults");
  // It traps in its third call only, and asks each time.
  const fields =
    `${askingFields("colour", "if (i32.eq (global.get $calls) (i32.const 3)) (then unreachable)) (call $reply (i32.const 12288) (i32.const 55)")}
  (global $calls (mut i32) (i32.const 0))
  (data (i32.const 12288) "{\\"status\\":\\"ok\\",\\"result\\":{\\"name\\":\\"v\\",\\"size_bytes\\":4096}}")`.replace(
      "(call $log_info",
      "(global.set $calls (i32.add (global.get $calls) (i32.const 1))) (call $log_info",
    );
  const driver = await scene.add("thrice", fields);
  deepStrictEqual(await scene.create(driver), { name: "v", sizeBytes: 4096 });
  await scene.create(driver);
  strictEqual(((await scene.create(driver)) as { code: string }).code, "DRIVER_TRAP");
  const [bundle = ""] = await scene.bundles();
  const { code, json } = await replay(bundle, "--module", join(scene.directory, "thrice.wasm"), "--json");
  deepStrictEqual([code, json.reproduced, json.earlierCalls >= 2], [0, true, true]);
});

test("files are answered from the recording: the directory may be gone", async (t) => {
  const scene = recordedScene(t, "all");
  const driver = await scene.add(
    "files",
    readFileSync(new URL("../../../drivers-wasm/volume-file/volume-file.wasm", import.meta.url)),
    {
      grants: { log: true, fs: [{ guest: "/volumes", host: scene.directory, mode: "rw" }] },
      config: {},
    },
  );
  deepStrictEqual(((await scene.create(driver)) as { name: string }).name, "v");
  await withContext({ timeoutMs: 60_000 }, (ctx) => (driver as VolumeDriver).deleteVolume(ctx, { name: "v" }));
  const all = await scene.bundles();
  await scene.supervisor.close();
  const named = (name: string) =>
    all.find((bundle) => linesOf(bundle).some(({ step, export: of }) => step === "call" && of === name));
  for (const name of ["create_volume", "delete_volume"]) {
    const bundle = named(name) ?? "";
    ok(
      linesOf(bundle).some(({ asked }) => asked === "wasi.path_open" || asked === "wasi.path_unlink_file"),
      name,
    );
    const { code, json, err } = await replay(bundle, "--module", "builtin:volume-file", "--json");
    deepStrictEqual([code, json.divergence, json.function], [0, null, name], err);
  }
});

test("the last recordings are kept, listed, and can carry their driver", async (t) => {
  const scene = recordedScene(t, "all", { bundlesMax: 2 });
  const driver = await scene.add("asks", askingFields("colour"));
  scene.supervisor.record("volume", "asks", { mode: "all", withModule: true });
  for (let call = 0; call < 3; call++) await scene.create(driver);
  const all = await scene.bundles();
  strictEqual(all.length, 2);
  strictEqual((await replay(all[1] ?? "")).code, 0, "the file is in it");
  const env = { HOLDFAST_DATA_DIR: scene.directory };
  const { json } = await commandLine(["driver", "bundles", "asks", "--data-dir", scene.directory, "--json"], { env });
  deepStrictEqual(
    json.bundles.map(({ file }: { file: string }) => file),
    all,
  );
  notStrictEqual(json.bundles[0].outcome, "");
  scene.supervisor.record("volume", "asks", { mode: "off", withModule: false });
  await scene.create(driver);
  deepStrictEqual(await scene.bundles(), all);
});

test("what is no bundle is refused with its line, and one without its driver asks for it", async (t) => {
  const scene = recordedScene(t, "faults");
  await scene.create(await scene.add("asks", askingFields("colour")));
  const [bundle = ""] = await scene.bundles();
  const whole = readFileSync(bundle, "utf8");
  const half = join(scene.directory, "half.jsonl");
  const lines = whole.split("\n");
  const bad: Record<string, RegExp> = {
    "": /line 1/,
    "not json": /line 1/,
    '{"format":"holdfast-recording","version":99}': /version 99, this host reads 1/,
    [lines.slice(0, -2).join("\n")]: /ends before the outcome/,
    [[lines[0], lines.at(-2)].join("\n")]: /the steps must be/,
    [`${whole}{"more":1}\n`]: /is none of step, asked/,
    [whole.replace('"said":[', '"said":[{"base":1},')]: /a value is none of text/,
  };
  for (const [text, reason] of Object.entries(bad)) {
    writeFileSync(half, text);
    const { code, err } = await replay(half, "--json");
    const { error } = JSON.parse(err);
    deepStrictEqual([code, error.code], [2, "INVALID_PARAMS"], text.slice(0, 100));
    match(error.message, reason);
  }
  match((await replay(bundle)).err, /not in the bundle: give it as --module FILE/);
  strictEqual(JSON.parse((await replay(join(scene.directory, "none"), "--json")).err).error.code, "NOT_FOUND");
});

test("a recording that lies about itself takes no more of this machine for it, and one that brings another driver is refused", async (t) => {
  const scene = recordedScene(t, "faults");
  await scene.create(await scene.add("asks", askingFields("colour")));
  const [bundle = ""] = await scene.bundles();
  const [head, ...rest] = readFileSync(bundle, "utf8").split("\n");
  const lying = join(scene.directory, "lying.jsonl");
  const write = (change: Record<string, unknown>, more = "") => {
    const said = JSON.parse(head ?? "");
    const { options = {}, driver = {} } = change as Record<string, object>;
    const lie = { ...said, ...change, options: { ...said.options, ...options }, driver: { ...said.driver, ...driver } };
    writeFileSync(lying, [JSON.stringify(lie), ...rest].join("\n") + more);
  };
  const module = join(scene.directory, "asks.wasm");
  const MAX = Number.MAX_SAFE_INTEGER;
  for (const lie of [
    { heapMibMax: 0, timeoutMs: MAX },
    { heapMibMax: MAX, options: { memoryPagesMax: MAX, hostBytesMax: MAX, outputBytesMax: MAX } },
    { options: { fs: [{ guest: "/../../etc", host: "/etc", mode: "rw" }] }, grants: ["exec anything"] },
  ]) {
    write(lie);
    const { code, json, err } = await replay(lying, "--module", module, "--json");
    deepStrictEqual([code, json?.reproduced, json?.now.fault.code], [0, true, "DRIVER_TRAP"], err);
  }
  write({ driver: { name: "\u001b[2J../../one", version: "\u0007" } });
  const { out } = await replay(lying, "--module", module);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there.
  strictEqual(/[\u0000-\u0008\u000b-\u001f]/.test(out), false, JSON.stringify(out));
  write({}, `${JSON.stringify({ module: Buffer.from("another").toString("base64") })}\n`);
  strictEqual(JSON.parse((await replay(lying, "--json")).err).error.code, "DRIVER_DIGEST_MISMATCH");
  truncateSync(lying, 128 * 1024 * 1024 + 1);
  for (const path of [lying, scene.directory, "/dev/zero"])
    strictEqual(JSON.parse((await replay(path, "--json")).err).error.code, "INVALID_PARAMS", path);
});
