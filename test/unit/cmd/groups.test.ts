// What the command line loads before it knows what is wanted, and for a verdict: little, since every command waits for it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { GROUPS } from "#host/cmd/groups";
import { commandLine } from "../../support/own-command.ts";

const CMD = fileURLToPath(new URL("../../../../host/dist/cmd/", import.meta.url));
const STATIC = /^(?:import|export)\s(?:[^;"']*?\sfrom\s)?"([^"]+)"/gm;

/** The packages that are loaded with a file, by its static imports and theirs. */
function packagesOf(file: string): string[] {
  const [packages, seen, waiting] = [new Set<string>(), new Set<string>(), [pathToFileURL(join(CMD, file))]];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at.href)) continue;
    seen.add(at.href);
    for (const [, name = ""] of readFileSync(at, "utf8").matchAll(STATIC)) {
      if (name.startsWith(".")) waiting.push(new URL(name, at));
      else if (!name.startsWith("node:")) packages.add(name);
      if (name.startsWith("@holdfast/")) waiting.push(pathToFileURL(createRequire(at).resolve(name)));
    }
  }
  return [...packages].sort();
}

test("before a command is chosen nothing is loaded but the parser of command lines", () => {
  assert.deepEqual(packagesOf("main.js"), ["@holdfast/sdk/status", "commander"]);
});

test("a verdict waits for no schema, no socket and no database", () => {
  for (const file of ["driver.js", "driver-check.js", "driver-info.js"]) {
    const foreign = packagesOf(file).filter((name) => !name.startsWith("@holdfast/sdk/") && name !== "commander");
    assert.deepEqual(foreign, [], file);
  }
});

test("every group fills itself in under the name that help shows, also for `help NAME`", async () => {
  const { out } = await commandLine(["--help"]);
  for (const { usage, description } of GROUPS) {
    const [name = ""] = usage.split(" ");
    assert.ok(out.includes(`  ${usage}`) || out.includes(`  ${name}|`), usage);
    const own = await commandLine([name, "--help"]);
    assert.match(own.out, new RegExp(`^Usage: holdfast ${name}`), name);
    assert.ok(own.out.replaceAll(/\s+/g, " ").includes(description), name);
    assert.equal((await commandLine(["help", name])).out, own.out);
  }
});
