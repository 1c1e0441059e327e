// Very many calls through one driver: the last ones are as fast as the first, and memory stays where it was.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withDrivers } from "../support/drivers.ts";
import { guestBytes, withManifest } from "../support/guest-wat.ts";

const CALLS = process.env["HOLDFAST_PROVE"] === "1" ? 1_000_000 : 20_000;
const PARTS = 20;
// Garbage of the runtime comes and goes; a leak of a hundred bytes a call would be this much after the full count, and more.
const GROWTH_BYTES_MAX = 48 * 1024 * 1024;

/** Milliseconds of each part, and the resident bytes after it. */
interface Part {
  readonly ms: number;
  readonly bytes: number;
}

test(`${CALLS} calls through one driver slow nothing down and leave nothing behind`, {
  timeout: 1_200_000,
}, async () => {
  await withDrivers(async ({ add, volume, within, supervisor }) => {
    await add("one", withManifest(await guestBytes()));
    const parts: Part[] = [];
    for (let part = 0; part < PARTS; part++) {
      const startMs = performance.now();
      await within(300_000, async (ctx) => {
        for (let call = 0; call < CALLS / PARTS; call++) await volume("one").inspectVolume(ctx, { name: "v" });
      });
      parts.push({ ms: performance.now() - startMs, bytes: process.memoryUsage.rss() });
    }
    const [driver] = supervisor.list();
    assert.ok((driver?.calls ?? 0) >= CALLS);
    assert.deepEqual([driver?.faults, driver?.restarts], [0, 0], "it was one instance all the time");
    const fastest = (some: readonly Part[]) => Math.min(...some.map(({ ms }) => ms));
    const [early, late] = [fastest(parts.slice(1, PARTS / 2)), fastest(parts.slice(PARTS / 2))];
    assert.ok(late < early * 1.5, `parts took ${early} ms at first and ${late} ms in the end`);
    const grown = (parts.at(-1)?.bytes ?? 0) - (parts[PARTS / 4]?.bytes ?? 0);
    assert.ok(grown < GROWTH_BYTES_MAX, `${grown} bytes more than after the first quarter`);
  });
});
