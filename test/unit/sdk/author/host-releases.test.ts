import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { hostOffer, hostReleases } from "#sdk/author/host-releases";
import { HOST } from "#sdk/generated/host";
import { KINDS } from "#sdk/generated/kinds";
import { attachManifest } from "#sdk/manifest";
import { verdictOf } from "#sdk/verdict";
import { FUNCTIONS, HOST_TERMS, MANIFEST, OUTPUT_SET } from "../../../support/verdict-samples.ts";
import { wat } from "../../../support/wat.ts";

const bare = (value: unknown) => JSON.parse(JSON.stringify(value));

test("this version's host is judged by what it offers itself", () => {
  const latest = hostOffer(Object.keys(hostReleases()).at(-1) ?? "");
  for (const [name, kind] of Object.entries(KINDS)) {
    const shown = bare(latest?.kinds[name]);
    deepStrictEqual(shown, bare(kind));
  }
  const { functions, permissions } = HOST;
  deepStrictEqual(bare(latest?.hostFunctions.functions), bare(functions));
  deepStrictEqual(
    latest?.hostFunctions.permissions.map(({ name, imports }) => ({ name, imports })),
    permissions.map(({ name, imports }) => ({ name, imports })),
  );
});

test("a host that spoke earlier contracts refuses what came later, and takes what it knew", async () => {
  const older = { "0.0.1": { volume: "1.0", host: "1.0" } };
  const offer = hostOffer("0.0.1", older);
  if (offer === undefined) throw new Error("not there");
  const judge = async (imports: string, manifest: object, kinds = offer) => {
    const exports = FUNCTIONS.map((name) => `(func (export "${name}") (result i32) (i32.const 0))`).join("\n");
    const bytes = await wat(`(module ${OUTPUT_SET} ${imports} ${exports})`);
    const driver = attachManifest(bytes, { ...MANIFEST, ...manifest });
    return verdictOf(driver, { host: { ...HOST_TERMS, ...kinds }, grants: { log: true, kv: true } });
  };
  strictEqual((await judge("", {})).outcome, "loads");
  match(
    (await judge("", { abi: "1.1" })).problems[0]?.message ?? "",
    /against volume 1\.1, this host speaks volume 1\.0/,
  );
  const keeps = { permissions: [{ name: "kv", reason: "Keeps a name." }] };
  const kv = '(import "extism:host/user" "kv_get" (func (param i64) (result i64)))';
  strictEqual((await judge(kv, keeps, { kinds: KINDS, hostFunctions: HOST })).outcome, "loads");
  const refused = await judge(kv, keeps);
  strictEqual(refused.outcome, "refused");
  match(refused.problems.map(({ message }) => message).join("; "), /needs the permission kv, this host knows log/);
});

test("a host that nobody knows has nothing to offer", () => {
  strictEqual(hostOffer("9.9.9"), undefined);
  strictEqual(hostOffer("constructor"), undefined);
});
