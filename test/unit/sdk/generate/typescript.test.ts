// The generated TypeScript: that it is what the contracts say, compiles under our own rules, and checks every type both ways.
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { parseContract } from "#sdk/abi";
import { decodeAnswer } from "#sdk/codec";
import { emitTypeScript } from "#sdk/generate/typescript";
import type { FunctionDescriptor, KindDescriptor } from "#sdk/kind";
import { ShapeError } from "#sdk/shape";
import { documentWith, EVERY_TYPE, everyTypeContract, exportWith } from "../../../support/contracts.ts";
import { temporaryFiles } from "../../../support/files.ts";

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));
const WIRE = {
  plain_text: "a",
  short_text: "ü",
  moment: "2026-01-31T12:00:00Z",
  flag: true,
  small: 255,
  big: -(2 ** 53 - 1),
  ratio: 0.5,
  bytes: "AAH/",
  color: "green_blue",
  inner: { item_name: "x" },
  list: [{ item_name: "y" }],
  matrix: [[1, -2], []],
  counts: { constructor: 1 },
  must_say: null,
};
const VALUE = {
  plainText: "a",
  shortText: "ü",
  moment: "2026-01-31T12:00:00Z",
  flag: true,
  small: 255,
  big: -(2 ** 53 - 1),
  ratio: 0.5,
  bytes: Uint8Array.of(0, 1, 255),
  color: "green_blue",
  inner: { itemName: "x" },
  list: [{ itemName: "y" }],
  matrix: [[1, -2], []],
  counts: { constructor: 1 },
  mustSay: null,
};

function emitted(contract = everyTypeContract()): string {
  return emitTypeScript(contract)[0]?.text ?? "";
}

/** The real files that generated code stands on. */
function sourcesOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [`src/${name}.ts`, readFileSync(path.join(ROOT, `sdk/src/${name}.ts`), "utf8")]),
  );
}

/** Runs the emitted text, with the real shape.ts behind it, and answers the table it exports. */
async function load(t: TestContext, text: string): Promise<FunctionDescriptor> {
  const shape = pathToFileURL(path.join(ROOT, "sdk/dist/shape.js")).href;
  const code = ts.transpile(text, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 });
  const folder = temporaryFiles(t, { "sample.mjs": code.replace('"../shape.ts"', JSON.stringify(shape)) });
  const loaded = (await import(pathToFileURL(path.join(folder, "sample.mjs")).href)) as { SAMPLE: KindDescriptor };
  const [fn] = loaded.SAMPLE.functions;
  ok(fn);
  return fn;
}

test("every type is carried both ways, and nothing is lost", async (t) => {
  const fn = await load(t, emitted());
  deepStrictEqual(fn.encodeInput?.(VALUE), WIRE);
  deepStrictEqual(fn.decodeOutput?.(WIRE), VALUE);
  const full = { ...VALUE, mustSay: "s", mayBe: -5, mayBeInner: { itemName: "z" } };
  deepStrictEqual(fn.decodeOutput?.(fn.encodeInput?.(full)), full);
});

test("a union carries the member that its tag names, and no other", async (t) => {
  const fn = await load(t, emitted());
  const decode = fn.decodeOutput ?? (() => ({}));
  const either = (value: unknown) => (decode({ ...WIRE, either: value }) as { either: unknown }).either;
  const inner = { which: "inner_one", inner_one: { item_name: "z" } };
  deepStrictEqual(either({ ...inner, nothing_much: {} }), { which: "inner_one", innerOne: { itemName: "z" } });
  deepStrictEqual(either({ which: "nothing_much" }), { which: "nothing_much", nothingMuch: {} });
  const sent = fn.encodeInput?.({ ...VALUE, either: { which: "inner_one", innerOne: { itemName: "z" } } });
  deepStrictEqual((sent as { either: unknown }).either, inner);
  const wrong: [unknown, RegExp][] = [
    [{ which: "inner_one" }, /^either\.inner_one must be an object, it is missing/],
    [{ which: "other" }, /^either\.which must be one of inner_one, nothing_much/],
    [{ inner_one: { item_name: "z" } }, /^either\.which must be one of .* it is missing/],
    [{ which: "inner_one", inner_one: {} }, /^either\.inner_one\.item_name must be text/],
  ];
  for (const [value, message] of wrong) throws(() => either(value), { name: "ShapeError", message });
});

test("details of a status are typed where the contract says so", async (t) => {
  const schemas = {
    Holder: { description: "Who.", required: ["held_by"], properties: { held_by: { type: "string" } } },
  };
  const errors = { busy: { $ref: "#/components/schemas/Holder" }, failed: null };
  const exports = { do_it: exportWith({ "x-errors": errors, "x-fuelMillions": 7 }) };
  const text = emitted(parseContract(documentWith({ exports, components: { schemas } })));
  ok(text.includes("readonly doIt: { readonly busy: Holder };"), text);
  const fn = await load(t, text);
  deepStrictEqual(fn.errors, ["busy", "failed"]);
  strictEqual(fn.fuelMillions, 7);
  deepStrictEqual(fn.errorDetails?.busy?.({ held_by: "me" }), { heldBy: "me" });
  const answered = (details: unknown) =>
    new TextEncoder().encode(JSON.stringify({ status: "busy", message: "Held.", details }));
  throws(() => decodeAnswer(fn, answered({ held_by: "me" })), { status: "busy", details: { heldBy: "me" } });
  throws(() => decodeAnswer(fn, answered(undefined)), { reason: "bad-shape", path: "details" });
  throws(() => decodeAnswer(fn, answered({ held_by: 1 })), { reason: "bad-shape", path: "details.held_by" });
});

test("every wrong value is refused at its place, in the spelling of the side it came from", async (t) => {
  const fn = await load(t, emitted());
  const wrong: [Record<string, unknown>, string][] = [
    [{ plain_text: 1 }, "plain_text must be text, it is 1"],
    [{ short_text: "12345" }, "short_text must be 1 to 4 bytes long, it is 5"],
    [{ moment: "soon" }, "moment must be a date and time such as 2026-01-31T12:00:00Z"],
    [{ flag: 1 }, "flag must be true or false, it is 1"],
    [{ small: 256 }, "small must be 0 to 255, it is 256"],
    [{ ratio: "1" }, 'ratio must be a finite number, it is "1"'],
    [{ bytes: "AAECAw==" }, "bytes must be 0 to 3 bytes long, it is 4"],
    [{ color: "blue" }, 'color must be one of red, green_blue, it is "blue"'],
    [{ inner: {} }, "inner.item_name must be text, it is missing"],
    [{ list: [{ item_name: "a" }, null] }, "list[1] must be an object, it is null"],
    [{ list: [{ item_name: "a" }, { item_name: 2 }] }, "list[1].item_name must be text, it is 2"],
    [{ matrix: [[1], [2, 0.5]] }, "matrix[1][1] must be an integer within ±(2^53−1), it is 0.5"],
    [{ counts: { a: -1 } }, 'counts["a"] must be 0 to 9007199254740991, it is -1'],
    [{ must_say: undefined }, "must_say must be text, it is missing"],
    [{ may_be: 6 }, "may_be must be -5 to 5, it is 6"],
    [{ may_be_inner: {} }, "may_be_inner.item_name must be text, it is missing"],
  ];
  for (const [change, message] of wrong) {
    throws(
      () => fn.decodeOutput?.({ ...WIRE, ...change }),
      (error) => {
        ok(error instanceof ShapeError);
        strictEqual(error.message, message);
        return true;
      },
    );
  }
  throws(() => fn.encodeInput?.({ ...VALUE, inner: {} }), { message: "inner.itemName must be text, it is missing" });
});

test("null for what is not required is taken as absent, null for what is required is refused", async (t) => {
  const fn = await load(t, emitted());
  const decoded = fn.decodeOutput?.({ ...WIRE, may_be: null });
  ok(decoded instanceof Object && !("mayBe" in decoded));
  throws(() => fn.decodeOutput?.({ ...WIRE, plain_text: null }), { message: "plain_text must be text, it is null" });
});

test("the emitted text passes our own strict compiler, whatever types the contract has", (t) => {
  const folder = temporaryFiles(t, {
    "src/abi.ts": "export interface DriverContext { readonly signal: AbortSignal }",
    ...sourcesOf(["kind", "contract/model", "shape", "inspection", "status"]),
    "src/generated/sample.ts": emitted(),
  });
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts"],
    module: ts.ModuleKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    noUnusedLocals: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: false,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    typeRoots: [path.join(ROOT, "node_modules/@types")],
  };
  const program = ts.createProgram([path.join(folder, "src/generated/sample.ts")], options);
  const found = ts.getPreEmitDiagnostics(program).map((one) => ts.flattenDiagnosticMessageText(one.messageText, "\n"));
  deepStrictEqual(found, []);
});

test("same contract, same bytes", () => {
  strictEqual(emitted(), emitted());
});

test("optional functions are optional methods, and a function without output answers void", () => {
  const exports = { do_it: exportWith(), perhaps: exportWith({ "x-optional": true }) };
  const text = emitted(parseContract(documentWith({ exports })));
  ok(text.includes("  doIt(ctx: DriverContext): Promise<void>;"));
  ok(text.includes("  perhaps?(ctx: DriverContext): Promise<void>;"));
  ok(text.includes("required: false"));
});

test("a comment cannot be ended by a description", () => {
  const exports = { do_it: exportWith({ description: "Ends */ here. export const evil = 1;" }) };
  const text = emitted(parseContract(documentWith({ exports })));
  ok(!text.includes("*/ here"));
});

test("comments spell functions and fields as TypeScript does, statuses as they are", () => {
  const exports = { do_it: exportWith({ description: "After do_it it is already_exists, see do_it." }) };
  ok(emitted(parseContract(documentWith({ exports }))).includes("/** After doIt it is already_exists, see doIt. */"));
});

test("types of the extended contract are imported, their conversions are made where they are used", () => {
  const document = documentWith({
    "x-interface": { name: "wider", version: "1.0" },
    "x-extends": "sample",
    exports: { look_in: exportWith({ output: { $ref: "#/components/schemas/Wide" } }) },
    components: {
      schemas: {
        Wide: {
          description: "Wide.",
          required: ["inner", "color"],
          properties: { inner: { $ref: "#/components/schemas/Inner" }, color: { $ref: "#/components/schemas/Color" } },
        },
      },
    },
  });
  const text = emitted(parseContract(document, parseContract(EVERY_TYPE)));
  ok(
    text.includes('import { COLOR_VALUES, type Color, type Inner, SAMPLE } from "./sample.ts";') ||
      text.includes("import { SAMPLE, type Color, COLOR_VALUES, type Inner } from"),
    text.slice(0, 600),
  );
  ok(text.includes("function decodeInner("));
  ok(!text.includes("export interface Inner"));
});
