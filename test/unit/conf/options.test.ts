import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfig } from "#host/conf/load";
import { OPTIONS } from "#host/conf/options";
import { optionPaths } from "#host/conf/schema-walk";
import { ValueTree } from "#host/conf/tree";
import { flatten } from "#host/conf/values";
import { temporaryFiles } from "../../support/files.ts";

/** Every option but the drivers with a value that is not its default. */
const OTHER: Readonly<Record<string, unknown>> = {
  "host.name": "other",
  dataDir: "/other",
  "log.level": "debug",
  "log.format": "text",
  "hub.listen": "127.0.0.1:1",
  "hub.choice": "least-loaded",
  "hub.remote.listen": "0.0.0.0:2",
  "hub.remote.tls.certificate": "/hc.pem",
  "hub.remote.tls.key": "/hk.pem",
  "hub.remote.tls.clientAuthority": "/ha.pem",
  "join.url": "wss://hub.example:3",
  "join.tokenFile": "/t",
  "join.authority": "/ja.pem",
  "join.certificate": "/jc.pem",
  "join.key": "/jk.pem",
  "hub.allowedOrigins": ["https://a.example"],
  "database.path": "/other/x.db",
  "api.listen": "127.0.0.1:2",
  "api.pipeline": "/api.yaml",
  "api.tls.certificate": "/c.pem",
  "api.tls.key": "/k.pem",
  "api.tls.clientAuthority": "/a.pem",
  "driver.callTimeoutMs": 5000,
  "driver.fuelMax": 5_000_000,
  "driver.runtime": "extism",
  "driver.record": "all",
  "executor.rules": ["/r.yaml"],
  "policy.minConformance": "passed",
  "policy.trustedKeys": ["MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="],
  "volume.manager": "/m.js#M",
  "volume.defaultDriver": "fake",
  "network.manager": "VlanManager",
  "network.defaultDriver": "lab",
  "network.uplink": "eth1",
  "network.floating.range": "203.0.113.0/28",
  "network.floating.device": "eth0",
};
const other = (path: string, value: unknown) =>
  OTHER[path] ?? (typeof value === "boolean" ? !value : (value as number) + 1);

function others() {
  const defaults = new Map(
    flatten(loadConfig({ env: {}, cwd: "/" }).config).map(({ path, value }) => [path.join("."), value]),
  );
  const paths = optionPaths(OPTIONS).map((path) => path.join("."));
  return paths
    .filter((path) => !/^(volume\.drivers|network\.drivers|function\.drivers|services|hub\.peers)$/.test(path))
    .map((path) => [path, other(path, defaults.get(path))] as const);
}

function found(sources: Parameters<typeof loadConfig>[0]) {
  const loaded = loadConfig({ env: {}, cwd: "/", ...sources });
  const values = new Map(flatten(loaded.config).map(({ path, value }) => [path.join("."), value]));
  return { values, origins: loaded.origins };
}

test("every option can be set by a flag, and the flag is its origin", () => {
  const flags = others().map(([path, value]) => `${path}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const { values, origins } = found({ flags });
  for (const [path, value] of others()) {
    assert.deepEqual(values.get(path), value, path);
    assert.equal(origins[path], "flag", path);
  }
});

test("every option can be set by a variable of its name", () => {
  const nameOf = (path: string) => `HOLDFAST_${path.replace(/[A-Z]/g, "_$&").replaceAll(".", "__").toUpperCase()}`;
  const env = Object.fromEntries(
    others().map(([path, value]) => [nameOf(path), typeof value === "string" ? value : JSON.stringify(value)]),
  );
  const { values, origins } = found({ env });
  for (const [path, value] of others()) {
    assert.deepEqual(values.get(path), value, path);
    assert.equal(origins[path], `env ${nameOf(path)}`);
  }
});

test("every option can be set in the file", (t) => {
  const tree = new ValueTree();
  for (const [path, value] of others()) tree.set(path.split("."), value, () => ({ text: "", place: "", baseDir: "/" }));
  const cwd = temporaryFiles(t, { "holdfast.yaml": JSON.stringify(tree.root) });
  const { values } = found({ cwd });
  for (const [path, value] of others()) assert.deepEqual(values.get(path), value, path);
});

test("a name says its unit: times end in Ms or Us, sizes speak of bytes", () => {
  for (const [path, value] of flatten(loadConfig({ env: {}, cwd: "/" }).config).map(
    (v) => [v.path.join("."), v.value] as const,
  )) {
    if (typeof value !== "number") continue;
    assert.match(
      path,
      /Ms$|MsMax$|Us$|[bB]ytesMax$|\.bytes$|Max$|\.instances$|\.volumes$|\.snapshots$|\.networks$|\.ports$|\.vlan\.(first|last)$/,
      path,
    );
  }
});
