import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { DriverAdmin } from "#host/admin/drivers";
import type { AddDriverParams } from "#host/admin/messages";
import { ADD_DRIVER_PARAMS } from "#host/admin/messages";
import { RequestContext } from "#host/context";
import type { Database } from "#host/db/connection";
import { listDrivers } from "#host/db/drivers-table";
import type { DriverSpec, DriverStatus } from "#host/driver/driver-types";
import type { Supervisor } from "#host/driver/supervisor";
import { HostError, isHostError } from "#host/errors";
import { temporaryDatabase } from "../../support/database.ts";

const DIGEST = "d".repeat(64);

/** A supervisor whose drivers load at once, but for those named `broken-…` and one that a test holds back. */
class PlainSupervisor {
  readonly specs = new Map<string, DriverSpec>();
  readonly broken = new Set<string>();
  holdNext: Promise<void> | undefined;

  async add(_ctx: RequestContext, spec: DriverSpec): Promise<unknown> {
    if (this.specs.has(spec.name)) throw new HostError("ALREADY_EXISTS", "the supervisor has it");
    this.specs.set(spec.name, spec);
    const held = this.holdNext;
    this.holdNext = undefined;
    await held;
    if (!this.specs.has(spec.name)) throw new HostError("DRIVER_UNAVAILABLE", "removed while it started");
    if (!spec.name.startsWith("broken-")) return { digest: DIGEST };
    this.broken.add(spec.name);
    throw new HostError("DRIVER_START_TRAP", "it trapped");
  }

  async remove(_ctx: RequestContext, _kind: string, name: string): Promise<void> {
    if (!this.specs.delete(name)) throw new HostError("NOT_FOUND", "the supervisor has no such driver");
  }

  list(): DriverStatus[] {
    return [...this.specs.values()].map(
      ({ kind, name }) => ({ kind, name, state: this.broken.has(name) ? "broken" : "serving" }) as DriverStatus,
    );
  }
}

async function makeAdmin(t: TestContext, shared: { database?: Database; uses?: number } = {}) {
  const database = shared.database ?? (await temporaryDatabase(t));
  const supervisor = new PlainSupervisor();
  const uses = { count: shared.uses ?? 0 };
  const admin = new DriverAdmin({
    supervisor: supervisor as unknown as Supervisor,
    database,
    resolvePath: (path) => path.replace("builtin:", "/own/"),
    inUse: async () => uses.count,
    unusedBecause: (kind) => (kind === "network" ? "nothing uses it: start a service" : undefined),
  });
  const ctx = new RequestContext({ timeoutMs: 10_000 });
  t.after(() => ctx.close());
  return { admin, supervisor, database, ctx, uses };
}

const params = (name: string, more: object = {}): AddDriverParams =>
  ADD_DRIVER_PARAMS.parse({ kind: "volume", name, path: `/drivers/${name}.wasm`, ...more });
const withCode = (code: string) => (error: unknown) => isHostError(error) && error.code === code;

test("an added driver is remembered with the digest that it had", async (t) => {
  const { admin, database, ctx } = await makeAdmin(t);
  const view = await admin.add(ctx, params("second"));
  assert.deepEqual([view.name, view.source], ["second", "added"]);
  const [row] = await listDrivers(database.handle);
  assert.deepEqual([row?.name, row?.digest, row?.addedBy], ["second", DIGEST, "local"]);
});

test("a driver that no service uses is added with a warning that says what to do", async (t) => {
  const { admin, ctx } = await makeAdmin(t);
  const added = await admin.add(ctx, params("lan", { kind: "network" }));
  assert.equal(added.warning, "nothing uses it: start a service");
  assert.ok(!("warning" in (await admin.add(ctx, params("second")))));
});

test("the next run loads it with that digest, and lists one that does not load any more", async (t) => {
  const first = await makeAdmin(t);
  await first.admin.add(first.ctx, params("second"));
  const { database } = first;
  const next = await makeAdmin(t, { database });
  await next.admin.restore(next.ctx);
  const spec = next.supervisor.specs.get("second");
  assert.deepEqual([spec?.path, spec && "digest" in spec ? spec.digest : ""], ["/drivers/second.wasm", DIGEST]);
  assert.equal(next.admin.get("volume", "second").source, "added");
});

test("a driver of Holdfast's own may change with Holdfast, unless its digest was given", async (t) => {
  const { admin, database, ctx } = await makeAdmin(t);
  await admin.add(ctx, params("own", { path: "builtin:volume-file" }));
  await admin.add(ctx, params("pinned", { path: "builtin:volume-file", digest: "a".repeat(64) }));
  const digests = (await listDrivers(database.handle)).map(({ name, digest }) => [name, digest]);
  assert.deepEqual(Object.fromEntries(digests), { own: "", pinned: "a".repeat(64) });
});

test("a driver that does not load leaves nothing behind", async (t) => {
  const { admin, supervisor, database, ctx } = await makeAdmin(t);
  await assert.rejects(admin.add(ctx, params("broken-one")), withCode("DRIVER_START_TRAP"));
  assert.deepEqual([supervisor.specs.size, (await listDrivers(database.handle)).length], [0, 0]);
});

test("of two that add the same name at once one is refused, and the other's driver stays", async (t) => {
  const { admin, supervisor, ctx } = await makeAdmin(t);
  let release = () => {};
  supervisor.holdNext = new Promise((resolve) => {
    release = resolve;
  });
  const first = admin.add(ctx, params("same"));
  await assert.rejects(admin.add(ctx, params("same")), withCode("ALREADY_EXISTS"));
  release();
  assert.equal((await first).name, "same");
  assert.equal(supervisor.specs.size, 1);
});

test("a driver can be taken away while it still starts, and is not remembered", async (t) => {
  const { admin, supervisor, database, ctx } = await makeAdmin(t);
  let release = () => {};
  supervisor.holdNext = new Promise((resolve) => {
    release = resolve;
  });
  const adding = admin.add(ctx, params("slow"));
  await admin.remove(ctx, { kind: "volume", name: "slow", force: false });
  release();
  await assert.rejects(adding, withCode("DRIVER_UNAVAILABLE"));
  assert.deepEqual([supervisor.specs.size, (await listDrivers(database.handle)).length], [0, 0]);
});

test("a relative path is refused: whose directory would it be relative to?", async (t) => {
  const { admin, ctx } = await makeAdmin(t);
  await assert.rejects(admin.add(ctx, params("x", { path: "x.wasm" })), withCode("INVALID_PARAMS"));
});

test("what the configuration names is not removed here, and wins over what was added under its name", async (t) => {
  const first = await makeAdmin(t);
  await first.admin.add(first.ctx, params("file"));
  const { admin, supervisor, ctx } = await makeAdmin(t, { database: first.database });
  await supervisor.add(ctx, { kind: "volume", name: "file", path: "/configured.wasm" });
  await admin.restore(ctx);
  assert.equal(admin.get("volume", "file").source, "configuration");
  await assert.rejects(
    admin.remove(ctx, { kind: "volume", name: "file", force: true }),
    withCode("FAILED_PRECONDITION"),
  );
  const spec = supervisor.specs.get("file");
  assert.equal(spec?.path, "/configured.wasm");
});

test("a driver that holds something is removed only by force", async (t) => {
  const { admin, database, ctx, uses } = await makeAdmin(t, { uses: 2 });
  await admin.add(ctx, params("held"));
  const asked = { kind: "volume", name: "held" };
  await assert.rejects(admin.remove(ctx, { ...asked, force: false }), (error) => {
    assert.ok(isHostError(error, "FAILED_PRECONDITION"));
    return /2 volumes are held/.test(error.message) && error.data["uses"] === 2;
  });
  await admin.remove(ctx, { ...asked, force: true });
  assert.deepEqual([admin.list(), await listDrivers(database.handle)], [[], []]);
  uses.count = 0;
  await assert.rejects(admin.remove(ctx, { ...asked, force: true }), withCode("NOT_FOUND"));
});

test("who asks for a driver that is not there hears which are", async (t) => {
  const { admin, ctx } = await makeAdmin(t);
  assert.throws(() => admin.get("volume", "nope"), /there is none/);
  await admin.add(ctx, params("one"));
  assert.throws(() => admin.get("volume", "nope"), /there are one/);
});
