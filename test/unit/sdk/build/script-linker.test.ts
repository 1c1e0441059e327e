// Scripts that become drivers: evaluated once, with imports only for what they use, and refused with a reason.
import { deepStrictEqual, doesNotMatch, match, notStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { linkScript } from "#sdk/build/script-linker";
import { inspect } from "#sdk/inspect";
import { KITS } from "../../../support/guests.ts";

const ENGINE = new Uint8Array(readFileSync("sdk/guest/typescript/engine.wasm"));
const RECORD = '[["string"],["record",[["text","text",0,1,0]]]]';
const link = (script: string, memoryPages = 512) => linkScript(ENGINE, script, { memoryPages });
/** A driver whose one function runs the body. */
const driverOf = (body: string) =>
  link(
    `const T = holdfast.defineTypes(${RECORD}); holdfast.serve((place, input) => { ${body} }, [["go", T + 1, T + 1]]);`,
  );
const run = (bytes: Uint8Array) => KITS.typescript.run(bytes, { key: "välue" });
const answer = async (body: string) => JSON.parse((await run(driverOf(body))).call("go", "{}"));

test("a driver exports what it serves and its memory, and imports no more than it uses", () => {
  const { imports, exports } = inspect(driverOf("return {}"));
  deepStrictEqual(exports.map(({ name }) => name).sort(), ["go", "memory"]);
  const names = new Set(imports.map(({ module, name }) => `${module} ${name}`));
  for (const name of ["config_get", "log_info", "log_error"]) ok(!names.has(`extism:host/env ${name}`), name);
  ok(![...names].some((name) => name.startsWith("holdfast")), [...names].join());
  const asks = inspect(driverOf('return { text: holdfast.config("holdfast:import:config_get", "key") }'));
  ok(asks.imports.some(({ name }) => name === "config_get"));
});

test("the same script gives the same bytes, also when it asks for the time and for chance", () => {
  const script = "const at = Date.now() + Math.random(); holdfast.serve(() => at, [['go', null, null]]);";
  deepStrictEqual(link(script), link(script));
});

test("what the script set up is there in every instance, and belongs to it alone", async () => {
  const bytes = link(
    `let calls = 0; const T = holdfast.defineTypes(${RECORD}); holdfast.serve(() => ({ text: String(++calls) }), [["go", null, T + 1]]);`,
  );
  for (let instance = 0; instance < 2; instance++) {
    const guest = await run(bytes);
    for (const text of ["1", "2"]) deepStrictEqual(JSON.parse(guest.call("go", "")).result, { text });
  }
});

test("a script that fails, serves nothing, or asks the host while it is built is refused in its own words", () => {
  const serve = "holdfast.serve(() => 1, [['go', null, null]]);";
  const bad: [string, RegExp][] = [
    ["throw new Error('not today');", /^Error: Error: not today\n.*driver/],
    ["let x = ;", /SyntaxError/],
    ["1;", /serves no driver: call serve/],
    [
      `${serve} holdfast.config("holdfast:import:config_get", "key");`,
      /the host cannot be asked while the driver is built/,
    ],
    [`${serve} "holdfast:import:kv_forged";`, /there is no host function kv_forged/],
    ["holdfast.serve(1, []);", /serve takes a function/],
    ["holdfast.serve(() => 1, Array(65).fill(['go', null, null]));", /at most 64 functions/],
  ];
  for (const [script, expected] of bad) throws(() => link(script), expected, script);
  throws(() => link(serve, 2), /needs \d+ pages of memory from the start: raise memoryPages/);
});

test("an error that is no failure ends the call with its stack, and the next call is served", async () => {
  const guest = await run(driverOf("if (input.text === 'bad') null.x; return input;"));
  match(guest.call("go", '{"text":"bad"}'), /^error: TypeError: .*\n.* at .*driver/);
  deepStrictEqual(JSON.parse(guest.call("go", '{"text":"good"}')), { status: "ok", result: { text: "good" } });
});

test("deep recursion is an error that the script can catch", async () => {
  const caught = await answer(
    "const deep = () => 1 + deep(); try { deep(); } catch (e) { return { text: e.message }; }",
  );
  deepStrictEqual(caught.result, { text: "stack overflow" });
  deepStrictEqual(
    (await answer("const down = (n) => (n === 0 ? 0 : 1 + down(n - 1)); return { text: String(down(400)) };")).result,
    {
      text: "400",
    },
  );
});

test("results that are not what the contract says become the status failed", async () => {
  for (const [body, expected] of [
    ["return null", /must be an object$/],
    ["return { text: 5 }", /text must be a string$/],
    ["return { text: '\\ud800' }", /text is not UTF-8$/],
  ] as const) {
    const { status, message } = await answer(body);
    strictEqual(status, "failed");
    match(message, expected);
  }
  match(
    (await run(driverOf("return { get text() { throw new Error('no'); } }"))).call("go", "{}"),
    /^error: Error: no/,
  );
});

test("chance is not the same in every call, and a text's bytes come and go", async () => {
  const guest = await run(driverOf("return { text: String(Math.random()) }"));
  doesNotMatch(JSON.parse(guest.call("go", "{}")).result.text, /^(0|1)$/);
  const bytes = "const b = holdfast.encodeUtf8('aä𝄞'); return { text: b.length + holdfast.decodeUtf8(b.subarray(1)) };";
  deepStrictEqual((await answer(bytes)).result, { text: "7ä𝄞" });
});

test("a driver that takes all the memory there is traps", async () => {
  const guest = await run(driverOf("const all = []; for (;;) all.push('x'.repeat(100000) + all.length);"));
  const before = guest.memoryBytes();
  throws(() => guest.call("go", "{}"), WebAssembly.RuntimeError);
  notStrictEqual(guest.memoryBytes(), before);
  ok(guest.memoryBytes() <= 512 * 65536);
});
