import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { temporaryFiles } from "../support/files.ts";
import { command, testHost } from "../support/host-process.ts";
import { commandLine } from "../support/own-command.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const README = readFileSync(join(ROOT, "README.md"), "utf8");

/** The fenced blocks of a language below a heading. */
function blocks(language: string, heading: string): string[] {
  const section = README.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    (match) => match[1] ?? "",
  );
}

/** The projects that are built with these, each in its folder. */
function builtWith(projects: readonly string[]): string[] {
  return projects.flatMap((project) => {
    const config = parse(readFileSync(join(ROOT, project, "tsconfig.json"), "utf8")) as Project;
    return [project, ...builtWith((config.references ?? []).map(({ path }) => join(project, path)))];
  });
}

interface Project {
  readonly references?: readonly { readonly path: string }[];
}

/** Words of a shell line, single quotes respected. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");
}

test("npm start builds all that a host runs, the executor of its own process too", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: { start: string } };
  const [, projects = ""] = /^tsc -b (.+?) && /.exec(scripts.start) ?? [];
  const parts = builtWith(["."]).filter((project) => /^(sdk|host)(\/|$)/.test(project));
  assert.deepEqual([...new Set(builtWith(projects.split(" ")))].sort(), [...new Set(parts)].sort());
  assert.ok(parts.includes("host/executor"));
});

test("the five minutes of the README, networks and a kind of one's own can be typed as they stand", async (t) => {
  const host = testHost(t);
  const [start = "", ...networks] = blocks("sh", "Networks");
  const [, set = ""] = /^npm start -- --set (\S+)\n$/.exec(start) ?? [];
  await host.up({ set: ["driver.callTimeoutMs=5s", set] });
  const cwd = temporaryFiles(t);
  const kinds = blocks("sh", "Write a driver").filter((block) => block.includes("holdfast kind"));
  const shown = [...blocks("sh", "Five minutes"), ...networks, ...kinds];
  const lines = shown.flatMap((block) => block.trim().split("\n"));
  assert.ok(lines.length >= 25 && kinds.length === 1, "the commands were found");
  for (const line of lines) {
    const [typed = "", comment = ""] = line.split(/\s+# /);
    const [program, ...args] = words(typed);
    if (program === "mkdir") {
      mkdirSync(join(cwd, args.at(-1) ?? ""), { recursive: true });
      continue;
    }
    assert.deepEqual([program, args.shift()], ["npx", "holdfast"], line);
    // What npm would fetch is not what is shown here.
    if (args[1] === "new" && args[0] === "driver") args.push("--no-install");
    const placed = args.map((arg) => (arg.startsWith("drivers-wasm/") ? join(ROOT, arg) : arg));
    const { code, out, err } = await command(["--data-dir", host.dataDir, ...placed], { cwd });
    const [, expected = "0", error = ""] = /exit (\d): ?(\w*)/.exec(comment) ?? [];
    assert.equal(code, Number(expected), `${line}\n${out}${err}`);
    if (/^DRIVER_/.test(error)) assert.match(err, new RegExp(error), line);
  }
});

test("the configuration of the README is one that a host accepts", async (t) => {
  const texts = blocks("yaml", "Configure");
  assert.equal(texts.length, 3);
  assert.equal(parse(texts[0] ?? "").host.name, "edge-7");
  for (const text of texts) {
    const file = join(temporaryFiles(t, { "holdfast.yaml": text }), "holdfast.yaml");
    const { code, err } = await commandLine(["config", "check", "--values-only", "--config", file]);
    assert.equal(code, 0, err);
  }
});

test("every command of the README's table exists with its subcommands", async () => {
  const rows = [...README.matchAll(/^\| `holdfast (\w+)([^`]*)` \|/gm)];
  assert.ok(rows.length >= 10);
  for (const [, name = "", rest = ""] of rows) {
    const { code, out } = await commandLine([name, "--help"]);
    assert.equal(code, 0, name);
    for (const child of rest
      .trim()
      .split("\\|")
      .filter((word) => /^[a-z-]+$/.test(word))) {
      assert.match(out, new RegExp(`^  ${child}\\b`, "m"), `${name} ${child}`);
    }
  }
});
