// What drivers ask of the host, in each language that has a kit: every field arrives as it was meant, every answer comes back, every refusal is handed on.
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { describe, test } from "node:test";
import type { AbiType, RecordType } from "#sdk/abi";
import { shippedContracts } from "./contracts.ts";
import { echo, guestIn } from "./echo-drivers.ts";
import { type Asked, compilerOrReason, LANGUAGES, type Language } from "./guests.ts";

const BYTES = Buffer.from([0, 255, 1, 254, 2]).toString("base64");
const ANSWERS: Readonly<Record<string, unknown>> = {
  exec: {
    argv: ["/bin/ls", "ü"],
    exit_code: -1,
    stdout_text: "out\0𝄞",
    stderr_text: "",
    truncated: true,
    duration_ms: 3,
  },
  random_bytes: { bytes: BYTES },
  http_request: { status: 201, headers: [{ name: "location", value: "/ü" }], body: "made", url: "https://x/ü" },
  kv_get: { value: "x".repeat(1024 * 1024) },
};

/** Anything but a known key is refused, or answered with nothing kept. */
export function answer({ name, request }: Asked): unknown {
  const { key } = request as { key?: string };
  if (key === "refused") return { status: "permission_denied", message: "The grant has no kv: ü𝄞." };
  if (key === "silly") return { status: "ok", result: { value: 5 } };
  if (key === "absent") return { status: "ok", result: {} };
  return { status: "ok", result: ANSWERS[name], later: [1] };
}

/** Stands in the same file as the other tests of the kits, since each language is compiled once a file. */
export async function testHostFunctions(): Promise<void> {
  for (const language of LANGUAGES) await testLanguage(language);
  testEveryFunction();
}

async function testLanguage(language: Language): Promise<void> {
  const compiler = await compilerOrReason(language);
  describe(`host functions from ${language}`, { skip: typeof compiler === "string" && compiler }, () => {
    const asked = async (name: string) => {
      const guest = await guestIn(language, answer);
      const result = echo(guest, { item_name: name }, "ask_host");
      return { result, asked: guest.asked };
    };
    const failing = async (key: string) =>
      JSON.parse((await guestIn(language, answer)).call("ask_host", JSON.stringify({ item_name: key })));

    test("lists, numbers and flags arrive, and what is not set is not sent", async () => {
      const parameters = ["ü", "𝄞"].map((value) => ({ name: "a", value }));
      deepStrictEqual(await asked("exec"), {
        result: { int32: -1, flag: true, text: "out\0𝄞", texts: ["/bin/ls", "ü"] },
        asked: [{ name: "exec", request: { rule: "list", parameters, timeout_ms: 5, dry_run: true } }],
      });
    });

    test("records in records and enumerations arrive", async () => {
      const authorization = { scheme: "bearer", secret: "token" };
      const headers = [{ name: "x", value: "y" }];
      deepStrictEqual(await asked("http_request"), {
        result: { int32: 201, text: "made", texts: ["location", "/ü"] },
        asked: [
          { name: "http_request", request: { method: "POST", url: "https://x/ü", headers, body: "b", authorization } },
        ],
      });
    });

    test("bytes come back, a text of a mebibyte too, and nothing is told from something", async () => {
      deepStrictEqual((await asked("random_bytes")).result, { bytes: BYTES });
      strictEqual((await asked("k𝄞\0")).result["text"], "x".repeat(1024 * 1024));
      deepStrictEqual((await asked("absent")).result, {});
    });

    test("a refusal becomes the driver's own answer, and the next call is served", async () => {
      deepStrictEqual(await failing("refused"), { status: "permission_denied", message: "The grant has no kv: ü𝄞." });
      strictEqual((await failing("silly")).status, "failed");
      deepStrictEqual((await asked("absent")).result, {});
    });
  });
}

/** A value of a type, on the wire or as TypeScript has it. */
function sample(type: AbiType, wire: boolean): unknown {
  switch (type.kind) {
    case "string":
      return "ü".repeat(Math.max(1, Math.ceil((type.minBytes ?? 0) / 2)));
    case "buffer":
      return wire ? Buffer.from([1, 2]).toString("base64") : [1, 2];
    case "boolean":
      return true;
    case "integer":
      return Math.max(1, type.minimum);
    case "number":
      return 0.5;
    case "enum":
      return type.values.at(-1);
    case "array":
      return [sample(type.items, wire)];
    case "map":
      return { key: sample(type.values, wire) };
    case "record":
      return Object.fromEntries(
        type.properties.map((property) => [wire ? property.name : property.camelName, sample(property.type, wire)]),
      );
  }
}

function testEveryFunction(): void {
  const host = shippedContracts().find((contract) => contract.imports.length > 0);
  const functions = (host?.imports ?? []).filter((fn) => fn.extism.length === 0);
  describe("every function of the host from typescript", () => {
    const sampleOrNone = (type: RecordType | undefined, wire: boolean) =>
      type === undefined ? undefined : sample(type, wire);
    for (const fn of functions) {
      test(`${fn.name} carries all its fields both ways`, async () => {
        const guest = await guestIn("typescript", () => ({ status: "ok", result: sampleOrNone(fn.output, true) }));
        const name = `any ${fn.camelName} ${JSON.stringify(sampleOrNone(fn.input, false))}`;
        const { text } = echo(guest, { item_name: name }, "ask_host");
        deepStrictEqual(guest.asked, [{ name: fn.name, request: sampleOrNone(fn.input, true) }]);
        deepStrictEqual(JSON.parse(String(text)), sampleOrNone(fn.output, false));
      });
    }
  });
}
