// Native tools: they see the sources and nothing else, end by their deadline, and are heard when they fail.
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder, mirrorFiles, runTool } from "#sdk/build/native";
import { temporaryFiles } from "../../../support/files.ts";

const ENV = { PATH: process.env["PATH"] };
const node = (script: string, timeoutMs = 20_000) =>
  runTool(process.execPath, ["-e", script], { cwd: process.cwd(), env: ENV, timeoutMs });

test("the sources stand in a fresh folder that is gone afterwards, also when the work fails", async () => {
  let place = "";
  const files = new Map([["kit/deep/a.txt", new TextEncoder().encode("a")]]);
  await rejects(
    inFolder(files, async (folder) => {
      place = folder;
      ok(existsSync(`${folder}/kit/deep/a.txt`));
      throw new Error("the compiler fell over");
    }),
    /fell over/,
  );
  ok(!existsSync(place));
});

test("a folder that stays gets what changed, loses what is gone, and keeps the rest untouched", (t) => {
  const folder = join(temporaryFiles(t), "sources");
  const mirror = (files: Record<string, string>) =>
    mirrorFiles(new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])), folder);
  mirror({ "kit/a.c": "a", "mine/b.c": "b", "mine/old/c.c": "c" });
  const before = statSync(join(folder, "kit/a.c"), { bigint: true });
  mirror({ "kit/a.c": "a", "mine/b.c": "longer" });
  const after = statSync(join(folder, "kit/a.c"), { bigint: true });
  deepStrictEqual([after.mtimeNs, after.ino], [before.mtimeNs, before.ino]);
  strictEqual(readFileSync(join(folder, "mine/b.c"), "utf8"), "longer");
  deepStrictEqual(readdirSync(join(folder, "mine/old")), []);
});

test("a tool's output is answered, and what it gets of the environment is what was named", async () => {
  const said = await node("console.log(JSON.stringify(Object.keys(process.env).filter((k) => k !== 'PATH')))");
  deepStrictEqual(
    JSON.parse(said).filter((key: string) => !key.startsWith("__")),
    [],
  );
});

test("a tool that fails is quoted, one that is missing is named, one that hangs is ended", async () => {
  await rejects(node("console.error('line 3: no such thing'); process.exit(3)"), /line 3: no such thing/);
  await rejects(
    runTool("holdfast-no-such-tool", [], { cwd: process.cwd(), env: ENV, timeoutMs: 1000 }),
    /holdfast-no-such-tool could not be started/,
  );
  await rejects(node("setInterval(() => {}, 1000)", 300), /took more than 300 ms/);
});

test("a tool that floods is cut, not gathered", async () => {
  const said = await node("process.stdout.write('x'.repeat(1 << 22))");
  strictEqual(said.length, 64 * 1024);
});
