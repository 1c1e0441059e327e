// The conformance cases themselves: an honest driver passes all of them, and each lie is caught by the case that is for it.
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { type ConformanceTools, conformanceCases } from "#sdk/conformance/conformance";
import type { NetworkDriver } from "#sdk/generated/network";
import { DriverStatusError } from "#sdk/status";
import { plainNetworkDriver } from "../../../support/network-driver.ts";

const CASES = conformanceCases("network");

function tools(): ConformanceTools {
  let count = 0;
  return {
    context: (timeoutMs = 1000) => ({ signal: new AbortController().signal, remainingMs: () => timeoutMs }),
    freshName: (hint) => `${hint}-${count++}`,
  };
}

/** The cases that a driver fails, by name. */
async function failing(driver: NetworkDriver): Promise<string[]> {
  const names: string[] = [];
  for (const { name, needs, run } of CASES) {
    if (needs !== undefined && driver[needs as keyof NetworkDriver] === undefined) continue;
    await run(driver, tools()).catch((error: unknown) => {
      ok(error instanceof Error);
      names.push(name);
    });
  }
  return names;
}

test("an honest driver passes every case and is left empty", async () => {
  const driver = plainNetworkDriver();
  deepStrictEqual(await failing(driver), []);
  strictEqual(driver.held.size, 0);
});

test("a driver without the optional functions passes the cases that are for it", async () => {
  const { getAbilities: _all, ...honest } = plainNetworkDriver();
  const rest = Object.fromEntries(
    Object.entries(honest).filter(([name]) => !/^(setDhcp|listLeases|setFloating|clearFloating|setRules)$/.test(name)),
  ) as unknown as NetworkDriver;
  const available = ["bridge", "vlan"].map((ability) => ({ ability, available: true }) as const);
  const getAbilities = async () => ({ abilities: available as { ability: "bridge"; available: boolean }[] });
  deepStrictEqual(await failing({ ...rest, getAbilities }), []);
});

test("each lie is caught by the case that is for it", async () => {
  const status = (name: DriverStatusError["status"]) => async () => {
    throw new DriverStatusError(name, "a lie");
  };
  const nothing = async () => undefined;
  const lies: readonly (readonly [
    string,
    (honest: ReturnType<typeof plainNetworkDriver>) => Partial<NetworkDriver>,
  ])[] = [
    ["abilities are each told once", () => ({ setDhcp: undefined as never })],
    ["an ensured network is answered", () => ({ inspectNetwork: status("not_found") })],
    [
      "ensuring a network again",
      (honest) => ({
        ensureNetwork: async (ctx, plan) => {
          await honest.deleteNetwork(ctx, plan);
          return honest.ensureNetwork(ctx, plan);
        },
      }),
    ],
    [
      "an absent network cannot be inspected",
      () => ({
        inspectNetwork: async (_ctx, { network }) => ({ network, ports: [], dhcp: false, floating: [] }),
      }),
    ],
    ["a deleted network is gone", () => ({ deleteNetwork: nothing })],
    [
      "deleting an absent network",
      (honest) => ({
        deleteNetwork: async (ctx, id) => {
          await honest.inspectNetwork(ctx, id);
          await honest.deleteNetwork(ctx, id);
        },
      }),
    ],
    [
      "a deleted network can be ensured again",
      (honest) => ({
        ensureNetwork: (ctx, plan) =>
          plan.label === "second" ? status("already_exists")() : honest.ensureNetwork(ctx, plan),
      }),
    ],
    [
      "the list shows each network once",
      (honest) => ({
        listNetworks: async (ctx) => ({
          networks: [...(await honest.listNetworks(ctx)).networks].flatMap((one) => [one, one]),
        }),
      }),
    ],
    [
      "an attached port is found",
      (honest) => ({ attachPort: async (ctx, plan) => honest.attachPort(ctx, { ...plan, mac: "00:00:00:00:00:00" }) }),
    ],
    [
      "attaching to an absent network",
      (honest) => ({
        attachPort: async (ctx, plan) => {
          await honest.ensureNetwork(ctx, plan);
          return honest.attachPort(ctx, plan);
        },
      }),
    ],
    ["a detached port is gone", () => ({ detachPort: nothing })],
    [
      "two ports attached at once",
      (honest) => ({
        attachPort: async (ctx, plan) => {
          const port = await honest.attachPort(ctx, plan);
          const ports = honest.held.get(plan.network)?.ports ?? new Map();
          for (const other of ports.keys()) if (other !== plan.port) ports.delete(other);
          return port;
        },
      }),
    ],
    ["DHCP is served once it is set", () => ({ setDhcp: nothing })],
    ["DHCP of an absent network", () => ({ setDhcp: nothing })],
    ["a floating address is found", () => ({ clearFloating: nothing })],
    ["rules can be set", () => ({ setRules: status("failed") })],
    [
      "what is interrupted can be done again",
      (honest) => ({
        attachPort: async (ctx, plan) => {
          if (ctx.remainingMs() > 5) return honest.attachPort(ctx, plan);
          await honest.attachPort(ctx, { ...plan, port: "ffffffff" });
          throw new Error("the caller went away");
        },
      }),
    ],
    ["rules of an absent network", () => ({ setRules: nothing })],
  ];
  for (const [part, lie] of lies) {
    const honest = plainNetworkDriver();
    const caught = await failing({ ...honest, ...lie(honest) });
    ok(
      caught.some((name) => name.startsWith(part)),
      `${part}: ${caught.join("; ") || "nothing was caught"}`,
    );
  }
  const covered = lies.map(([part]) => CASES.find(({ name }) => name.startsWith(part))?.name);
  deepStrictEqual(covered.toSorted(), CASES.map(({ name }) => name).toSorted());
});
