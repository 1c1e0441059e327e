// The drivers of this repository and its hostile fixtures, metered: each answers, traps or is refused as it does without metering.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { meterModule } from "#host/driver/meter/meter-module";
import { hostileNames, hostileText } from "../support/guest-wat.ts";
import { assemblyScriptGuest, type BareGuest, committedDriver, extismGuest } from "../support/guests.ts";
import { outcome } from "../support/metered.ts";
import { wat } from "../support/wat.ts";

const INPUTS = [
  ["describe", "{}"],
  ["probe", "{}"],
  ["create_volume", '{"name":"db1","size_bytes":4096}'],
  ["create_volume", '{"name":"../x","size_bytes":4096}'],
  ["create_volume", "{not json"],
  ["inspect_volume", '{"name":"db1"}'],
  ["list_volumes", "{}"],
  ["list_volumes", '{"limit":"\\u00e9\\ud83d\\ude00"}'],
  ["extend_volume", '{"name":"db1","size_bytes":8192}'],
  ["delete_volume", '{"name":"db1"}'],
  ["delete_volume", '{"name":"none"}'],
] as const;

test("volume-fake answers the same, call for call", async () => {
  const bytes = committedDriver("volume-fake");
  const plain = await assemblyScriptGuest(bytes);
  const metered = await assemblyScriptGuest(meterModule(bytes, { fuelInitial: 10_000_000_000 }));
  for (const [name, input] of INPUTS) {
    assert.equal(
      outcome(() => metered.call(name, input)),
      outcome(() => plain.call(name, input)),
      `${name} ${input}`,
    );
  }
  assert.deepEqual(metered.logged, plain.logged);
});

// Those that loop for ever are what test/functional/meter-hangs.test.ts and the host's own limits are about.
const FUEL = 20_000_000;
const OUT_OF_FUEL = /RuntimeError: unreachable/;
// The environment that the tests give a guest has no limit of its own.
const NEEDS_A_LIMIT = /^allocates|^answers-64/;

describe("a hostile fixture does the same metered, or runs out of fuel", () => {
  for (const name of hostileNames().filter((fixture) => !NEEDS_A_LIMIT.test(fixture))) {
    test(name, async () => {
      const bytes = await wat(hostileText(name));
      let metered: Uint8Array;
      try {
        metered = meterModule(bytes, { fuelInitial: FUEL });
      } catch (error) {
        assert.match(String(error), /64-bit|several memories|belongs to the host|cannot be metered/);
        return;
      }
      assert.equal(WebAssembly.validate(metered), WebAssembly.validate(bytes));
      if (!WebAssembly.validate(bytes)) return;
      const fuelled = await guest(metered);
      if (typeof fuelled === "string") {
        // What ends at once without metering ends alike; what does not end was stopped by its fuel.
        if (OUT_OF_FUEL.test(fuelled)) return;
        assert.equal(fuelled, await guest(bytes));
        return;
      }
      const plain = await guest(bytes);
      assert.ok(typeof plain !== "string");
      for (const export_ of ["describe", "probe", "create_volume", "list_volumes"]) {
        const seen = outcome(() => fuelled.call(export_, '{"name":"v","size_bytes":1}'));
        if (OUT_OF_FUEL.test(seen)) return;
        assert.equal(
          seen,
          outcome(() => plain.call(export_, '{"name":"v","size_bytes":1}')),
          export_,
        );
      }
    });
  }
});

/** An Extism guest, or why it could not be made. */
async function guest(bytes: Uint8Array): Promise<BareGuest | string> {
  try {
    return await extismGuest(bytes);
  } catch (error) {
    return String(error);
  }
}
