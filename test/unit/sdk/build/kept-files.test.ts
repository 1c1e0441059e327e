// What is kept between drafts: whole files only, in the first folder that takes them, and no more than fits.
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { KeptFiles, writeWhole } from "#sdk/build/kept-files";
import { temporaryFiles } from "../../../support/files.ts";
import { until } from "../../../support/until.ts";

const bytes = (length: number) => async () => new Uint8Array(length).fill(1);
const never = () => Promise.reject(new Error("made again"));

test("a file is made once, found again by any session, and made anew when a power cut left it empty", async (t) => {
  const folder = join(temporaryFiles(t), "kept");
  const [one, other] = [0, 1].map(() => new KeptFiles([{ folder, bytesMax: 100 }])) as [KeptFiles, KeptFiles];
  strictEqual(one.found("a.o"), undefined);
  const place = await one.file("a.o", bytes(3));
  strictEqual(await other.file("a.o", never), place);
  await rejects(one.file("b.o", never), /made again/);
  deepStrictEqual(readdirSync(folder), ["a.o"]);
  writeFileSync(place, "");
  strictEqual(other.found("a.o"), undefined);
  strictEqual(readFileSync(await other.file("a.o", bytes(4))).length, 4);
});

test("what was used longest ago goes when there is too much, also what another session has left half-written", async (t) => {
  const folder = join(temporaryFiles(t, { "kept/.dead.1.new": "x".repeat(60) }), "kept");
  const kept = new KeptFiles([{ folder, bytesMax: 100 }]);
  for (const name of ["a", "b", "c"]) await atAnotherTime(folder, () => kept.file(name, bytes(40)));
  await atAnotherTime(folder, async () => ok(kept.found("a")));
  kept.dropOld();
  deepStrictEqual(readdirSync(folder).sort(), ["a", "c"]);
});

test("a folder that cannot be written is passed over for the next, and what the last one says is told", async (t) => {
  const place = temporaryFiles(t, { "a file": "in the way" });
  const [blocked, folder] = [join(place, "a file", "cache"), join(place, "own")];
  const kept = new KeptFiles([
    { folder: blocked, bytesMax: 100 },
    { folder, bytesMax: 100 },
  ]);
  strictEqual(await kept.file("a", bytes(3)), join(folder, "a"));
  strictEqual(kept.found("a"), join(folder, "a"));
  kept.dropOld();
  await rejects(new KeptFiles([{ folder: blocked, bytesMax: 100 }]).file("a", bytes(3)), /ENOTDIR|EEXIST/);
});

test("a file that is written keeps its name free until it is whole, and nothing stays of one that fails", (t) => {
  const place = temporaryFiles(t);
  writeWhole(join(place, "made.wasm"), Uint8Array.of(1));
  mkdirSync(join(place, "folder"));
  try {
    writeWhole(join(place, "folder"), Uint8Array.of(1));
    ok(false, "a folder was replaced");
  } catch (error) {
    ok((error as NodeJS.ErrnoException).code, String(error));
  }
  deepStrictEqual(readdirSync(place).sort(), ["folder", "made.wasm"]);
});

/** The kernel's clock of files has ticks: the next change must fall into another one. */
async function atAnotherTime(folder: string, change: () => Promise<unknown>): Promise<void> {
  await change();
  const latest = Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).ctimeMs));
  const probe = `${folder}.probe`;
  await until("the next tick", () => {
    writeFileSync(probe, "");
    return statSync(probe).ctimeMs > latest;
  });
}
