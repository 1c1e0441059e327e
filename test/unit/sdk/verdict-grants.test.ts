// The verdict on what a driver asks for and what it was granted.
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import type { GivenGrants } from "#sdk/verdict";
import { extism, only } from "../../support/verdict-samples.ts";

test("what the manifest asks for and nobody granted is missing, with the line to write", async () => {
  const permissions = [
    { name: "config", reason: "Reads its settings." },
    {
      name: "fs",
      reason: "Keeps the volumes.",
      paths: [
        { guest: "/volumes", mode: "rw" },
        { guest: "/seed", mode: "ro" },
      ],
    },
  ] as const;
  const verdict = await extism({ manifest: { permissions } });
  strictEqual(verdict.outcome, "needs-grants");
  deepStrictEqual(verdict.problems, [
    {
      code: "DRIVER_GRANT_MISSING",
      message: "the driver needs the permission config: Reads its settings.",
      remedy: "if you agree, set volume.drivers.<NAME>.grants.config: true",
    },
    {
      code: "DRIVER_GRANT_MISSING",
      message: "the driver needs the permission fs for /volumes (rw), /seed (ro): Keeps the volumes.",
      remedy:
        "if you agree, set volume.drivers.<NAME>.grants.fs: [{ guest: /volumes, host: <DIRECTORY>, mode: rw }, { guest: /seed, host: <DIRECTORY>, mode: ro }]",
    },
  ]);
  deepStrictEqual(
    verdict.missingGrants.map((grant) => grant.permission),
    ["config", "fs"],
  );
});

test("a directory must be granted in the mode that is asked for; more than that will do", async () => {
  const permissions = [
    {
      name: "fs",
      reason: "r",
      paths: [
        { guest: "/v", mode: "rw" as const },
        { guest: "/s", mode: "ro" as const },
      ],
    },
  ];
  const with_ = (fs: GivenGrants["fs"]) => extism({ manifest: { permissions }, grants: { fs: fs ?? [] } });
  strictEqual(
    (
      await with_([
        { guest: "/v", mode: "rw" },
        { guest: "/s", mode: "rw" },
      ])
    ).outcome,
    "loads",
  );
  const less = await with_([
    { guest: "/v", mode: "ro" },
    { guest: "/s", mode: "ro" },
  ]);
  deepStrictEqual(less.missingGrants[0]?.paths, [{ guest: "/v", mode: "rw" }]);
  strictEqual(
    (
      await with_([
        { guest: "/v/", mode: "rw" },
        { guest: "/s", mode: "ro" },
      ])
    ).outcome,
    "needs-grants",
  );
});

test("a driver loads without its optional permissions, and they are named", async () => {
  const permissions = [
    { name: "log", reason: "Says things.", optional: true },
    { name: "teleport", reason: "r", optional: true },
  ];
  const imports = '(import "extism:host/env" "log_info" (func (param i64)))';
  const verdict = await extism({ imports, manifest: { permissions } });
  strictEqual(verdict.outcome, "loads");
  deepStrictEqual(verdict.missingGrants, [{ permission: "log", reason: "Says things.", optional: true }]);
});

test("a permission that the host does not have cannot be granted", async () => {
  const verdict = await extism({ manifest: { permissions: [{ name: "teleport", reason: "r" }] } });
  strictEqual(verdict.outcome, "refused");
  strictEqual(
    only(verdict),
    "DRIVER_ABI_MISMATCH: the driver needs the permission teleport, this host knows log, config, fs, exec, http, kv, clock, random, event, secret",
  );
});

test("rules and secrets are missing by name, and the remedy is what the operator writes", async () => {
  const permissions = [
    { name: "exec", reason: "Runs qemu-img.", rules: ["make", "look"] },
    { name: "secret", reason: "Logs in.", secrets: ["token"] },
    { name: "http", reason: "Asks routers." },
  ];
  const grants = { exec: ["look"], kv: true };
  const verdict = await extism({ manifest: { permissions }, grants });
  deepStrictEqual(
    verdict.missingGrants.map(({ permission, rules, secrets }) => [permission, rules ?? secrets]),
    [
      ["exec", ["make"]],
      ["secret", ["token"]],
      ["http", undefined],
    ],
  );
  deepStrictEqual(
    verdict.problems.map(({ remedy }) => remedy.replace(/^.*grants\./, "")),
    ["exec: [make]", "secret: { token: <FILE> }", "http: [{ origin: <https://HOST> }]"],
  );
  const given = { exec: ["make", "look"], secret: { token: "/t" }, http: [{ origin: "https://a" }] };
  strictEqual((await extism({ manifest: { permissions }, grants: given })).outcome, "loads");
});

test("a grant that nobody asked for is noted, and does not stand against loading", async () => {
  const verdict = await extism({ grants: { log: true, fs: [{ guest: "/v", mode: "rw" }] } });
  strictEqual(verdict.outcome, "loads");
  deepStrictEqual(verdict.notes, [
    "log is granted, but the driver does not ask for it",
    "/v is granted, but the driver does not ask for it",
  ]);
});
