// Kinds of one's own on the command line; what becomes of a good one, functional/kind-of-ones-own shows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { temporaryFiles } from "../../support/files.ts";
import { commandLine } from "../../support/own-command.ts";

test("check tells once which file it is about, whatever is wrong with it", async (t) => {
  const cwd = temporaryFiles(t, { "broken.yaml": "a: [", "empty.yaml": "", "plain.yaml": "version: v1-draft\n" });
  for (const name of ["missing", "broken", "empty", "plain"]) {
    const { code, err } = await commandLine(["kind", "check", `${name}.yaml`], { cwd });
    assert.equal(code, 2, err);
    const [first = ""] = err.split("\n");
    assert.equal(first.split(`${cwd}/${name}.yaml`).length, 2, err);
  }
});
