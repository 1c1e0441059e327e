// Binding declarations to an object: what is wrong with them is said at start.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { isHostError } from "#host/errors";
import { bindEndpoint, type Endpoint, type MethodDeclaration, refuseAmbiguity } from "#host/rpc/endpoint";

const read: MethodDeclaration = { summary: "Reads.", access: "read" };
const startFails = (pattern: RegExp) => (error: unknown) =>
  isHostError(error, "START_FAILED") && pattern.test(error.message);
const bind = (parts: Partial<Endpoint>) => bindEndpoint({ version: "1.0", methods: {}, target: {}, ...parts });

class Base {
  async getThing(_ctx: RequestContext): Promise<string> {
    return "thing";
  }
}
class Derived extends Base {}

test("a snake_case method finds the object's camelCase one, inherited ones included", async (t) => {
  const ctx = new RequestContext({ timeoutMs: 1_000 });
  t.after(() => ctx.close());
  const { methods } = bind({ methods: { get_thing: read }, target: new Derived() });
  assert.equal(await methods.get("get_thing")?.invoke(ctx, undefined), "thing");
});

test("a declaration may name another method", async (t) => {
  const ctx = new RequestContext({ timeoutMs: 1_000 });
  t.after(() => ctx.close());
  const { methods } = bind({ methods: { fetch: { ...read, method: "getThing" } }, target: new Derived() });
  assert.equal(await methods.get("fetch")?.invoke(ctx, undefined), "thing");
});

test("the table has the declared names alone", () => {
  const { methods } = bind({ methods: { get_thing: read }, target: new Derived() });
  for (const name of ["getThing", "constructor", "toString", "__proto__", "hasOwnProperty"])
    assert.ok(!methods.has(name), name);
});

test("a declared method that is missing, no function, or everybody's is refused with the near one", () => {
  assert.throws(
    () => bind({ methods: { get_thin: read }, target: new Derived() }),
    startFails(/did you mean getThing\?/),
  );
  assert.throws(() => bind({ methods: { size: read }, target: { size: 3 } }), startFails(/no function size/));
  for (const name of ["toString", "constructor", "valueOf"]) {
    assert.throws(() => bind({ methods: { [name]: read }, target: new Derived() }), startFails(/no function/), name);
  }
  assert.throws(() => bind({ methods: { "a.b": read }, target: {} }), startFails(/misnamed/));
});

test("a method that throws before its first await rejects like any other", async (t) => {
  const ctx = new RequestContext({ timeoutMs: 1_000 });
  t.after(() => ctx.close());
  const target = {
    now: () => {
      throw new Error("at once");
    },
  };
  await assert.rejects(
    async () =>
      bind({ methods: { now: read }, target })
        .methods.get("now")
        ?.invoke(ctx, undefined),
    /at once/,
  );
});

test("what stands around the methods sees every call and its outcome", async (t) => {
  const ctx = new RequestContext({ timeoutMs: 1_000 });
  t.after(() => ctx.close());
  const seen: unknown[] = [];
  const around: Endpoint["around"] = async (_ctx, run) => {
    const result = await run();
    seen.push(result);
    return `<${result}>`;
  };
  const { methods } = bind({ methods: { get_thing: read }, target: new Derived(), around });
  assert.equal(await methods.get("get_thing")?.invoke(ctx, undefined), "<thing>");
  assert.deepEqual(seen, ["thing"]);
});

test("two endpoints with the same method of the same major are refused, of different majors or namespaces not", () => {
  const target = new Derived();
  const methods = { get_thing: read };
  const at = (version: string | undefined, namespace?: string) =>
    bindEndpoint({ methods, target, ...(version ? { version } : {}), ...(namespace ? { namespace } : {}) });
  assert.throws(() => refuseAmbiguity([at("1.0"), at("1.4")]), startFails(/get_thing/));
  assert.throws(() => refuseAmbiguity([at("1.0"), at(undefined)]), startFails(/get_thing/));
  refuseAmbiguity([at("1.0"), at("2.0")]);
  refuseAmbiguity([at("1.0"), at("1.0", "other")]);
});
