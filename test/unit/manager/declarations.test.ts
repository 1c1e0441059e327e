import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { isHostError } from "#host/errors";
import { describeManager } from "#host/manager/declarations";
import { HOOKS, Manager, type PeriodicDeclarations, type RpcDeclarations } from "#host/manager/manager";

const READ = { access: "read", summary: "Reads." } as const;

class Base extends Manager {
  static override readonly version: string = "2.3";
  static override readonly rpc: RpcDeclarations = { list_things: READ, count: { ...READ, method: "countThings" } };
  static override readonly periodic: PeriodicDeclarations = { sweep: { spacingMs: 1000 } };
  async listThings(): Promise<readonly string[]> {
    return ["base"];
  }
  async countThings(_ctx: RequestContext, params: unknown): Promise<unknown> {
    return params;
  }
  async sweep(): Promise<string> {
    return "base sweep";
  }
}

function problemsOf(manager: object): readonly string[] {
  try {
    describeManager(manager, "test");
  } catch (error) {
    assert.ok(isHostError(error, "LOAD_FAILED"));
    return error.data["problems"] as readonly string[];
  }
  return [];
}

function withContext<T>(work: (ctx: RequestContext) => Promise<T>): Promise<T> {
  const ctx = new RequestContext({ timeoutMs: 1000 });
  return work(ctx).finally(() => ctx.close());
}

test("declared methods are exposed under their names, of the object itself", () => {
  const manager = new Base();
  const shape = describeManager(manager, "test");
  assert.equal(shape.version, "2.3");
  assert.equal(shape.manager, manager);
  assert.deepEqual(Object.keys(shape.rpc), ["list_things", "count"]);
});

test("a subclass inherits declarations, adds its own and replaces what it declares again", async () => {
  class Derived extends Base {
    static override readonly rpc = { extra: READ, count: { ...READ, access: "admin", method: "countThings" } } as const;
    static override readonly periodic = { sweep: { spacingMs: 50, overlap: "queue" } } as const;
    async extra(): Promise<number> {
      return 1;
    }
    override async sweep(): Promise<string> {
      return "derived sweep";
    }
  }
  const shape = describeManager(new Derived(), "test");
  assert.deepEqual(Object.keys(shape.rpc).sort(), ["count", "extra", "list_things"]);
  assert.equal(shape.rpc["count"]?.access, "admin");
  assert.equal(shape.periodic.size, 1);
  assert.equal(shape.periodic.get("sweep")?.declaration.spacingMs, 50);
  assert.equal(await withContext((ctx) => shape.periodic.get("sweep")!.run(ctx)), "derived sweep");
  assert.equal(describeManager(new Base(), "test").periodic.get("sweep")?.declaration.spacingMs, 1000);
});

test("an overridden method without a new declaration is the one that repeats", async () => {
  class Derived extends Base {
    override async sweep(): Promise<string> {
      return "derived sweep";
    }
  }
  const shape = describeManager(new Derived(), "test");
  assert.equal(await withContext((ctx) => shape.periodic.get("sweep")!.run(ctx)), "derived sweep");
});

test("a plain object and a plain class need no base class", async () => {
  const plain = { rpc: { hello: READ }, hello: async () => "hi", initHost: async () => {} };
  assert.equal(describeManager(plain, "test").manager, plain);
  class Plain {
    static rpc = { hello: READ };
    static periodic = { tick_tock: { spacingMs: 5 } };
    readonly #text = "private";
    hello() {}
    tickTock() {
      return this.#text;
    }
  }
  const shape = describeManager(new Plain(), "test");
  assert.deepEqual(Object.keys(shape.rpc), ["hello"]);
  assert.equal(await withContext((ctx) => shape.periodic.get("tick_tock")!.run(ctx)), "private");
  assert.equal(shape.version, "1.0");
});

test("no lifecycle method can be exposed, under any name", () => {
  for (const hook of HOOKS) {
    const problems = problemsOf({ rpc: { [hook]: READ, innocent: { ...READ, method: hook } }, [hook]: () => {} });
    assert.equal(problems.filter((text) => text.includes("lifecycle method")).length, 2, hook);
  }
  assert.match(problemsOf({ rpc: { init_host: READ }, initHost: () => {} })[0]!, /initHost is a lifecycle method/);
});

test("names that every object has cannot be exposed", () => {
  for (const name of ["constructor", "toString", "hasOwnProperty", "valueOf"]) {
    assert.match(problemsOf({ rpc: { [name]: READ } }).join(), /has no method/, name);
  }
  assert.match(problemsOf({ rpc: Object.fromEntries([["__proto__", READ]]) }).join(), /a name is a letter/);
});

test("a declared method that does not exist is named with the nearest one", () => {
  const [problem] = problemsOf({ rpc: { creat: READ }, create: () => {} });
  assert.equal(problem, "rpc.creat: the manager has no method creat; did you mean create?");
});

test("one method under two names is refused", () => {
  const [problem] = problemsOf({ rpc: { createThing: READ, create_thing: READ }, createThing: () => {} });
  assert.match(problem!, /createThing is declared already, as createThing/);
});

test("declarations on each instance instead of the class are refused with the remedy", () => {
  class Mistaken {
    rpc = { hello: READ };
    hello() {}
  }
  assert.deepEqual(problemsOf(new Mistaken()), ["rpc is a field of each instance; declare it `static rpc`"]);
});

test("a hook that is no function, or is spelt as elsewhere, is refused", () => {
  assert.deepEqual(problemsOf({ initHost: 1 }), ["initHost must be a function, not 1"]);
  assert.deepEqual(problemsOf({ init_host: () => {} }), ["init_host is never called: the hook is written initHost"]);
  class Mistaken {
    postStarthook() {}
  }
  assert.match(problemsOf(new Mistaken()).join(), /postStarthook is never called: the hook is written postStartHook/);
});

test("everything that is wrong is said at once", () => {
  const problems = problemsOf({
    version: "one",
    rpc: { a: { access: "all" }, b: 3 },
    periodic: { c: { spacingMs: 0 } },
    reset: "no",
  });
  assert.equal(problems.length, 8, problems.join("\n"));
});

test("tables that are no objects are refused", () => {
  assert.deepEqual(problemsOf({ rpc: [] }), ["rpc must be an object of declarations by name, not a list"]);
});
