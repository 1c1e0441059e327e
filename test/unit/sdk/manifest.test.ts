// The manifest in its custom section: written, read back, replaced, and refused when it is wrong.
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "#sdk/inspect";
import {
  attachManifest,
  MANIFEST_SECTION,
  type Manifest,
  ManifestError,
  parseManifest,
  readManifest,
} from "#sdk/manifest";
import { wat } from "../../support/wat.ts";

const FULL: Manifest = {
  name: "volume-file",
  version: "1.2.3-rc.1+build.5",
  kind: "volume",
  abi: "1.0",
  publisher: "Größe & Co",
  description: "Volumes.",
  permissions: [
    { name: "log", reason: "Says things.", optional: true },
    { name: "fs", reason: "Keeps them.", paths: [{ guest: "/volumes", mode: "rw" }] },
  ],
  config: { type: "object" },
  limits: { memoryPages: 32, timeoutMs: 5000 },
  language: "c",
  toolchain: "clang",
};
const SMALL = { name: "a", version: "0.0.0", kind: "volume", abi: "1.0", permissions: [] };
const PLAIN = '(module (func (export "x")))';

function problemsOf(value: unknown, unknownKeys: "ignore" | "refuse" = "refuse"): string[] {
  try {
    parseManifest(value, { unknownKeys });
  } catch (error) {
    ok(error instanceof ManifestError, String(error));
    return error.problems.map((problem) => `${problem.path}: ${problem.message}`);
  }
  return [];
}

/** A module with a raw manifest section. */
async function withSection(payload: Uint8Array): Promise<Uint8Array> {
  const name = Buffer.from(MANIFEST_SECTION);
  const content = Buffer.concat([Uint8Array.of(name.length), name, payload]);
  const size = Uint8Array.of(
    (content.length & 0x7f) | 0x80,
    ((content.length >> 7) & 0x7f) | 0x80,
    content.length >> 14,
  );
  return Buffer.concat([await wat(PLAIN), Uint8Array.of(0), size, content]);
}

test("a manifest comes back as it was attached, and the module still runs", async () => {
  const bytes = attachManifest(await wat(PLAIN), FULL);
  deepStrictEqual(readManifest(bytes), FULL);
  ok(new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes))).exports["x"]);
});

test("the same module and manifest give the same bytes, whatever the order of the keys", async () => {
  const module = await wat(PLAIN);
  const turned = Object.fromEntries(Object.entries(FULL).reverse());
  deepStrictEqual(attachManifest(module, FULL), attachManifest(module, turned));
});

test("attaching again replaces the manifest and leaves everything else where it was", async () => {
  const module = await wat(PLAIN);
  const once = attachManifest(module, SMALL);
  const twice = attachManifest(attachManifest(module, FULL), SMALL);
  deepStrictEqual(twice, once);
  deepStrictEqual(once.subarray(0, module.length), module);
  strictEqual(inspect(twice).customSections.length, 1);
});

test("a file without a manifest has none, and one with two is refused", async () => {
  strictEqual(readManifest(await wat(PLAIN)), undefined);
  const once = attachManifest(await wat(PLAIN), SMALL);
  const section = once.subarray(inspect(once).customSections[0]?.sectionStart);
  throws(() => readManifest(Buffer.concat([once, section])), {
    name: "ManifestError",
    message: "the manifest stands 2 times in the file",
  });
});

test("a section that is not JSON in UTF-8 is refused", async () => {
  for (const payload of [Buffer.from("{"), Uint8Array.of(0xff), Buffer.from(""), Buffer.from("\ufeff{}")]) {
    throws(() => readManifest(Buffer.from("")), /the file is empty/);
    const bytes = await withSection(payload);
    throws(() => readManifest(bytes), { message: "the manifest is not JSON in UTF-8" });
  }
});

test("a manifest above its size limit is refused, when attached and when read", async () => {
  const module = await wat(PLAIN);
  const large = { ...SMALL, description: "x".repeat(64 * 1024) };
  throws(() => attachManifest(module, large), /the limit is 65536/);
  const bytes = await withSection(Buffer.from(JSON.stringify(large)));
  throws(() => readManifest(bytes), /the limit is 65536/);
});

test("all that is wrong is told at once, each with its place", () => {
  deepStrictEqual(
    problemsOf({ name: "Bad Name", version: "1.0", kind: 7, permissions: [{ name: "fs", reason: " " }] }),
    [
      "name: must be a-z, 0-9 and -, 1 to 63 characters, a letter first",
      "version: must be a semantic version such as 1.2.0",
      "kind: must be text, it is a number",
      "kind: must be the name of a kind, such as volume",
      "abi: is missing",
      "permissions[0].reason: must say why, for the operator",
      "permissions[0].paths: must list the directories that fs is for",
    ],
  );
});

test("what is no object is refused with what it is", () => {
  for (const value of [null, [], "text", 1]) ok(problemsOf(value)[0]?.startsWith(": must be an object"), String(value));
});

test("names and versions are held to their form", () => {
  for (const name of ["", "1a", "-a", "a_b", "a.b", "A", "../a", `a${"b".repeat(63)}`])
    ok(problemsOf({ ...SMALL, name }).length > 0, name);
  for (const name of ["a", "a-1", `a${"b".repeat(62)}`]) deepStrictEqual(problemsOf({ ...SMALL, name }), [], name);
  for (const version of ["1", "1.2", "01.2.3", "1.2.3.4", "v1.2.3", "1.2.3-"])
    ok(problemsOf({ ...SMALL, version }).length > 0, version);
  for (const abi of ["1", "1.0.0", "1.x", "01.0", "-1.0"]) ok(problemsOf({ ...SMALL, abi }).length > 0, abi);
});

test("permissions must be listed, each once and with a reason", () => {
  deepStrictEqual(problemsOf({ ...SMALL, permissions: undefined }), [
    "permissions: must be a list, empty when nothing is needed",
  ]);
  const log = { name: "log", reason: "r" };
  deepStrictEqual(problemsOf({ ...SMALL, permissions: [log, log] }), ["permissions: asks for log twice"]);
  deepStrictEqual(problemsOf({ ...SMALL, permissions: [{ name: "log" }] }), ["permissions[0].reason: is missing"]);
  deepStrictEqual(problemsOf({ ...SMALL, permissions: [{ ...log, paths: [] }] }), [
    "permissions[0].paths: belongs to fs only",
  ]);
});

test("directories are absolute and plain", () => {
  const withGuest = (guest: string) =>
    problemsOf({ ...SMALL, permissions: [{ name: "fs", reason: "r", paths: [{ guest, mode: "ro" }] }] });
  for (const guest of ["/volumes", "/a/b.c"]) deepStrictEqual(withGuest(guest), []);
  for (const guest of ["", "/", "volumes", "/a/", "/a//b", "/..", "/a/../b", "/./a"]) {
    deepStrictEqual(
      withGuest(guest),
      ["permissions[0].paths[0].guest: must be an absolute path without . or .., such as /volumes"],
      guest,
    );
  }
  const mode = problemsOf({
    ...SMALL,
    permissions: [{ name: "fs", reason: "r", paths: [{ guest: "/a", mode: "rwx" }] }],
  });
  deepStrictEqual(mode, ["permissions[0].paths[0].mode: must be ro or rw"]);
});

test("a key that is not known is ignored by a host, refused by the author's tools, and never ignored inside a permission", () => {
  const newer = { ...SMALL, homepage: "https://example.com" };
  deepStrictEqual(problemsOf(newer, "ignore"), []);
  deepStrictEqual(problemsOf(newer, "refuse"), ["homepage: is not a key of this place"]);
  const narrowed = { ...SMALL, permissions: [{ name: "log", reason: "r", "x-only": "errors" }] };
  deepStrictEqual(problemsOf(narrowed, "ignore"), ["permissions[0].x-only: is not a key of this place"]);
  deepStrictEqual(problemsOf({ ...SMALL, limits: { memorypages: 1 } }, "ignore"), [
    "limits.memorypages: is not a key of this place",
  ]);
});

test("limits are whole numbers", () => {
  for (const limits of [{ memoryPages: 1.5 }, { timeoutMs: 0 }, { memoryPages: -1 }, []]) {
    ok(problemsOf({ ...SMALL, limits }).length > 0, JSON.stringify(limits));
  }
});
