// A driver whose file is followed: what is saved takes its place when it stands its trial, and a bad one changes nothing but what is told.
import assert from "node:assert/strict";
import { rename, rm, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { type DriverBench, withDrivers } from "../support/drivers.ts";
import { failsWith } from "../support/extism-guest.ts";
import { rememberingGuest } from "../support/remembering-guest.ts";
import { until } from "../support/until.ts";

const status = ({ supervisor }: DriverBench) => supervisor.list()[0];
const room = async (bench: DriverBench) =>
  (await bench.within(20_000, (ctx) => bench.volume("one").getStats?.(ctx) ?? Promise.resolve(undefined)))?.totalBytes;

test("each file that is saved takes the driver's place, whichever way it is saved; a bad one is refused with its reason", async () => {
  await withDrivers(async (bench) => {
    const path = await bench.file("one", await rememberingGuest({ room: 1 }));
    await bench.within(20_000, (ctx) => bench.supervisor.add(ctx, { kind: "volume", name: "one", path, watch: true }));
    assert.equal(status(bench)?.watched, true);
    const { digest } = status(bench) ?? {};
    await writeFile(path, await rememberingGuest({ room: 2 }));
    await until("what was written over it serves", () => status(bench)?.digest !== digest);
    assert.equal(await room(bench), 2);
    const before = status(bench)?.digest;
    await writeFile(path, await rememberingGuest({ room: 3, remove: "" }));
    await until("a file that lies is refused", () => status(bench)?.swap?.state === "refused");
    assert.match(status(bench)?.swap?.reason ?? "", /a deleted volume is gone/);
    assert.deepEqual([await room(bench), status(bench)?.digest, status(bench)?.state], [2, before, "serving"]);
    const beside = await bench.file("beside", await rememberingGuest({ room: 4 }));
    await rename(beside, path);
    await until("what was moved over it serves", () => status(bench)?.digest !== before);
    assert.equal(await room(bench), 4);
    await rm(path);
    assert.equal(await room(bench), 4);
  });
});

test("a file that was broken at the start serves when it is mended", async () => {
  await withDrivers(async (bench) => {
    const path = await bench.file("one", new Uint8Array([0, 1, 2]));
    const spec = { kind: "volume", name: "one", path, watch: true };
    const adding = bench.within(20_000, (ctx) => bench.supervisor.add(ctx, spec));
    await assert.rejects(adding, failsWith("DRIVER_MALFORMED"));
    await writeFile(path, await rememberingGuest({ room: 5 }));
    await until("it serves", () => status(bench)?.state === "serving");
    assert.equal(await room(bench), 5);
  });
});

test("a pinned file cannot be followed", async () => {
  await withDrivers(async (bench) => {
    const path = await bench.file("one", await rememberingGuest({ room: 1 }));
    const spec = { kind: "volume", name: "one", path, watch: true, digest: "0".repeat(64) };
    const adding = bench.within(20_000, (ctx) => bench.supervisor.add(ctx, spec));
    await assert.rejects(adding, failsWith("INVALID_PARAMS", /pinned/));
    assert.deepEqual(bench.supervisor.list(), []);
  });
});
