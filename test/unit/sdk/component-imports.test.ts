// What components may import: the host's functions by version and permission, and the lent part of WASI 0.2.
import assert from "node:assert/strict";
import { test } from "node:test";
import { componentOffer } from "#sdk/component-imports";
import { HOST } from "#sdk/index";
import type { Manifest } from "#sdk/manifest";
import { checkImports, unaskedOf } from "#sdk/verdict-module";

const NOTHING = {
  bytes: 0,
  imports: [],
  exports: [],
  memories: [],
  tables: [],
  functionCount: 0,
  hasStart: false,
  customSections: [],
};
const MANIFEST: Manifest = {
  ...{ name: "a", version: "1.0.0", kind: "volume", abi: "1.1" },
  permissions: [{ name: "log", reason: "It talks." }],
};

const offer = (module: string, name: string) => componentOffer({ module, name, kind: "function" }, HOST);

test("a function of the host is offered to components of this version and earlier ones, with its permission", () => {
  assert.deepEqual(offer("wit:holdfast:host/functions@1.1.0", "kv-get"), { permission: "kv" });
  assert.deepEqual(offer("wit:holdfast:host/functions@1.0.0", "log#2"), { permission: "log" });
  for (const version of ["1.99.0", "2.0.0", "0.9.0", "", "x"]) {
    assert.equal(offer(`wit:holdfast:host/functions@${version}`, "log"), undefined);
  }
  assert.equal(offer("wit:holdfast:host/functions@1.1.0", "constructor"), undefined);
});

test("a component may import what it does not ask for, and the verdict tells so", () => {
  const unasked = [
    { module: "wit:holdfast:host/functions@1.1.0", name: "kv-get", kind: "function" },
    { module: "wit:holdfast:host/functions@1.1.0", name: "kv-set", kind: "function" },
    { module: "wit:holdfast:host/functions@1.1.0", name: "log", kind: "function" },
    { module: "wit:wasi:cli/stdout@0.2.0", name: "get-stdout", kind: "function" },
  ] as const;
  const inspection = { ...NOTHING, imports: unasked };
  assert.deepEqual(unaskedOf(inspection, MANIFEST, HOST), ["kv"]);
  assert.deepEqual(checkImports({ inspection, manifest: MANIFEST, runtime: "component", host: HOST }), []);
  const refused = checkImports({
    inspection: { ...NOTHING, imports: [{ module: "wit:wasi:http/types@0.2.0", name: "fields", kind: "function" }] },
    ...{ manifest: MANIFEST, runtime: "component", host: HOST },
  });
  assert.deepEqual(
    refused.map(({ code }) => code),
    ["DRIVER_IMPORT_REFUSED"],
  );
});

test("of WASI 0.2 what is listed is offered without a permission, whatever its patch level, and nothing else", () => {
  assert.deepEqual(offer("wit:wasi:cli/stdout@0.2.3", "get-stdout"), {});
  assert.deepEqual(offer("wit:wasi:io/streams@0.2.0", "[resource-drop]output-stream"), {});
  assert.deepEqual(offer("wit:wasi:filesystem/types@0.2.6", "[method]descriptor.open-at"), {});
  assert.equal(offer("wit:wasi:cli/stdout@0.3.0", "get-stdout"), undefined);
  assert.equal(offer("wit:wasi:sockets/tcp@0.2.0", "[method]tcp-socket.start-connect"), undefined);
  assert.equal(offer("wit:wasi:http/outgoing-handler@0.2.0", "handle"), undefined);
  assert.equal(offer("wasi:cli/stdout@0.2.3", "get-stdout"), undefined);
  assert.equal(offer("wit:constructor@0.2.0", "name"), undefined);
});
