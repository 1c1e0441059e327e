import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { HOOKS, Manager } from "#host/manager/manager";

test("a manager that overrides nothing has every hook, and each does nothing", async () => {
  class Empty extends Manager {}
  const manager = new Empty();
  const ctx = new RequestContext({ timeoutMs: 1000 });
  try {
    const answers = await Promise.all(HOOKS.map((hook) => manager[hook](ctx)));
    assert.deepEqual(answers, [undefined, undefined, undefined, undefined, { changed: [] }]);
  } finally {
    ctx.close();
  }
});
