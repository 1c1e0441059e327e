// Rules files as the operator meets them: judged whole before use, refused with every mistake, and the log of what they let run.
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { askExecutor, executorPlace } from "../support/executor.ts";
import { temporaryFiles } from "../support/files.ts";
import { commandLine as command } from "../support/own-command.ts";

const GOOD = `version: 1
roots: { here: /tmp }
rules:
  list:
    type: command
    description: Lists.
    binary: [/nowhere/ls, /bin/ls]
    argv: [-l, "{place}"]
    parameters: { place: { type: path, root: here } }
`;

test("executor check says what can be used here, and why the rest cannot", async (t) => {
  const file = join(temporaryFiles(t), "rules.yaml");
  writeFileSync(file, GOOD, { mode: 0o600 });
  const good = await command(["executor", "check", file, "--json"]);
  deepStrictEqual(good.json.rules, [{ id: "list", type: "command", description: "Lists." }]);
  strictEqual(good.code, 0);
  writeFileSync(file, `${GOOD}  gone: { type: daemon, description: Is not there., binary: /nowhere/at-all }\n`);
  const half = await command(["executor", "check", file]);
  match(half.out, /gone +daemon +\/nowhere\/at-all is not installed/);
  strictEqual(half.code, 1);
});

test("a file with a mistake is refused with every mistake in it", async (t) => {
  const file = join(temporaryFiles(t), "rules.yaml");
  const mistakes: readonly (readonly [string, RegExp])[] = [
    [GOOD.replace("/bin/ls", "/bin/sh"), /runs commands that are text/],
    [GOOD.replace("/bin/ls", "/usr/bin/env"), /runs commands that are text/],
    [GOOD.replace("/bin/ls", "ls"), /absolute path/],
    [GOOD.replace("{place}", "{other}"), /\{other\} is no parameter.*nothing in argv uses the parameter place/],
    [GOOD.replace("{place}", "{place"), /must hold texts/],
    [GOOD.replace("root: here", "root: there"), /not among the roots/],
    [GOOD.replace("here: /tmp", "here: tmp"), /absolute path/],
    [GOOD.replace("type: path, root: here", 'type: name, pattern: "("'), /no regular expression/],
    [GOOD.replace("description: Lists.", "description: Lists.\n    shell: true"), /shell is not a key/],
    [
      GOOD.replace("description: Lists.", "description: Lists.\n    environment: { LD_PRELOAD: /x }"),
      /no name that a rule may set/,
    ],
    [`${GOOD}  list: { type: command, description: Again., binary: /bin/ls }\n`, /unique|there already/],
    [GOOD.replace("version: 1", "version: 2"), /must be 1/],
    ["[]", /must be an object/],
    ["a: *b", /alias|anchor/i],
  ];
  for (const [text, words] of mistakes) {
    writeFileSync(file, text, { mode: 0o600 });
    const { code, err } = await command(["executor", "check", file]);
    strictEqual(code, 2, err);
    match(err, words);
  }
  writeFileSync(file, GOOD);
  chmodSync(file, 0o666);
  match((await command(["executor", "check", file])).err, /may be written by others/);
});

test("executor audit shows what was run and what was refused", async (t) => {
  const place = executorPlace("list: { type: command, description: Lists., binary: /bin/ls, argv: [/] }");
  t.after(() => place.remove());
  const executor = await place.start();
  await askExecutor(executor, "exec", { rule: "list" });
  await askExecutor(executor, "exec", { rule: "list", parameters: [{ name: "x", value: "y" }] });
  await executor.close();
  const data = join(place.directory, "data");
  const { json } = await command(["executor", "audit", "--json", "--data-dir", data]);
  deepStrictEqual(
    json.lines.map(({ event }: { event: string }) => event),
    ["run", "ended", "refused"],
  );
  const [run, ended, refused] = json.lines;
  deepStrictEqual([run.driver, run.rule, run.argv], ["test", "list", ["/bin/ls", "/"]]);
  deepStrictEqual([ended.run, ended.exitCode, typeof ended.durationMs], [run.run, 0, "number"]);
  match(refused.reason, /has no parameter "x"/);
  const shown = await command(["executor", "audit", "--limit", "1", "--data-dir", data]);
  match(shown.out, /refused +test +list +the rule list has no parameter "x"/);
});
