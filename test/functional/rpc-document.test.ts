// The document of a bus is one that the OpenRPC project accepts, and the client that is written from it compiles, is typed and works.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { z } from "zod";
import { connect, readTokenFile } from "#host/client";
import { temporaryFiles } from "../support/files.ts";
import { command, type TestHost, testHost } from "../support/host-process.ts";
import { commandLine } from "../support/own-command.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

interface Described {
  readonly schema: Parameters<typeof z.fromJSONSchema>[0];
}

interface Document {
  readonly [key: string]: unknown;
  readonly methods: Record<string, unknown>[];
}

/** The official meta-schema; what it says of a JSON Schema by a link stands in its place as the little that every one is. */
function metaSchema(): z.ZodType {
  const text = readFileSync(join(ROOT, "test/fixtures/openrpc/meta-schema.json"), "utf8");
  const {
    $schema: _,
    $id: __,
    ...schema
  } = JSON.parse(text, (_key, value) => {
    const link = value?.["$ref"];
    if (link === "https://meta.json-schema.tools") return { type: ["object", "boolean"] };
    return typeof link === "string" && link.startsWith("https:") ? { type: "string" } : value;
  });
  return z.fromJSONSchema(schema, { defaultTarget: "draft-7" });
}

const SPOILT: readonly ((document: Document) => unknown)[] = [
  (document) => Reflect.deleteProperty(document, "info"),
  (document) => Object.assign(document, { openrpc: "9.0.0" }),
  (document) => Object.assign(document, { colour: "red" }),
  ({ methods }) => methods.push({ name: "a.b" }),
  ({ methods }) => Object.assign(methods[0] ?? {}, { name: 1 }),
  ({ methods }) => Object.assign(methods[0] ?? {}, { paramStructure: "by-luck" }),
  ({ methods }) => Object.assign(methods[0] ?? {}, { params: [{ name: "a" }] }),
];

const RIGHT = `
import type { HoldfastClient } from "@holdfast/host/client";
import { hostClient, rpcClient, volumeClient } from "./client.ts";
export async function use(connection: HoldfastClient) {
  const { topic } = await volumeClient(connection).ping({ arg: 1 });
  const { volume } = await volumeClient(connection, "document").create({ name: "typed", sizeBytes: 1_048_576 });
  for await (const event of rpcClient(connection).watch()) { void event; break; }
  await hostClient(connection).listCalls();
  return { topic, name: volume?.name };
}
`;
const WRONG = [
  "volumeClient(connection).create({ name: 7, sizeBytes: 1 })",
  'volumeClient(connection).create({ name: "a" })',
  'volumeClient(connection).create({ name: "a", sizeBytes: 1, colour: "red" })',
  "volumeClient(connection).creat({})",
  "volumeClient(connection).ping().then(({ topic }) => topic.nothing)",
  "hostClient(connection).listCalls({}, { patience: 1 })",
];

function problemsOf(directory: string, files: readonly string[]): readonly ts.Diagnostic[] {
  const program = ts.createProgram(
    files.map((file) => join(directory, file)),
    {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      exactOptionalPropertyTypes: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      allowImportingTsExtensions: true,
      typeRoots: [join(ROOT, "node_modules/@types")],
      types: ["node"],
      paths: { "@holdfast/host/client": [join(ROOT, "host/dist/client.d.ts")] },
    },
  );
  return ts.getPreEmitDiagnostics(program);
}

const told = (problems: readonly ts.Diagnostic[]) =>
  problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));

test("the document of a host is valid against the official meta-schema, and the client written from it is typed and works", async (t) => {
  const host = testHost(t);
  const url = await host.up({ set: ["host.name=document"] });
  await requireValid(host);
  await requireUnchanged(t, host);
  await requireUsable(t, host, url);
});

async function requireValid(host: TestHost): Promise<void> {
  const { code, out } = await host.run("rpc", "describe");
  assert.equal(code, 0);
  const document: Document = JSON.parse(out);
  assert.ok(document.methods.length > 30);
  const schema = metaSchema();
  assert.deepEqual(schema.safeParse(document).error?.issues, undefined);
  assert.ok(document.methods.some(({ errors }) => Array.isArray(errors) && errors.length > 0));
  for (const spoil of SPOILT) {
    const spoilt: Document = structuredClone(document);
    spoil(spoilt);
    assert.equal(schema.safeParse(spoilt).success, false, spoil.toString());
  }
  // The schemas of params and results are JSON Schema by themselves.
  for (const { params, result } of document.methods as { params: Described[]; result: Described }[])
    for (const one of [...params, result]) z.fromJSONSchema(one.schema, { defaultTarget: "draft-7" });
  const one = await host.run("--json", "rpc", "describe", "volume");
  assert.ok(
    one.json.methods.every(({ name }: { name: string }) => /^(volume|hub)\./.test(name)),
    one.out,
  );
}

async function requireUnchanged(t: TestContext, host: TestHost): Promise<void> {
  const older: Document = (await host.run("rpc", "describe", "--json")).json;
  const gone = { ...structuredClone(older.methods[0]), name: "volume.was_there_once" };
  const files = {
    "same.json": JSON.stringify(older),
    "more.json": JSON.stringify({ ...older, methods: [...older.methods, gone] }),
  };
  const directory = temporaryFiles(t, files);
  const same = await host.run("rpc", "diff", join(directory, "same.json"));
  assert.deepEqual([same.code, same.out], [0, "nothing changed\n"], same.err);
  const less = await host.run("--json", "rpc", "diff", join(directory, "more.json"));
  assert.equal(less.code, 1);
  assert.deepEqual(less.json.broken, ["volume.was_there_once"]);
}

async function requireUsable(t: TestContext, host: TestHost, url: string): Promise<void> {
  const directory = temporaryFiles(t, { "package.json": '{"type":"module"}', "right.ts": RIGHT });
  const made = await host.run("rpc", "client", "--out", join(directory, "client.ts"));
  assert.equal(made.code, 0, made.err);
  const wrong = WRONG.map((line, index) => {
    const head =
      'import type { HoldfastClient } from "@holdfast/host/client";\nimport { hostClient, volumeClient } from "./client.ts";';
    writeFileSync(
      join(directory, `wrong-${index}.ts`),
      `${head}\nvoid hostClient;\nvoid volumeClient;\nexport const use = (connection: HoldfastClient) => ${line};\n`,
    );
    return `wrong-${index}.ts`;
  });
  const problems = problemsOf(directory, ["right.ts", ...wrong]);
  const elsewhere = problems.filter(({ file }) => !wrong.some((name) => file?.fileName.endsWith(name)));
  assert.deepEqual(told(elsewhere), []);
  for (const [index, name] of wrong.entries())
    assert.ok(
      problems.some(({ file }) => file?.fileName.endsWith(name)),
      `accepted: ${WRONG[index]}`,
    );

  const source = readFileSync(join(directory, "client.ts"), "utf8");
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  writeFileSync(join(directory, "client.js"), ts.transpileModule(source, { compilerOptions: options }).outputText);
  const plain = RIGHT.replace("./client.ts", "./client.js");
  writeFileSync(join(directory, "right.js"), ts.transpileModule(plain, { compilerOptions: options }).outputText);
  const { use } = await import(pathToFileURL(join(directory, "right.js")).href);
  const connection = await connect(url, await readTokenFile(join(host.dataDir, "token")));
  t.after(() => connection.close());
  const { topic, name } = await use(connection);
  assert.equal(topic, "volume");
  assert.equal(name, "typed");
}

test("a client is written from a file too, and a file that is none is told", async (t) => {
  const directory = temporaryFiles(t, { "bad.json": "{", "empty.json": '{"methods":[]}' });
  for (const file of ["bad.json", "empty.json", "absent.json"]) {
    const { code, err } = await command(["rpc", "client", "--from", file], { cwd: directory });
    assert.equal(code, 2, `${file}: ${err}`);
  }
  writeFileSync(join(directory, "one.json"), JSON.stringify({ methods: [{ name: "a.b", params: [], result: {} }] }));
  const { code, out } = await command(["rpc", "client", "--from", "one.json"], { cwd: directory });
  assert.equal(code, 0);
  assert.match(out, /export interface AClient \{/);
});

test("a document that breaks callers of an older one is told, and fails", async (t) => {
  const method = (version: string, required: boolean) => ({
    methods: [
      { name: "shop.buy", params: [{ name: "size", schema: { type: "string" }, required }], "x-version": version },
    ],
  });
  const files = {
    "older.json": method("1.0", false),
    "newer.json": method("1.1", true),
    "major.json": method("2.0", true),
  };
  const texts = Object.entries(files).map(([name, document]) => [name, JSON.stringify(document)] as const);
  const cwd = temporaryFiles(t, Object.fromEntries(texts));
  const diff = (newer: string) => commandLine(["rpc", "diff", "older.json", newer], { env: process.env, cwd });
  const broken = await diff("newer.json");
  assert.equal(broken.code, 1);
  assert.match(
    broken.out,
    /^breaks {2}shop\.buy {2}params, size: is required, was optional\ncallers break: shop\.buy; /,
  );
  assert.equal((await diff("older.json")).out, "nothing changed\n");
  assert.deepEqual([(await diff("major.json")).code, (await diff("absent.json")).code], [0, 2]);
});
