// What a running driver used and was denied, and the grants that follow from it: with them nothing is denied any more.
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readGrantsFile } from "#host/conf/grants-file";
import { learnedGrants } from "#host/driver/learned-grants";
import { temporaryFiles } from "../support/files.ts";
import { guestBytes, withManifest } from "../support/guest-wat.ts";
import { testHost } from "../support/host-process.ts";
import { askingFields, recordedScene } from "../support/recorded-driver.ts";

const MADE = JSON.stringify({ status: "ok", result: { name: "v", size_bytes: 4096 } });
const ABSENT = JSON.stringify({ status: "not_found", message: "There is none." });
const data = (at: number, text: string) => `(data (i32.const ${at}) "${text.replaceAll('"', '\\"')}")`;
const FIELDS = `${askingFields("colour", `call $reply (i32.const 12288) (i32.const ${MADE.length})`)}
  ${data(12_288, MADE)} ${data(16_384, ABSENT)}
  (func (export "inspect_volume") (result i32) (call $reply (i32.const 16384) (i32.const ${ABSENT.length})))`;
const PERMISSIONS = ["log", "config", "random", "clock", "kv"].map((name) => ({
  ...{ name, reason: `It wants ${name}.`, optional: name !== "log" },
}));

test("a driver of files is seen to read and write, and another permission not to be used", async (t) => {
  const scene = recordedScene(t, "off");
  const file = readFileSync(new URL("../../../drivers-wasm/volume-file/volume-file.wasm", import.meta.url));
  const fs = [{ guest: "/volumes", host: scene.directory, mode: "rw" as const }];
  const driver = await scene.add("files", file, { grants: { log: true, clock: true, fs }, config: {} });
  await scene.create(driver);
  const seen = scene.supervisor.uses("volume", "files");
  const ways = seen.uses
    .filter(({ permission }) => permission === "fs")
    .map(({ item, how, denied }) => [item, how, denied]);
  deepStrictEqual(
    ways.some((way) => way.join() === "/volumes,rw,false"),
    true,
    JSON.stringify(ways),
  );
  const { grants, unused, beyond } = learnedGrants(seen);
  deepStrictEqual([grants.fs, unused, beyond], [fs, ["log", "clock"], []]);
});

test("the operator learns what a running driver was denied, as a file of grants with which it is denied nothing", async (t) => {
  const directory = temporaryFiles(t);
  const path = join(directory, "asks.wasm");
  writeFileSync(path, withManifest(await guestBytes(FIELDS), { permissions: PERMISSIONS }));
  const host = testHost(t);
  await host.up();
  strictEqual((await host.run("driver", "add", "asks", path, "--grant", "random", "--grant", "log")).code, 0);
  const create = await host.run("volume", "create", "v", "--size", "4096", "--driver", "asks");
  strictEqual(create.code, 0, create.err);
  const written = join(directory, "grants.yaml");
  const learned = await host.run("driver", "learn", "asks", "--write", written, "--json");
  deepStrictEqual(learned.json.denied.map(({ permission }: { permission: string }) => permission).sort(), [
    "clock",
    "config",
    "kv",
  ]);
  deepStrictEqual(learned.json.grants, { log: true, config: true, clock: true, random: true, kv: true });
  const text = readFileSync(written, "utf8");
  match(text, /^# kv: It wants kv\.\nkv: true$/m);
  strictEqual(statSync(written).mode & 0o777, 0o600);
  const { log, kv, clock } = readGrantsFile(written);
  deepStrictEqual([log, kv, clock], [true, true, true]);
  match((await host.run("driver", "learn", "asks", "--write", written)).err, /name a file that is not there/);
  await host.run("volume", "delete", "v");
  await host.run("driver", "remove", "asks", "--force");
  strictEqual((await host.run("driver", "add", "asks", path, "--grants", written)).code, 0);
  await host.run("volume", "create", "v", "--size", "4096", "--driver", "asks");
  deepStrictEqual((await host.run("driver", "learn", "asks", "--json")).json.denied, []);
});
