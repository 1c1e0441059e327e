import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { BUILT_INS } from "#host/api/compose";
import { type PipelineFile, readPipelineFile } from "#host/api/pipeline-file";
import { temporaryFiles } from "../../support/files.ts";

function read(t: TestContext, text: string): PipelineFile {
  const directory = temporaryFiles(t);
  writeFileSync(join(directory, "api.yaml"), text);
  return readPipelineFile(join(directory, "api.yaml"), directory, BUILT_INS);
}

/** The refusal, a problem a line. */
function refusal(t: TestContext, text: string): string[] {
  try {
    read(t, text);
  } catch (error) {
    return (error as Error).message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  return assert.fail("the file was accepted");
}

const GOOD = `main: root
filters:
  small: { use: size-limit, bodyBytesMax: 1KiB }
  mine: { path: ./mine.js#filter, greeting: hi }
pipelines:
  calls: [request-id, small, mine, rpc]
composites:
  root:
    /rpc: calls
    /: live
`;

test("a good file says what each name stands for", (t) => {
  const { main, nodes } = read(t, GOOD);
  assert.equal(main, "root");
  assert.deepEqual(nodes.get("small"), {
    kind: "filter",
    part: { use: "size-limit", options: { bodyBytesMax: "1KiB" } },
  });
  assert.deepEqual(nodes.get("mine"), {
    kind: "filter",
    part: { path: "./mine.js#filter", options: { greeting: "hi" } },
  });
  assert.deepEqual(nodes.get("calls"), { kind: "pipeline", names: ["request-id", "small", "mine", "rpc"] });
  assert.deepEqual(
    [...(nodes.get("root") as { readonly mounts: ReadonlyMap<string, string> }).mounts],
    [
      ["/rpc", "calls"],
      ["/", "live"],
    ],
  );
});

test("a typing error is refused with file, line, column and what was probably meant", (t) => {
  assert.deepEqual(refusal(t, GOOD.replace("pipelines:", "pipelnes:")), [
    "api.yaml:5:1: pipelnes: is no option; did you mean pipelines?",
    "api.yaml:9:5: composites.root./rpc: there is no application calls (there are: rpc, live, ready, metrics, root)",
  ]);
  assert.deepEqual(refusal(t, GOOD.replace("bodyBytesMax", "bodyBytesMx")), [
    "api.yaml:3:29: filters.small.bodyBytesMx: is no option; did you mean bodyBytesMax?",
  ]);
  assert.deepEqual(refusal(t, GOOD.replace("use: size-limit", "use: size-limt")), [
    "api.yaml:3:12: filters.small.use: there is no built-in filter size-limt; did you mean size-limit?",
  ]);
});

test("a missing filter is refused where it is named", (t) => {
  assert.deepEqual(refusal(t, GOOD.replace("small, mine", "smal, mine")), [
    "api.yaml:6:23: pipelines.calls.1: there is no filter smal; did you mean small?",
  ]);
});

test("an application in a filter's place, and a filter in an application's, are refused", (t) => {
  assert.deepEqual(refusal(t, GOOD.replace("[request-id, small, mine, rpc]", "[live, small]")), [
    "api.yaml:6:11: pipelines.calls.0: live is no filter, but of the kind app (there are: request-id, request-log, size-limit, auth, small, mine)",
    "api.yaml:6:17: pipelines.calls.1: small is no application, but of the kind filter (there are: rpc, live, ready, metrics, calls, root)",
  ]);
});

test("what contains itself is refused with the way round", (t) => {
  const text = `main: a
pipelines:
  a: [request-id, b]
composites:
  b: { /x: c, /y: live }
  c: { /z: a }
`;
  assert.deepEqual(refusal(t, text), ["api.yaml:3:3: pipelines.a: contains itself: a → b → c → a"]);
});

test("a name that is taken, a missing main and wrong forms are all told at once", (t) => {
  const text = `apps:
  live: { use: live }
  x: { use: live, path: ./x.js }
  y: 7
pipelines:
  live: [rpc]
  empty: []
composites:
  c: { rpc: live }
`;
  assert.deepEqual(refusal(t, text), [
    "api.yaml:3:3: apps.x: expected either `use` or `path`",
    "api.yaml:4:3: apps.y: expected `use: NAME` or `path: FILE#export`, and options",
    "api.yaml:6:3: pipelines.live: the name is taken already, at api.yaml:2:3",
    "api.yaml:7:3: pipelines.empty: expected a list of names: filters, the outermost first, and last an application",
    "api.yaml:9:8: composites.c.rpc: a path begins with a slash",
    "api.yaml: main: expected the name of an application, a pipeline or a composite",
  ]);
});
