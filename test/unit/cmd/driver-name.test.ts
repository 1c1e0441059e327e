// The driver that is meant by a name alone, by kind and name, and by what is no driver at all.
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { HostError } from "#host/errors";
import { answeringHost } from "../../support/answering-host.ts";

const DRIVERS = ["volume/file", "network/lan", "function/lan", "network/outer"].map((text) => {
  const [kind = "", name = ""] = text.split("/");
  return { kind, name };
});

/** Knows the drivers by kind and name, as a host does. */
const known = (params: unknown) => {
  const { kind, name } = params as { kind: string; name: string };
  if (!DRIVERS.some((one) => one.kind === kind && one.name === name))
    throw new HostError("NOT_FOUND", `there is no ${kind} driver ${name}`);
  return { record: "all" };
};
const HOST = { "host.listDrivers": { drivers: DRIVERS }, "host.removeDriver": known, "host.recordDriver": known };

test("a name means the driver of that name, of whatever kind it is", async (t) => {
  const host = await answeringHost(t, HOST);
  for (const [name, whole] of Object.entries({
    file: "volume/file",
    outer: "network/outer",
    "function/lan": "function/lan",
  })) {
    const { json, err } = await host.run("driver", "remove", name, "--json");
    deepStrictEqual(json, { removed: whole }, err);
  }
  const { out } = await host.run("driver", "record", "outer", "all");
  match(out, /^network\/outer records all$/m);
  deepStrictEqual((await host.run("driver", "rm", "lan", "--kind", "network", "--json")).json, {
    removed: "network/lan",
  });
});

test("a name of several kinds is asked back, and one of none is told with what there is", async (t) => {
  const host = await answeringHost(t, HOST);
  const both = await host.run("driver", "remove", "lan");
  strictEqual(both.code, 2);
  match(both.err, /there are network\/lan, function\/lan; say which one you mean/);
  match(
    (await host.run("driver", "remove", "oter")).err,
    /there is no driver oter; did you mean outer\? \(NOT_FOUND\)/,
  );
  match(
    (await host.run("driver", "remove", "xyzzy")).err,
    /there is no driver xyzzy; there are volume\/file, network\/lan,/,
  );
  match((await host.run("driver", "remove", "volume/lan")).err, /there is no volume driver lan/);
});

test("a file that is added says itself what it is for", async (t) => {
  const host = await answeringHost(t, { "host.addDriver": { ...DRIVERS[0], digest: "", version: "" } });
  const kindOf = async (...more: string[]) => {
    await host.run("driver", "add", "x", ...more);
    return (host.asked.at(-1)?.params as { kind?: string } | undefined)?.kind;
  };
  const network = fileURLToPath(new URL("../../../../drivers-wasm/network-fake/network-fake.wasm", import.meta.url));
  strictEqual(await kindOf(network), "network");
  strictEqual(await kindOf("builtin:network-fake"), "network");
  strictEqual(
    await kindOf(network, "--kind", "volume"),
    "volume",
    "what is said is passed on, and the host refuses it",
  );
  strictEqual(await kindOf("/nowhere.wasm"), "volume");
});
