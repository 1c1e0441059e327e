import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { compileWithClang } from "#sdk/build/clang";
import type { DriverSource } from "#sdk/build/compiler";
import { temporaryFiles } from "../../../support/files.ts";
import { until } from "../../../support/until.ts";

// A compiler of the same interface; what it does is the text of the one source.
const COMPILER = `
let loads = 0;
export async function runLLVM() { loads += 1; }
export const commands = {
  async clang(args, files, { stderr }) {
    const source = new TextDecoder().decode(files.mine["driver.c"]);
    if (source === "dies") process.exit(3);
    if (source === "wrong") { stderr(new TextEncoder().encode("driver.c:1: error\\n")); throw new Error("Exited with status 1"); }
    if (source === "nothing") return {};
    if (source === "endless") for (;;);
    return { "mine.wasm": new TextEncoder().encode([process.pid, loads, ...args].join(" ")) };
  },
};
`;

/** Compiles such a text; answers what the module says: process, loads, arguments. */
function compiler(t: TestContext) {
  const file = join(temporaryFiles(t), "bundle.js");
  writeFileSync(file, COMPILER);
  const url = pathToFileURL(file).href;
  return async (text: string, signal?: AbortSignal) => {
    const files = new Map([["mine/driver.c", Buffer.from(text)]]);
    const driver = { name: "mine", files } as unknown as DriverSource;
    const { bytes, command } = await compileWithClang(driver, { url, args: ["-Os", "x.c"], signal });
    strictEqual(command, "clang -Os x.c");
    const [pid, loads, ...args] = Buffer.from(bytes).toString().split(" ");
    deepStrictEqual(args, ["-Os", "x.c"]);
    return { pid: Number(pid), loads: Number(loads) };
  };
}

test("clang runs in one process of its own, drivers one after the other", async (t) => {
  const compile = compiler(t);
  const [one, two] = await Promise.all([compile("good"), compile("good")]);
  strictEqual(one.pid, two.pid);
  strictEqual(one.pid === process.pid, false);
  deepStrictEqual([one.loads, two.loads], [1, 2]);
});

test("what it says of a source that is wrong is the error, and that it wrote nothing", async (t) => {
  const compile = compiler(t);
  await rejects(compile("wrong"), /^Error: clang: driver\.c:1: error\nExited with status 1$/);
  await rejects(compile("nothing"), /^Error: clang: it wrote no module$/);
});

test("a process that ends in the middle is an error, and the next driver gets another", async (t) => {
  const compile = compiler(t);
  const { pid } = await compile("good");
  await rejects(compile("dies"), /^Error: clang: its process ended with 3$/);
  const next = await compile("good");
  strictEqual(next.pid === pid, false);
});

test("what is being compiled ends at once when nobody wants it any more, and the next driver gets another process", async (t) => {
  const compile = compiler(t);
  const { pid } = await compile("good");
  const nobody = new AbortController();
  const compiling = compile("endless", nobody.signal);
  nobody.abort(new Error("interrupted"));
  await rejects(compiling, /^Error: interrupted$/);
  await rejects(compile("good", nobody.signal), /^Error: interrupted$/);
  const next = await compile("good");
  strictEqual(next.pid === pid, false);
  await until("its process is gone", () => !isAlive(pid));
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
