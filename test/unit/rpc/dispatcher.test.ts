// Dispatch: version, name, access, params, in this order.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { z } from "zod";
import { type Caller, RequestContext } from "#host/context";
import { type ErrorCode, isHostError } from "#host/errors";
import { Dispatcher } from "#host/rpc/dispatcher";
import type { Access, Endpoint, MethodDeclaration } from "#host/rpc/endpoint";
import type { Meta, RpcRequest } from "#host/rpc/transport";

const ADMIN: Caller = { name: "root", roles: ["admin"] };
const declared = (access: Access, more: Partial<MethodDeclaration> = {}): MethodDeclaration => ({
  summary: "Does.",
  access,
  ...more,
});
const request = (method: string, params?: unknown, meta: Meta = {}): RpcRequest => ({
  target: { topic: "work" },
  method,
  params,
  meta,
});
const endpoint = (version: string, answer: string, more: Partial<Endpoint> = {}): Endpoint => ({
  version,
  methods: { get: declared("read") },
  target: { get: async () => answer, only: async () => `only ${answer}` },
  ...more,
});

async function dispatch(
  t: TestContext,
  endpoints: readonly Endpoint[],
  asked: RpcRequest,
  caller = ADMIN,
): Promise<unknown> {
  const ctx = new RequestContext({ timeoutMs: 5_000, caller });
  t.after(() => ctx.close());
  const dispatcher = new Dispatcher(endpoints);
  return dispatcher.run(ctx, dispatcher.find(asked), asked.params);
}

const refuses = (work: Promise<unknown>, code: ErrorCode) => assert.rejects(work, (error) => isHostError(error, code));

test("several majors are served at once, and no version means the oldest that has the method", async (t) => {
  const both = [
    endpoint("2.1", "new", { methods: { get: declared("read"), only: declared("read") } }),
    endpoint("1.3", "old"),
  ];
  assert.equal(await dispatch(t, both, request("get")), "old");
  assert.equal(await dispatch(t, both, request("get", undefined, { version: "2.0" })), "new");
  assert.equal(await dispatch(t, both, request("only")), "only new");
  await refuses(dispatch(t, both, request("only", undefined, { version: "1.0" })), "METHOD_NOT_FOUND");
  await assert.rejects(dispatch(t, both, request("get", undefined, { version: "3.0" })), (error) => {
    assert.ok(isHostError(error, "VERSION_UNSUPPORTED"));
    assert.deepEqual(error.data["supported"], ["1.0-1.3", "2.0-2.1"]);
    return true;
  });
});

test("a namespace is asked for by name, and the nameless one is another", async (t) => {
  const both = [endpoint("1.0", "plain"), endpoint("1.0", "spaced", { namespace: "extra" })];
  assert.equal(await dispatch(t, both, request("get")), "plain");
  assert.equal(await dispatch(t, both, request("get", undefined, { namespace: "extra" })), "spaced");
  await refuses(dispatch(t, both, request("get", undefined, { namespace: "unknown" })), "METHOD_NOT_FOUND");
});

test("roles decide who may call, and an unknown caller may nothing", async (t) => {
  const methods = { r: declared("read"), o: declared("operate"), a: declared("admin") };
  const target = { r: async () => 1, o: async () => 1, a: async () => 1 };
  const table: readonly (readonly [Caller["roles"], string])[] = [
    [[], ""],
    [["reader"], "r"],
    [["host"], "ro"],
    [["admin"], "roa"],
    [["reader", "host"], "ro"],
  ];
  for (const [roles, allowed] of table) {
    for (const method of "roa") {
      const work = dispatch(t, [{ version: "1.0", methods, target }], request(method), { name: "x", roles });
      if (allowed.includes(method)) assert.equal(await work, 1);
      else await refuses(work, "PERMISSION_DENIED");
    }
  }
});

test("who may not call does not learn what the params should have been", async (t) => {
  const methods = { make: declared("admin", { params: z.strictObject({ secret: z.string() }) }) };
  const work = dispatch(t, [{ version: "1.0", methods, target: { make: async () => 1 } }], request("make", { x: 1 }), {
    name: "x",
    roles: ["reader"],
  });
  await refuses(work, "PERMISSION_DENIED");
});

test("the method gets what the schema made of the params", async (t) => {
  const methods = { make: declared("read", { params: z.strictObject({ size: z.int().default(7) }) }) };
  const target = { make: async (_ctx: RequestContext, params: unknown) => params };
  const at = [{ version: "1.0", methods, target }];
  assert.deepEqual(await dispatch(t, at, request("make")), { size: 7 });
  assert.deepEqual(await dispatch(t, at, request("make", { size: 1 })), { size: 1 });
});

test("a flood of issues is cut short", async (t) => {
  const methods = { make: declared("read", { params: z.strictObject({ list: z.array(z.string()) }) }) };
  const at = [{ version: "1.0", methods, target: { make: async () => 1 } }];
  const params = { list: Array.from({ length: 1_000 }, () => 1) };
  await assert.rejects(dispatch(t, at, request("make", params)), (error) => {
    assert.ok(isHostError(error, "INVALID_PARAMS"));
    assert.equal((error.data["issues"] as unknown[]).length, 32);
    return true;
  });
});
