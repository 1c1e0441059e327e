import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { createMask, secretsOfSchema } from "#host/driver/replay/mask";

const SECRET = 'pa"ss/wörd';
const mask = createMask({ apiToken: SECRET, place: `at ${SECRET}`, tiny: "1", pinKey: "12" });

test("a secret goes in every form it may have, and lengths in bytes stay", () => {
  const base64 = Buffer.from(SECRET).toString("base64");
  for (const form of [
    SECRET,
    JSON.stringify(SECRET),
    encodeURIComponent(SECRET),
    base64,
    Buffer.from(SECRET).toString("hex"),
  ]) {
    const text = `x ${form} y`;
    const masked = mask.value(text);
    strictEqual(Buffer.byteLength(masked), Buffer.byteLength(text));
    ok(!masked.includes("w\u00f6rd") && !masked.includes(form.slice(1, -1)), masked);
    deepStrictEqual(Buffer.from(mask.value(new Uint8Array(Buffer.from(text)))).toString(), masked);
  }
});

test("configuration keeps what is no secret, and a value too short to be one does not empty every text", () => {
  const stars = "*".repeat(Buffer.byteLength(SECRET));
  deepStrictEqual(mask.config, { apiToken: stars, place: `at ${stars}`, tiny: "1", pinKey: "**" });
  deepStrictEqual(mask.names, ["apiToken", "pinKey"]);
  strictEqual(mask.value("12 volumes"), "12 volumes");
  deepStrictEqual([mask.value(12n), mask.value(null), mask.value(3)], [12n, null, 3]);
});

test("headers that prove who asks are taken out of requests and answers, twice as once", () => {
  const fields = [
    { name: "Cookie", value: "id=1" },
    { name: "Accept", value: "a/b" },
  ];
  const [said] = mask.said("http_request", [JSON.stringify({ url: "https://h", headers: fields })]);
  deepStrictEqual(JSON.parse(String(said)).headers, [{ name: "Cookie", value: "****" }, fields[1]]);
  deepStrictEqual(mask.said("http_request", [said ?? null]), [said]);
  deepStrictEqual(mask.said("kv_set", ['{"name":"Cookie","value":"id"}']), ['{"name":"Cookie","value":"id"}']);
});

test("what a driver's schema marks as secret goes, and so do secrets that it may only use, in bodies, files and arguments", () => {
  const schema = { properties: { pin: { type: "string", writeOnly: true }, door: { format: "password" }, size: {} } };
  const config = { pin: "4711-0815", door: "sesame", size: "large" };
  const told = createMask(config, { names: secretsOfSchema(schema), values: ["hidden/handle+value", ""] });
  deepStrictEqual([told.names, told.config["size"]], [["pin", "door"], "large"]);
  const body = "POST open?code=sesame Bearer hidden/handle+value hidden%2Fhandle%2Bvalue 4711-0815";
  strictEqual(
    told.value(body),
    `POST open?code=${"*".repeat(6)} Bearer ${"*".repeat(19)} ${"*".repeat(23)} ${"*".repeat(9)}`,
  );
  deepStrictEqual([...secretsOfSchema(undefined), ...secretsOfSchema({ properties: null })], []);
});
