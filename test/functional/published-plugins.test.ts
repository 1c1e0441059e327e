// Plugins that others built with the official PDKs and published: loaded by path as functions, they answer as on the Extism SDK.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import createPlugin from "@extism/extism";
import type { FunctionDriver } from "@holdfast/sdk";
import { withContext } from "#host/context";
import { createSupervisor } from "#host/driver/supervisor";
import { silentLog } from "#host/log";
import { temporaryFiles } from "../support/files.ts";

/** The folder `wasm` of the module github.com/extism/go-sdk, which carries plugins of many languages. */
const FOLDER = process.env["HOLDFAST_PUBLISHED_PLUGINS"];

interface Published {
  readonly file: string;
  /** What it was built with. */
  readonly kit: "Rust" | "TinyGo" | "Go" | "Haskell" | "C";
  readonly call: string;
  readonly inputs: readonly string[];
}

const PUBLISHED: readonly Published[] = [
  { file: "count_vowels", kit: "Rust", call: "count_vowels", inputs: ["hello world", "aeiou AEIOU ü", ""] },
  { file: "read_write", kit: "Rust", call: "try_read", inputs: [""] },
  { file: "config", kit: "TinyGo", call: "run_test", inputs: [""] },
  { file: "var", kit: "TinyGo", call: "run_test", inputs: ["", ""] },
  { file: "replace", kit: "TinyGo", call: "run_test", inputs: ["this is a test", ""] },
  { file: "log", kit: "TinyGo", call: "run_test", inputs: [""] },
  { file: "fs", kit: "TinyGo", call: "run_test", inputs: [""] },
  { file: "fs_std", kit: "Go", call: "run_test", inputs: [""] },
  { file: "hello_haskell", kit: "Haskell", call: "testing", inputs: ["you", "ü"] },
  { file: "hello", kit: "C", call: "run_test", inputs: [""] },
  { file: "fail", kit: "C", call: "run_test", inputs: [""] },
  { file: "alloc", kit: "C", call: "run_test", inputs: [""] },
];

test("plugins of five kits answer as functions what they answer on the Extism SDK", { timeout: 180_000 }, async (t) => {
  if (FOLDER === undefined) {
    t.skip(
      "published plugins are on no registry of npm: fetch the Go module that has them, and name it in HOLDFAST_PUBLISHED_PLUGINS",
    );
    return;
  }
  const directory = join(temporaryFiles(t), "mnt");
  mkdirSync(directory);
  writeFileSync(join(directory, "test.txt"), "hello world!");
  const config = { thing: "hello", path: "/mnt/test.txt" };
  for (const runtime of ["linked", "extism"] as const) {
    for (const plugin of PUBLISHED) {
      const place: Place = { file: join(FOLDER, `${plugin.file}.wasm`), directory, config };
      const expected = await onSdk(place, plugin);
      assert.deepEqual(await asFunction(t, { ...place, runtime }, plugin), expected, `${plugin.file} on ${runtime}`);
    }
  }
});

interface Place {
  readonly file: string;
  readonly directory: string;
  readonly config: Readonly<Record<string, string>>;
}

const FAILED = "failed: ";

async function onSdk({ file, directory, config }: Place, { call, inputs }: Published): Promise<readonly string[]> {
  const plugin = await createPlugin(file, { useWasi: true, config, allowedPaths: { "/mnt": directory } });
  try {
    const answers: string[] = [];
    for (const input of inputs) {
      const answer = plugin.call(call, input).then((output) => output?.text() ?? "");
      answers.push(
        await answer.catch((error: Error) => FAILED + error.message.replace("Plugin-originated error: ", "")),
      );
    }
    return answers;
  } finally {
    await plugin.close();
  }
}

async function asFunction(
  t: TestContext,
  { file, directory, config, runtime }: Place & { readonly runtime: "linked" | "extism" },
  { call, inputs }: Published,
): Promise<readonly string[]> {
  const supervisor = createSupervisor({ log: silentLog, runtime });
  t.after(() => supervisor.close());
  return withContext({ timeoutMs: 60_000 }, async (ctx) => {
    const grants = { config: true, log: true, fs: [{ guest: "/mnt", host: directory, mode: "rw" as const }] };
    await supervisor.add(ctx, { kind: "function", name: "f", path: file, config, grants });
    const driver = supervisor.set<FunctionDriver>("function").get("f");
    const answers: string[] = [];
    for (const input of inputs) {
      const answer = driver
        .call(ctx, call, new TextEncoder().encode(input))
        .then((output) => Buffer.from(output).toString());
      answers.push(
        await answer.catch((error: Error) => FAILED + error.message.replace(/^driver f failed( in \w+)?: /, "")),
      );
    }
    await supervisor.close();
    return answers;
  });
}
