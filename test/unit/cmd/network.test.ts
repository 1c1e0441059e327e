import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringHost } from "../../support/answering-host.ts";

const GONE: readonly (readonly [method: string, answer: object, args: readonly string[], said: RegExp])[] = [
  ["network.delete", { network: null }, ["network", "rm", "lan"], /^deleted: there is no such network any more$/m],
  ["network.detachPort", { port: null }, ["port", "detach", "lan", "a"], /^detached: there is no such port any more$/m],
  ["network.removeRule", { rule: null }, ["rule", "rm", "0a1b2c3d"], /^removed: there is no such rule any more$/m],
];

test("what takes something away says that it is gone, or that there was nothing to take away", async (t) => {
  for (const [method, answer, args, said] of GONE) {
    const host = await answeringHost(t, { [method]: { operationId: "op-1", ...answer } });
    assert.match((await host.run(...args)).out, said);
    const idle = await answeringHost(t, { [method]: { operationId: null, ...answer } });
    assert.match((await idle.run(...args)).out, /^nothing to do: there is no such /m, method);
  }
});
