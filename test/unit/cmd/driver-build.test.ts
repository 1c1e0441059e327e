// Building and watching when the user has had enough: the compiler ends with the command.
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CLANG_PACKAGE } from "#sdk/build/clang";
import { temporaryFiles } from "../../support/files.ts";
import { commandLine } from "../../support/own-command.ts";
import { until } from "../../support/until.ts";

const CLANG = "node_modules/@yowasp/clang";
// It says that it has begun, and never comes to an end.
const ENDLESS = `
import { writeFileSync } from "node:fs";
export async function runLLVM() {}
export const commands = { async clang() { writeFileSync(new URL("began", import.meta.url), String(process.pid)); for (;;); } };
`;

test("an interrupt ends a compiler in the middle of its work, and leaves nothing", async (t) => {
  const place = temporaryFiles(t, {
    [`${CLANG}/package.json`]: JSON.stringify({ version: CLANG_PACKAGE.version, type: "module" }),
    [`${CLANG}/${CLANG_PACKAGE.file}`]: ENDLESS,
  });
  const made = await commandLine(["driver", "new", "mydisk", "--lang", "c", "--no-install"], { cwd: place });
  strictEqual(made.code, 0, made.err);
  const cwd = join(place, "mydisk");
  const before = readdirSync(cwd);
  const began = join(place, CLANG, "gen/began");
  // A watch is ended by no other way.
  for (const [verb, exitCode] of [
    ["build", 130],
    ["watch", 0],
  ] as const) {
    let interrupt = (_exitCode: number) => {};
    const onInterrupt = (listener: (exitCode: number) => void) => {
      interrupt = listener;
      return () => {};
    };
    const running = commandLine(["driver", verb], { cwd, onInterrupt });
    await until("the compiler is at work", () => existsSync(began) && readFileSync(began, "utf8") !== "");
    const pid = Number(readFileSync(began, "utf8"));
    interrupt(130);
    const { code, err } = await running;
    strictEqual(code, exitCode, err);
    if (verb === "build") match(err, /^error: interrupted/m);
    await until("the compiler is gone", () => !isAlive(pid));
    deepStrictEqual(readdirSync(cwd), before);
    rmSync(began);
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
