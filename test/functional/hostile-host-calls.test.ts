// Guests that misuse what they may ask of the host, and a host that fails them: each call ends by name, the host and the neighbour go on.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { FunctionDriver } from "@holdfast/sdk";
import { RequestContext, withContext } from "#host/context";
import type { HostServices } from "#host/driver/host-functions/services";
import { createSupervisor, type Supervisor } from "#host/driver/supervisor";
import { isHostError } from "#host/errors";
import { type Log, silentLog } from "#host/log";
import { failsWith } from "../support/extism-guest.ts";
import { temporaryFiles } from "../support/files.ts";
import { until } from "../support/until.ts";
import { wat } from "../support/wat.ts";

// `ask` asks once with its input and answers what it heard; `flood` and `hoard` ask for ever; `forge` hands over what is no block.
const GUEST = `(module
  (import "extism:host/env" "input_offset" (func $input (result i64)))
  (import "extism:host/env" "length" (func $length (param i64) (result i64)))
  (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
  (import "extism:host/env" "free" (func $free (param i64)))
  (import "extism:host/env" "log_info" (func $log_info (param i64)))
  (import "extism:host/user" "kv_get" (func $kv_get (param i64) (result i64)))
  (memory (export "memory") 1)
  (func $answer (param $block i64) (call $output_set (local.get $block) (call $length (local.get $block))))
  (func (export "ask") (call $answer (call $kv_get (call $input))))
  (func (export "flood") (loop (call $free (call $kv_get (call $input))) (br 0)))
  (func (export "hoard") (loop (drop (call $kv_get (call $input))) (br 0)))
  (func (export "chatter") (local $left i32)
    (local.set $left (i32.const 300000))
    (loop (call $log_info (call $input))
      (br_if 0 (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
  (func (export "forge") (call $answer (call $kv_get (i64.const 0x7fffffffffff)))))`;
const REQUEST = JSON.stringify({ key: "k" });

interface Bench {
  readonly supervisor: Supervisor;
  readonly call: (driver: "hostile" | "neighbour", name: string, input?: string) => Promise<string>;
  /** Of the hostile one. */
  readonly restarts: () => number;
}

for (const runtime of ["linked", "extism"] as const) {
  async function bench(t: TestContext, kv: NonNullable<HostServices["kv"]>, log: Log = silentLog): Promise<Bench> {
    const supervisor = createSupervisor({ log, services: { kv }, runtime });
    t.after(() => supervisor.close());
    const path = join(temporaryFiles(t), "guest.wasm");
    writeFileSync(path, await wat(GUEST));
    const limits = { callTimeoutMs: 1500 };
    await withContext({ timeoutMs: 30_000 }, async (ctx) => {
      for (const name of ["hostile", "neighbour"])
        await supervisor.add(ctx, { kind: "function", name, path, limits, grants: { kv: true, log: true } });
    });
    return {
      supervisor,
      call: (driver, name, input = REQUEST) =>
        withContext({ timeoutMs: 30_000 }, async (ctx) => {
          const handle = supervisor.set<FunctionDriver>("function").get(driver);
          return Buffer.from(await handle.call(ctx, name, new TextEncoder().encode(input))).toString();
        }),
      restarts: () => supervisor.list().find(({ name }) => name === "hostile")?.restarts ?? -1,
    };
  }

  test(`a flood of host calls ends with its call, and the neighbour is served meanwhile, on ${runtime}`, async (t) => {
    let asked = 0;
    const { call } = await bench(t, () => {
      asked += 1;
      return { value: "v" };
    });
    let over = false;
    const flood = call("hostile", "flood").finally(() => {
      over = true;
    });
    const ended = assert.rejects(flood, (error) => isHostError(error) && /^DRIVER_/.test(error.code));
    await until("the flood is on", () => asked > 100);
    assert.match(await call("neighbour", "ask"), /"value":"v"/);
    assert.equal(over, false, "the neighbour was served while the flood went on");
    await ended;
    assert.match(await call("hostile", "ask"), /"value":"v"/);
  });

  test(`answers that a guest hoards are bounded, on ${runtime}`, async (t) => {
    const value = "x".repeat(1024 * 1024);
    const { call } = await bench(t, () => ({ value }));
    await assert.rejects(call("hostile", "hoard"), (error) => isHostError(error) && /^DRIVER_/.test(error.code));
    assert.ok((await call("hostile", "ask")).length > value.length);
  });

  test(`a flood of log lines is cut and counted, on ${runtime}`, async (t) => {
    const lines: string[] = [];
    const log: Log = { ...silentLog, child: () => log, info: note, warn: note };
    function note(fields: unknown) {
      const { line } = fields as { readonly line?: string };
      if (line !== undefined) lines.push(line);
    }
    const { call } = await bench(t, () => ({}), log);
    await call("hostile", "chatter", "so it is").catch((error: unknown) => {
      // Slow machines end it first, which is an end by name too.
      if (!isHostError(error) || !/^DRIVER_/.test(error.code)) throw error;
    });
    assert.ok(lines.length > 0 && lines.length <= 101, `${lines.length} lines`);
    assert.match(await call("hostile", "ask"), /"status":"ok"/);
  });

  test(`a host function that throws, whatever it throws, is an answer to its guest, on ${runtime}`, async (t) => {
    const throws: (() => unknown)[] = [
      () => {
        throw new Error("broken inside");
      },
      () => Promise.reject(new RangeError("later")),
      () => {
        throw "no error at all";
      },
      () => {
        throw null;
      },
      () => ({ value: 7 }),
      () => undefined,
    ];
    let turn = 0;
    const { call, restarts } = await bench(t, () => throws[turn]?.());
    for (; turn < throws.length; turn += 1)
      assert.match(await call("hostile", "ask"), /^\{"status":"failed","message":"/, `${throws[turn]}`);
    assert.equal(restarts(), 0, "no guest had to pay for it");
  });

  test(`a host function that comes back into its own driver ends by name, and so does its call, on ${runtime}`, async (t) => {
    const met: unknown[] = [];
    const { call, supervisor } = await bench(t, async () => {
      if (met.length > 0) return {};
      const handle = supervisor.set<FunctionDriver>("function").get("hostile");
      const own = { timeoutMs: 300 };
      await withContext(own, (ctx) => handle.call(ctx, "ask", new TextEncoder().encode(REQUEST))).catch((error) => {
        met.push(error);
        throw error;
      });
      return {};
    });
    assert.match(await call("hostile", "ask"), /"status":"failed"/);
    assert.ok(isHostError(met[0]), `${met[0]}`);
    assert.match(await call("hostile", "ask"), /"status":"ok"/);
  });

  test(`a driver that is taken away while it waits for the host is told to nobody as done, on ${runtime}`, async (t) => {
    for (const end of ["remove", "close"] as const) {
      let waiting = false;
      let stopped = false;
      const { call, supervisor } = await bench(t, (_name, _input, { signal }) => {
        waiting = true;
        return new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            stopped = true;
            resolve({});
          });
        });
      });
      const lost = assert.rejects(call("hostile", "ask"), (error) => isHostError(error));
      await until("it waits", () => waiting);
      const ctx = new RequestContext({ timeoutMs: 200 });
      t.after(() => ctx.close());
      await (end === "close" ? supervisor.close() : supervisor.remove(ctx, "function", "hostile"));
      await lost;
      assert.ok(stopped, "what it asked for was stopped");
    }
  });

  test(`what is no block, or no request, is refused as data, on ${runtime}`, async (t) => {
    const { call, restarts } = await bench(t, () => ({}));
    assert.match(await call("hostile", "forge"), /"status":"invalid_argument"/);
    for (const input of ["", "{", "[]", '{"key":', `{"key":"${"x".repeat(3_000_000)}"}`])
      assert.match(await call("hostile", "ask", input), /"status":"invalid_argument"/);
    assert.equal(restarts(), 0);
    await assert.rejects(call("hostile", "gone"), failsWith("NOT_FOUND"));
  });
}
