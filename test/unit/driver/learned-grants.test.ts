import { deepStrictEqual } from "node:assert/strict";
import { test } from "node:test";
import { learnedGrants } from "#host/driver/learned-grants";

const reason = "It says why.";
const PERMISSIONS = [
  { name: "log", reason },
  { name: "clock", reason, optional: true },
  { name: "kv", reason, optional: true },
  { name: "http", reason, optional: true },
  { name: "exec", reason, optional: true, rules: ["list", "copy"] },
  { name: "secret", reason, optional: true, secrets: ["login"] },
  { name: "fs", reason, paths: [{ guest: "/a", mode: "ro" as const }] },
];

test("what is needed to load, was used or was denied is granted, and nothing else", () => {
  const grants = {
    ...{ log: true, clock: true, random: true, exec: ["list", "copy"] },
    ...{ http: [{ origin: "https://one:443" }], fs: [{ guest: "/a", host: "/srv/a", mode: "rw" as const }] },
  };
  const use = (permission: string, item: string, denied: boolean, more = {}) => ({ permission, item, denied, ...more });
  const learned = learnedGrants({
    permissions: PERMISSIONS,
    grants,
    uses: [
      use("kv", "", true),
      use("exec", "copy", false),
      use("secret", "login", true),
      use("http", "https://one", false, { how: "GET" }),
      use("http", "https://two:8443", true, { how: "PUT" }),
      use("http", "https://two:8443", true, { how: "PUT", address: "fd00::1" }),
      use("http", "https://one", true, { how: "GET", address: "10.0.0.7" }),
      use("fs", "/a", false, { how: "ro" }),
    ],
  });
  deepStrictEqual(learned, {
    grants: {
      ...{ log: true, fs: [{ guest: "/a", host: "/srv/a", mode: "ro" }], exec: ["copy"] },
      http: [
        { origin: "https://one", methods: ["GET"], addresses: ["10.0.0.7/32"] },
        { origin: "https://two:8443", methods: ["PUT"], addresses: ["fd00::1/128"] },
      ],
      ...{ kv: true, secret: { login: "./login.secret" } },
    },
    beyond: [],
    unused: ["clock", "random", "exec list"],
  });
});

test("what the manifest does not ask for is nobody's to grant", () => {
  const uses = [
    { permission: "exec", item: "erase", denied: true },
    { permission: "random", item: "", denied: true },
    { permission: "fs", item: "/a", denied: true, how: "rw" },
    { permission: "http", item: "", denied: true },
  ];
  const { grants, beyond } = learnedGrants({ permissions: PERMISSIONS, grants: {}, uses });
  deepStrictEqual(grants, { log: true, fs: [{ guest: "/a", host: "./a", mode: "ro" }] });
  deepStrictEqual(beyond, uses);
});
