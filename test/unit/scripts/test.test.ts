// Shows that the test runner finds what is there, runs nothing that is gone, and cannot report a failure as success.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { compiledTests, processFiles } from "#scripts/test";

const SCRIPTS = join(process.cwd(), "scripts/dist");

function folder(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "holdfast-test-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Node's runner on `files` with our reporter; the variable that marks a nested run is taken away, or the child would only report to us. */
function report(root: string, files: readonly string[]) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const reporter = `--test-reporter=${pathToFileURL(join(SCRIPTS, "test-reporter.js")).href}`;
  return spawnSync(process.execPath, ["--test", reporter, ...files], { cwd: root, env, encoding: "utf8" });
}

test("tests are listed from their sources, so a compiled test without source is left out", (t) => {
  const root = folder(t, {
    "test/unit/b.test.ts": "",
    "test/functional/a.test.ts": "",
    "test/dist/unit/b.test.js": "",
    "test/dist/unit/gone.test.js": "",
    "test/support/wat.ts": "",
  });
  assert.deepEqual(compiledTests(root, []), ["test/dist/functional/a.test.js", "test/dist/unit/b.test.js"]);
  assert.deepEqual(compiledTests(root, ["unit/"]), ["test/dist/unit/b.test.js"]);
  assert.deepEqual(compiledTests(root, ["--except", "unit/", "c.test"]), ["test/dist/functional/a.test.js"]);
});

test("words choose the files whose path contains any of them", (t) => {
  const root = folder(t, {
    "test/unit/rpc/hub.test.ts": "",
    "test/unit/db/a.test.ts": "",
    "test/unit/conf/b.test.ts": "",
  });
  assert.deepEqual(compiledTests(root, ["rpc/", "db/"]), [
    "test/dist/unit/db/a.test.js",
    "test/dist/unit/rpc/hub.test.js",
  ]);
  assert.deepEqual(compiledTests(root, ["nothing"]), []);
});

test("unit tests of one room share processes, each in exactly one; who waits while it loads, or compiles, has its own", (t) => {
  const rpc = Array.from({ length: 13 }, (_, index) => `test/dist/unit/rpc/t${10 + index}.test.js`);
  const alone = [
    ...["test/dist/functional/a.test.js", "test/dist/unit/rpc/waits.test.js", "test/dist/unit/sdk/build/b.test.js"],
    ...["test/dist/unit/db/only.test.js", "test/dist/unit/scripts/c.test.js", "test/dist/unit/d.test.js"],
  ];
  const files = [...rpc, ...alone];
  const text = 'import { test } from "node:test";';
  const root = folder(t, {
    ...Object.fromEntries(files.map((file) => [file, text])),
    "test/dist/unit/rpc/waits.test.js": `${text}\nconst one = await import("node:fs");`,
  });
  const processes = processFiles(root, files, "test/dist/groups/1");
  const groups = processes.filter((file) => file.startsWith("test/dist/groups/"));
  assert.deepEqual(processes.filter((file) => !groups.includes(file)).sort(), [...alone].sort());
  const imported = groups.map((file) => readFileSync(join(root, file), "utf8").match(/t\d\d/g) ?? []);
  assert.deepEqual(
    imported.map((names) => names.length),
    [6, 7],
  );
  assert.deepEqual(
    imported.flat(),
    rpc.map((file) => /t\d\d/.exec(file)?.[0]),
  );
});

test("a test that fails among others in one process is told with its own file, and the others run", (t) => {
  const test = (body: string) => `import { test } from "node:test"; test("one", () => { ${body} });`;
  const files = { "test/dist/unit/db/a.test.js": test("throw new Error()"), "test/dist/unit/db/b.test.js": test("") };
  const root = folder(t, { ...files, "package.json": '{"type":"module"}' });
  const run = report(root, processFiles(root, Object.keys(files), "test/dist/groups/1"));
  assert.equal(run.status, 1);
  assert.match(run.stdout, /pass 1\n.*fail 1/);
  assert.match(run.stdout, /test at test\/dist\/unit\/db\/a\.test\.js:1/);
});

test("a run whose words match no test fails instead of passing with nothing done", () => {
  const run = spawnSync(process.execPath, [join(SCRIPTS, "test.js"), "no-such-test"], { encoding: "utf8" });
  assert.equal(run.status, 1);
  assert.match(run.stderr, /no-such-test/);
});

test("a passing run prints the closing lines and no test by name", (t) => {
  const root = folder(t, { "a.test.mjs": 'import { test } from "node:test"; test("quiet one", () => {});' });
  const run = report(root, ["a.test.mjs"]);
  assert.equal(run.status, 0);
  assert.match(run.stdout, /pass 1\n.*fail 0/);
  assert.doesNotMatch(run.stdout, /quiet one/);
});

test("a failing test is named with its reason and the run's status says so", (t) => {
  const text =
    'import { test } from "node:test"; test("loud one", () => { throw new Error("the reason"); }); test("fine", () => {});';
  const run = report(folder(t, { "a.test.mjs": text }), ["a.test.mjs"]);
  assert.equal(run.status, 1);
  assert.match(run.stdout, /loud one/);
  assert.match(run.stdout, /the reason/);
  assert.match(run.stdout, /pass 1\n.*fail 1/);
});

test("a skipped test is named, since it did not pass", (t) => {
  const text = 'import { test } from "node:test"; test("left out", { skip: "no loop device" }, () => {});';
  assert.match(report(folder(t, { "a.test.mjs": text }), ["a.test.mjs"]).stdout, /left out.*no loop device/);
});

test("where everything is required a skip fails the run, unless no tool would help: being root, or what no registry has", (t) => {
  const skipped = (reason: string) =>
    `import { test } from "node:test"; test("left out", { skip: "${reason}" }, () => {});`;
  const files = {
    "tool.test.mjs": skipped("no loop device"),
    "root.test.mjs": skipped("runs as root"),
    "suite.test.mjs": skipped("it is on no registry"),
  };
  const root = folder(t, files);
  process.env["HOLDFAST_REQUIRE_ALL"] = "1";
  t.after(() => delete process.env["HOLDFAST_REQUIRE_ALL"]);
  const run = report(root, ["tool.test.mjs"]);
  assert.deepEqual([run.status, /allows no skip: left out/.test(run.stderr)], [1, true]);
  for (const excused of ["root.test.mjs", "suite.test.mjs"]) assert.equal(report(root, [excused]).status, 0);
});

test("a file that cannot even load fails the run", (t) => {
  const run = report(folder(t, { "a.test.mjs": 'import "./nowhere.mjs";' }), ["a.test.mjs"]);
  assert.equal(run.status, 1);
});
