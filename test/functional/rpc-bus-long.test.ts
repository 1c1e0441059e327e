// Long calls on the bus: their servers give signs of life, and who waits gives up when these stop; the same over every transport.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ALIVE_MS_MIN } from "#host/rpc/limits";
import { BUS_BODIES, contextFor } from "../support/bus.ts";
import { fails, openScene, party } from "../support/bus-scene.ts";
import { until } from "../support/until.ts";

const LONG_MS = 600_000;

for (const body of BUS_BODIES) {
  describe(`long calls on the bus over ${body.name}`, { timeout: 60_000 }, () => {
    test("signs of life come while the work goes on, and the call ends with its answer", async (t) => {
      const { bus, near } = await openScene(body, t);
      const { worker } = await party(bus, "a");
      let signs = 0;
      const answer = near.call(contextFor(t), {
        target: { topic: "work" },
        method: "hold",
        params: { name: "long" },
        meta: { aliveMs: ALIVE_MS_MIN },
        onAlive: () => void signs++,
      });
      await until("several signs came", () => signs >= 5);
      worker.held.get("long")?.();
      assert.deepEqual(await answer, { result: "long was released" });
    });

    test("a keyed call gives signs to each who asks for its answer", async (t) => {
      const { bus, near } = await openScene(body, t);
      const { worker } = await party(bus, "a");
      const signs = [0, 0];
      const answers = signs.map((_, index) =>
        near.call(contextFor(t), {
          target: { topic: "work" },
          method: "hold",
          params: { name: "keyed" },
          meta: { aliveMs: ALIVE_MS_MIN, idempotencyKey: "k" },
          onAlive: () => void signs.splice(index, 1, (signs[index] ?? 0) + 1),
        }),
      );
      await until("both had signs", () => signs.every((count) => count >= 2));
      worker.held.get("keyed")?.();
      for (const { result } of await Promise.all(answers)) assert.equal(result, "keyed was released");
    });

    test("a server that says nothing any more is given up long before the call's time is over, and told so", async (t) => {
      const { bus, client } = await openScene(body, t);
      const far = await bus.join();
      let told = "";
      await far.serve({ topic: "mute", server: "a", version: "1.0" }, (_request, { ending }) => {
        ending.onEnd(({ code }) => {
          told = code;
        });
        return new Promise(() => {});
      });
      const patient = client.prepare({ timeoutMs: LONG_MS, aliveMs: ALIVE_MS_MIN });
      await assert.rejects(
        patient.call(contextFor(t, LONG_MS), "mute", "think"),
        fails("DEADLINE_EXCEEDED", /no sign of life for 50 ms/),
      );
      await until("the server was told", () => told !== "");
    });

    test("a long call through a prepared client outlasts many silences that it would not bear", async (t) => {
      const { bus, client } = await openScene(body, t);
      const { worker } = await party(bus, "a");
      const startMs = performance.now();
      const answer = client
        .prepare({ timeoutMs: LONG_MS, aliveMs: 4 * ALIVE_MS_MIN })
        .call(contextFor(t), "work", "hold", { name: "on" });
      await until("it went on for longer than one silence", () => performance.now() - startMs > 10 * ALIVE_MS_MIN);
      worker.held.get("on")?.();
      assert.equal(await answer, "on was released");
    });
  });
}
