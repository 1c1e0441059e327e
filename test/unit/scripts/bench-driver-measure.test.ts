// Timing side by side: contenders take turns, and the slower one is told to be slower.
import assert from "node:assert/strict";
import { test } from "node:test";
import { measure } from "#scripts/bench-driver-measure";

function spin(steps: number): number {
  let sum = 0;
  for (let step = 0; step < steps; step++) sum = (sum + step * step) % 1_000_003;
  return sum;
}

test("contenders take turns round by round, and what does ten times the work takes longer", async () => {
  const turns: string[] = [];
  const contender = (name: string, steps: number, later: boolean) => ({
    name,
    run(times: number) {
      turns.push(name);
      for (let count = 0; count < times; count++) spin(steps);
      return later ? Promise.resolve() : undefined;
    },
  });
  const found = await measure([contender("short", 2000, false), contender("long", 20_000, true)], {
    rounds: 5,
    roundMs: 2,
  });
  assert.deepEqual(turns.slice(-4), ["short", "long", "short", "long"]);
  assert.ok(
    (found.get("long") ?? 0) > 2 * (found.get("short") ?? Number.POSITIVE_INFINITY),
    JSON.stringify([...found]),
  );
});
