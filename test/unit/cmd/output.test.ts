import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOr, errorFields, formatAge, Output } from "#host/cmd/output";
import { HostError } from "#host/errors";

function makeOutput(options: { json?: boolean; color?: boolean; terminal?: boolean } = {}) {
  const written = { out: "", err: "" };
  const output = new Output({
    json: options.json === true,
    color: options.color === true,
    streams: {
      out: { write: (text) => (written.out += text) },
      err: { write: (text) => (written.err += text), isTTY: options.terminal === true },
    },
  });
  return { output, written };
}

test("an answer is text for people and JSON for programs, one line feed at the end", () => {
  const people = makeOutput();
  people.output.answer({ a: 1 }, () => "one\n");
  people.output.answer({ a: 1 }, () => "two");
  people.output.answer({ a: 1 }, () => "");
  assert.equal(people.written.out, "one\ntwo\n");
  const programs = makeOutput({ json: true });
  programs.output.answer({ a: 1 }, () => assert.fail("no text is made for programs"));
  assert.equal(programs.written.out, '{\n  "a": 1\n}\n');
});

test("an event is one line, so that a supervisor can read it while the command goes on", () => {
  const { output, written } = makeOutput({ json: true });
  output.event({ event: "ready", url: "ws://127.0.0.1:1" }, () => "");
  assert.equal(written.out, '{"event":"ready","url":"ws://127.0.0.1:1"}\n');
});

test("a driver's failure tells people the driver's own status, where that says more than failed", () => {
  const said = (status: string) => {
    const { output, written } = makeOutput();
    output.error(new HostError("DRIVER_FAILED", "no room", { data: { status } }));
    return written.err;
  };
  assert.equal(said("resource_exhausted"), "error: no room (DRIVER_FAILED: resource_exhausted)\n");
  assert.equal(said("failed"), "error: no room (DRIVER_FAILED)\n");
});

test("a note and an error go to standard error; programs get no notes", () => {
  const people = makeOutput();
  people.output.note("beside");
  people.output.error(new HostError("NOT_FOUND", "it is not there"));
  assert.deepEqual(people.written, { out: "", err: "beside\nerror: it is not there (NOT_FOUND)\n" });
  const programs = makeOutput({ json: true });
  programs.output.note("beside");
  programs.output.error(new HostError("BUSY", "later", { data: { by: "op" } }));
  assert.deepEqual(JSON.parse(programs.written.err), {
    error: { code: "BUSY", message: "later", retryable: true, data: { by: "op" } },
  });
});

test("an accident is told as one, with the same fields", () => {
  assert.deepEqual(errorFields(new TypeError("x is undefined")), {
    code: "INTERNAL",
    message: "x is undefined",
    retryable: false,
    data: {},
  });
});

test("several problems are a line each with place and remedy; what the message told is not told twice", () => {
  const { output, written } = makeOutput();
  const problems = [
    { at: "holdfast.yaml:2:3", message: "unknown key lisen", remedy: "write listen" },
    { path: ["quota", "volumes"], message: "must be 0 or more" },
    "a bare word",
  ];
  output.error(new HostError("CONFIG_INVALID", "3 problems", { data: { problems } }));
  assert.deepEqual(written.err.split("\n"), [
    "error: 3 problems (CONFIG_INVALID)",
    "  holdfast.yaml:2:3: unknown key lisen → write listen",
    "  quota.volumes: must be 0 or more",
    "  a bare word",
    "",
  ]);
  const single = makeOutput();
  const issues = [{ path: ["name"], message: "needs a name" }];
  single.output.error(new HostError("INVALID_PARAMS", "do not fit: name: needs a name", { data: { issues } }));
  assert.equal(single.written.err.split("\n").length, 2);
});

test("what a driver says cannot play with the terminal, on any way out", () => {
  const evil = "fine\u001b[2K\u001b]0;title\u0007";
  const { output, written } = makeOutput({ color: true });
  output.answer({}, () => evil);
  output.note(evil);
  output.error(new HostError("DRIVER_FAILED", evil));
  output.event({}, () => evil);
  const all = written.out + written.err;
  assert.ok(!all.includes("\u001b") && !all.includes("\u0007"), JSON.stringify(all));
});

test("colours are there only where they are wanted, and cannot be smuggled in", () => {
  assert.equal(makeOutput({ color: true }).output.paint("good", "up"), "\u001b[32mup\u001b[0m");
  assert.equal(makeOutput().output.paint("bad", "down"), "down");
  assert.equal(makeOutput({ color: true }).output.paint("dim", "\u001b[31mx"), "\u001b[2m\\u{1b}[31mx\u001b[0m");
});

test("progress is shown on a terminal while work lasts, and leaves nothing behind", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { output, written } = makeOutput({ terminal: true });
  const stop = output.progress("creating 日本語\u001b[2J");
  assert.equal(written.err, "", "short work shows nothing");
  t.mock.timers.tick(1000);
  assert.match(written.err, /^\rcreating 日本語\\u\{1b\}\[2J … \d+ s$/);
  const { length } = written.err;
  stop();
  assert.match(written.err.slice(length), /^\r +\r$/);
  t.mock.timers.tick(5000);
  assert.match(written.err.slice(length), /^\r +\r$/, "it is over");
});

test("progress is silent for programs and where nobody looks", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  for (const options of [{ json: true, terminal: true }, { terminal: false }]) {
    const { output, written } = makeOutput(options);
    const stop = output.progress("working");
    t.mock.timers.tick(5000);
    stop();
    assert.equal(written.err, "");
  }
});

test("spans and sizes are written as people say them", () => {
  assert.deepEqual([340, 4200, 180_000, 7_200_000].map(formatAge), ["340 ms", "4.2 s", "3 min", "2 h"]);
  assert.deepEqual([null, undefined, 0, 2 ** 31].map(bytesOr), ["-", "-", "0 B", "2 GiB"]);
});
