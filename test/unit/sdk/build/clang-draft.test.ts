// Drafts with clang: what is compiled anew when something changed, and what is not.
import { deepStrictEqual, match, ok, rejects } from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { draftWithClang } from "#sdk/build/clang-draft";
import type { DriverSource } from "#sdk/build/compiler";
import { temporaryFiles } from "../../../support/files.ts";

// A compiler of the same interface: an object is its source's name and text, a header that of what it saw, a module all objects.
// A source that waits is compiled when what is compiled ahead is there.
const COMPILER = `
import { existsSync, readdirSync, readFileSync } from "node:fs";
const isThere = (folder) => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".o") && readFileSync(folder + "/" + name, "utf8") === "header");
export async function runLLVM() {}
const at = (files, path) => path.split("/").reduce((place, name) => place[name], files);
const text = (bytes) => new TextDecoder().decode(bytes);
export const commands = {
  async clang(args, files, { stdout, stderr }) {
    const inputs = args.filter((arg, index) => /\\.(c|cpp|hpp|pch|o)$/.test(arg) && args[index - 1] !== "-o");
    const made = inputs.map((path) => path + "=" + text(at(files, path))).join(" ");
    const [, folder] = /waits for (\\S+)/.exec(made) ?? [];
    while (folder && !isThere(folder)) await new Promise((resolve) => setTimeout(resolve, 5));
    if (made.includes("wrong")) { stderr(new TextEncoder().encode("driver.c:1: error\\n")); throw new Error("Exited with status 1"); }
    const isLinked = !args.includes("-c") && !args.includes("c++-header");
    stdout(new TextEncoder().encode(args.includes("c++-header") ? "header" : isLinked ? made : text(at(files, inputs.at(-1)))));
    return {};
  },
};
`;

const SOURCES = {
  "mine/kit/kit.c": "kit",
  "mine/kit/kit.h": "",
  "mine/driver.cpp": "driver",
  "mine/driver.h": "",
};

/** Drafts of changed sources; each answers the module's text and the files that are new in the folder. */
function drafts(t: TestContext, prelude?: string, cache?: string) {
  const place = temporaryFiles(t);
  const folder = join(place, ".draft");
  writeFileSync(join(place, "bundle.js"), COMPILER);
  const url = pathToFileURL(join(place, "bundle.js")).href;
  let before: readonly string[] = [];
  return async (changed: Record<string, string> = {}) => {
    const sources = Object.entries({ ...SOURCES, ...changed }).map(
      ([path, text]) => [path, text.replace("FOLDER", join(folder, "clang"))] as const,
    );
    const files = new Map(sources.map(([path, text]) => [path, Buffer.from(text)]));
    const driver = { name: "mine", kit: "mine/kit", files } as unknown as DriverSource;
    const plain = { url, folder, cache, compileArgs: ["-O0"], linkArgs: ["-lc"] };
    const made = await draftWithClang(driver, prelude === undefined ? plain : { ...plain, prelude });
    ok(made.draft);
    const kept = readdirSync(join(folder, "clang"));
    const fresh = kept.filter((name) => !before.includes(name)).length;
    before = kept;
    return {
      module: Buffer.from(made.bytes).toString(),
      fresh,
      ...(made.ahead && { ahead: made.ahead }),
    };
  };
}

test("a source is compiled anew when it or a header that it may include changed", async (t) => {
  const draft = drafts(t);
  deepStrictEqual(await draft(), { module: "mine/kit/kit.c.o=kit mine/driver.cpp.o=driver", fresh: 2 });
  deepStrictEqual((await draft()).fresh, 0);
  const edited = await draft({ "mine/driver.cpp": "edited" });
  deepStrictEqual(edited, { module: "mine/kit/kit.c.o=kit mine/driver.cpp.o=edited", fresh: 1 });
  deepStrictEqual((await draft({ "mine/driver.h": "more" })).fresh, 1);
  deepStrictEqual((await draft({ "mine/kit/kit.h": "more" })).fresh, 2);
});

/** The process that compiles ahead keeps nobody alive. */
function stayAlive(t: TestContext): void {
  const timer = setInterval(() => {}, 1000);
  t.after(() => clearInterval(timer));
}

test("a header is compiled ahead with its code, while drafts do without, and again only when the kit changed", async (t) => {
  stayAlive(t);
  const draft = drafts(t, "all");
  const first = await draft();
  deepStrictEqual(first.module, "mine/kit/kit.c.o=kit mine/driver.cpp.o=driver");
  ok(await first.ahead);
  const second = await draft({ "mine/driver.cpp": "edited" });
  const module = "prelude.o=header mine/kit/kit.c.o=kit mine/driver.cpp.o=edited";
  deepStrictEqual([second.module, second.ahead], [module, undefined]);
  deepStrictEqual((await draft({ "mine/driver.cpp": "again" })).fresh, 1);
  const other = await draft({ "mine/kit/kit.h": "more" });
  ok(await other.ahead);
  match((await draft({ "mine/kit/kit.h": "more" })).module, /^prelude\.o=/);
});

test("what the kit is made into is made once for all drivers, and what a driver is made into stays its own", async (t) => {
  stayAlive(t);
  const cache = join(temporaryFiles(t), "cache");
  const first = await drafts(t, "all", cache)();
  ok(await first.ahead);
  deepStrictEqual([first.fresh, readdirSync(cache).length], [1, 3]);
  const second = await drafts(t, "all", cache)({ "mine/driver.cpp": "another" });
  deepStrictEqual(
    [second.module, second.fresh, second.ahead],
    ["prelude.o=header mine/kit/kit.c.o=kit mine/driver.cpp.o=another", 1, undefined],
  );
});

test("a draft that began without the header leaves it there, though it was made meanwhile", async (t) => {
  stayAlive(t);
  const draft = drafts(t, "all");
  const first = await draft();
  await draft({ "mine/driver.cpp": "waits for FOLDER" });
  ok(await first.ahead);
  const third = await draft();
  deepStrictEqual([third.module.startsWith("prelude.o=header "), third.ahead], [true, undefined]);
});

test("a header that cannot be compiled ahead is tried once, and drafts go on without it", async (t) => {
  stayAlive(t);
  const draft = drafts(t, "wrong");
  deepStrictEqual(await (await draft()).ahead, false);
  const next = await draft({ "mine/driver.cpp": "edited" });
  deepStrictEqual([next.module, next.ahead], ["mine/kit/kit.c.o=kit mine/driver.cpp.o=edited", undefined]);
});

test("what is wrong is told in clang's words and leaves what is kept", async (t) => {
  const draft = drafts(t);
  await draft();
  await rejects(draft({ "mine/driver.cpp": "wrong" }), /^Error: clang: driver\.c:1: error\nExited with status 1$/);
  const again = await draft();
  match(again.module, /driver\.cpp\.o=driver$/);
  deepStrictEqual(again.fresh, 0);
});
