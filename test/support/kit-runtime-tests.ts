// The echo drivers of all kits on the host's own runtimes, clamped and metered as a host runs them: large, odd, binary, refused, and every question to the host.
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { describe, test } from "node:test";
import { assemblyscriptRuntime } from "#host/driver/assemblyscript-runtime";
import { extismRuntime } from "#host/driver/extism-runtime";
import { KV_GRANT } from "#host/driver/host-functions/host-grants";
import { linkedRuntime } from "#host/driver/linked-runtime";
import { prepareBytes } from "#host/driver/module-cache";
import type { GuestOptions, Runtime } from "#host/driver/runtime";
import { CONFIG, EVERYTHING, echoBytes } from "./echo-drivers.ts";
import { compilerOrReason, type HostAnswers, LANGUAGES, type Language } from "./guests.ts";

const MEBIBYTE = 1024 * 1024;
const FUEL = 20_000_000_000;
const PAGES_MAX = 1024;
const OPTIONS: GuestOptions = {
  ...{ driver: "under-test", memoryPagesMax: PAGES_MAX, outputBytesMax: 8 * MEBIBYTE, hostBytesMax: 64 * MEBIBYTE },
  ...{ config: CONFIG, fs: [], log: true, fuelAtStart: FUEL },
  host: {
    ...{ exec: ["list"], http: [{ origin: "https://x" }], kv: KV_GRANT, secret: { token: "none" } },
    ...{ clock: true, random: true, event: true },
  },
};

type Answer = { readonly status: string; readonly message?: string; readonly result?: Record<string, unknown> };
type Call = (name: string, input: unknown) => Promise<Answer>;

/** A fresh instance on a runtime. Inputs that are text go to it as they are. */
async function guestOn(runtime: Runtime, language: Language, host: HostAnswers, logged: string[]): Promise<Call> {
  const policy = { memoryPagesMax: PAGES_MAX, tableElementsMax: 10_000, metered: true, runtime: runtime.name };
  const module = await WebAssembly.compile(new Uint8Array(prepareBytes(await echoBytes(language), policy)));
  const guest = await runtime.instantiate(module, OPTIONS, {
    log: (_level, message) => void logged.push(message),
    ask: (name, request) => JSON.stringify(host({ name, request: JSON.parse(request) })),
  });
  return async (name, input) => {
    const text = typeof input === "string" ? input : JSON.stringify(input);
    return JSON.parse(Buffer.from(await guest.call(name, Buffer.from(text), FUEL)).toString("utf8"));
  };
}

/** Stands in the same file as the other tests of the kits, since each language is compiled once a file. */
export async function testOnRuntimes(host: HostAnswers): Promise<void> {
  for (const language of LANGUAGES) {
    const compiler = await compilerOrReason(language);
    const runtimes = language === "assemblyscript" ? [assemblyscriptRuntime] : [linkedRuntime, extismRuntime];
    for (const runtime of runtimes) {
      describe(
        `the ${language} kit on the runtime ${runtime.name}`,
        {
          skip: typeof compiler === "string" && compiler,
        },
        () => testOn(runtime, language, host),
      );
    }
  }
}

function testOn(runtime: Runtime, language: Language, host: HostAnswers): void {
  test("carries every type, every plane of Unicode, a mebibyte of text and one of bytes", async () => {
    const call = await guestOn(runtime, language, host, []);
    deepStrictEqual((await call("echo_all", EVERYTHING)).result, EVERYTHING);
    const planes = Array.from({ length: 17 }, (_, plane) => String.fromCodePoint((plane << 16) + 0xe000)).join("\0");
    const bytes = Buffer.alloc(MEBIBYTE, planes).toString("base64");
    const large = { text: planes.repeat(MEBIBYTE / Buffer.byteLength(planes)), bytes };
    deepStrictEqual(await call("echo_wide", large), { status: "ok", result: large });
  });

  test("refuses in the same words, and logs and reads its configuration", async () => {
    const logged: string[] = [];
    const call = await guestOn(runtime, language, host, logged);
    deepStrictEqual(await call("refuse", ""), { status: "busy", message: 'Someone has it: "wait".' });
    const refused = await call("echo_all", '{"a":');
    strictEqual(refused.status, "invalid_argument");
    match(refused.message ?? "", /^input/);
    strictEqual((await call("read_config", { item_name: "known" })).result?.["text"], CONFIG.known);
    deepStrictEqual(logged, ["read known"]);
  });

  test("asks the host, and hands on what it answers and what it refuses", async () => {
    const call = await guestOn(runtime, language, host, []);
    const ask = (name: string) => call("ask_host", { item_name: name });
    deepStrictEqual((await ask("exec")).result, { int32: -1, flag: true, text: "out\0𝄞", texts: ["/bin/ls", "ü"] });
    deepStrictEqual((await ask("http_request")).result, { int32: 201, text: "made", texts: ["location", "/ü"] });
    strictEqual(Buffer.from(String((await ask("random_bytes")).result?.["bytes"]), "base64").length, 5);
    strictEqual((await ask("large")).result?.["text"], "x".repeat(MEBIBYTE));
    deepStrictEqual(await ask("refused"), { status: "permission_denied", message: "The grant has no kv: ü𝄞." });
  });
}
