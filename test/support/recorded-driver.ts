// A volume driver that asks the host for several things and then traps, and a host's supervisor that records it.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { VolumeDriver } from "@holdfast/sdk";
import { systemClock } from "#host/clock";
import { withContext } from "#host/context";
import type { FileDriverSpec } from "#host/driver/driver-types";
import type { HostServices } from "#host/driver/host-functions/services";
import { BundleStore } from "#host/driver/replay/bundle-store";
import type { RecordMode } from "#host/driver/replay/tape";
import { createSupervisor, type Supervisor } from "#host/driver/supervisor";
import { silentLog } from "#host/log";
import { guestBytes, withManifest } from "./guest-wat.ts";

export const SECRET = "correct-horse/battery+staple";

/** Module fields. Every create asks for its password, logs it, asks for random bytes, the time and the key, and then `ending`. */
export function askingFields(key: string, ending = "unreachable"): string {
  const texts = ["password", '{"length":8}', "{}", JSON.stringify({ key })];
  const at = (index: number) => 8192 + 256 * index;
  const ask = (index: number) => `(call $text (i32.const ${at(index)}) (i32.const ${texts[index]?.length}))`;
  return `
  (import "extism:host/env" "config_get" (func $config_get (param i64) (result i64)))
  (import "extism:host/env" "log_info" (func $log_info (param i64)))
  ${["random_bytes", "clock_now", "kv_get"].map((name) => `(import "extism:host/user" "${name}" (func $${name} (param i64) (result i64)))`).join("\n")}
  (memory (export "memory") 1)
  ${texts.map((text, index) => `(data (i32.const ${at(index)}) "${text.replaceAll('"', '\\"')}")`).join("\n")}
  (func $text (param $at i32) (param $length i32) (result i64) (local $block i64) (local $done i32)
    (local.set $block (call $alloc (i64.extend_i32_u (local.get $length))))
    (loop $next
      (call $store_u8
        (i64.add (local.get $block) (i64.extend_i32_u (local.get $done)))
        (i32.load8_u (i32.add (local.get $at) (local.get $done))))
      (local.set $done (i32.add (local.get $done) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $done) (local.get $length))))
    (local.get $block))
  (func (export "create_volume") (result i32)
    (call $log_info (call $config_get ${ask(0)}))
    (drop (call $random_bytes ${ask(1)}))
    (drop (call $clock_now ${ask(2)}))
    (drop (call $kv_get ${ask(3)}))
    (${ending}))`;
}

export const ASKED = ["log", "config", "random", "clock", "kv"];

export interface RecordedScene {
  readonly directory: string;
  readonly recordings: string;
  readonly supervisor: Supervisor;
  /** Adds a driver of these module fields, or of these bytes. */
  add(name: string, fields: string | Uint8Array, more?: Partial<FileDriverSpec>): Promise<VolumeDriver>;
  /** Makes a call that may fail. */
  create(driver: VolumeDriver, timeoutMs?: number): Promise<unknown>;
  /** The bundles there are, when all is written. */
  bundles(): Promise<string[]>;
}

interface SceneTerms {
  readonly bundlesMax: number;
  readonly bytesMax: number;
  readonly kv: NonNullable<HostServices["kv"]>;
}

const KEYS: SceneTerms["kv"] = (_name, input) => ({ value: (input as { readonly key: string }).key });

/** Its key-value service answers each key with its name, if it is not given another one. */
export function recordedScene(
  t: TestContext,
  mode: RecordMode,
  { bundlesMax = 20, bytesMax = 65_536, kv = KEYS }: Partial<SceneTerms> = {},
): RecordedScene {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-recorded-"));
  const recordings = join(directory, "recordings");
  const store = new BundleStore({ directory: recordings, bundlesMax, clock: systemClock, log: silentLog });
  const services: HostServices = { kv };
  const supervisor = createSupervisor({
    log: silentLog,
    services,
    recordings: { mode, bytesMax, store, host: "0.1.0" },
  });
  t.after(async () => {
    await supervisor.close();
    await store.flush();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    ...{ directory, recordings, supervisor },
    async add(name, fields, more = {}) {
      const path = join(directory, `${name}.wasm`);
      const permissions = ASKED.map((permission) => ({ name: permission, reason: "Tries it." }));
      const bytes = typeof fields === "string" ? withManifest(await guestBytes(fields), { permissions }) : fields;
      writeFileSync(path, bytes);
      const grants = { log: true, config: true, random: true, clock: true, kv: true };
      const spec = { kind: "volume", name, path, grants, config: { password: SECRET, size: "3" }, ...more };
      await withContext({ timeoutMs: 60_000 }, (ctx) => supervisor.add(ctx, spec));
      return supervisor.set<VolumeDriver>("volume").get(name);
    },
    create: (driver, timeoutMs = 60_000) =>
      withContext({ timeoutMs }, (ctx) => driver.createVolume(ctx, { name: "v", sizeBytes: 4096 })).catch(
        (error: unknown) => error,
      ),
    async bundles() {
      await store.flush();
      return (existsSync(recordings) ? readdirSync(recordings) : []).sort().map((file) => join(recordings, file));
    },
  };
}

/** The lines of a bundle. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever field it expects.
export function linesOf(path: string | undefined): any[] {
  return readFileSync(path ?? "", "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
