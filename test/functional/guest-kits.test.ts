// The guest kits, held against each other: a driver that answers what it was given must lose nothing,
// and must refuse the same inputs in the same words.
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { describe, test } from "node:test";
import { EVERYTHING, echo, guestIn, refusal } from "../support/echo-drivers.ts";
import { compilerOrReason, LANGUAGES } from "../support/guests.ts";
import { hardDoubles } from "../support/hard-numbers.ts";
import { answer, testHostFunctions } from "../support/host-function-tests.ts";
import { testOnRuntimes } from "../support/kit-runtime-tests.ts";

const MEBIBYTE = 1024 * 1024;
const withField = (name: string, json: string) =>
  JSON.stringify({ ...EVERYTHING, [name]: "PLACE" }).replace('"PLACE"', () => json);

for (const language of LANGUAGES) {
  const compiler = await compilerOrReason(language);
  const skip = typeof compiler === "string" && compiler;

  describe(`the ${language} kit`, { skip }, () => {
    test("loses nothing of a record with every type", async () => {
      const guest = await guestIn(language);
      deepStrictEqual(echo(guest, EVERYTHING), EVERYTHING);
      const full = { ...EVERYTHING, must_say: "said", may_be: -5, may_be_inner: { item_name: "there" } };
      deepStrictEqual(echo(guest, full), full);
      const either = { which: "inner_one", inner_one: { item_name: "this" } };
      deepStrictEqual(echo(guest, { ...full, either }), { ...full, either });
    });

    test("carries every width, containers of containers, and what is missing", async () => {
      const guest = await guestIn(language);
      deepStrictEqual(echo(guest, {}, "echo_wide"), {});
      const wide = {
        int8: -128,
        int16: 32767,
        int32: -2147483648,
        int64: Number.MIN_SAFE_INTEGER,
        uint16: 65535,
        uint32: 4294967295,
        uint64: Number.MAX_SAFE_INTEGER,
        single: 0.5,
        double_one: -1e-7,
        flag: false,
        text: "",
        bytes: "",
        color: "red",
        hollow: {},
        texts: ["", "a", "𝄞"],
        colors: ["red", "green_blue", "red"],
        doubles: [1.5, -0.25],
        of_lists: { a: [{ item_name: "x" }], b: [] },
        of_maps: [{ yes: true, no: false }, {}],
        errno: 2,
      };
      deepStrictEqual(echo(guest, wide, "echo_wide"), wide);
      const none = Object.fromEntries(Object.keys(wide).map((key) => [key, null]));
      deepStrictEqual(echo(guest, none, "echo_wide"), {}, "null and absent are the same");
    });

    test("carries characters of every plane, also escaped, in values and in keys", async () => {
      const guest = await guestIn(language);
      const points = [1, 0x1f, 0x22, 0x5c, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xffff];
      for (let plane = 1; plane <= 16; plane++) points.push(plane << 16, (plane << 16) + 0xffff);
      const text = `\0${String.fromCodePoint(...points)}\0`;
      const input = { ...EVERYTHING, plain_text: text, counts: { [text]: 7 } };
      deepStrictEqual(echo(guest, input), input);
      const escaped = [...text]
        .flatMap((character) => character.split(""))
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
      const answer = JSON.parse(guest.call("echo_all", withField("plain_text", `"${escaped.join("")}"`)));
      strictEqual(answer.result.plain_text, text);
      strictEqual(echo(guest, { ...EVERYTHING, plain_text: '\b\f\n\r\t/"\\' })["plain_text"], '\b\f\n\r\t/"\\');
      strictEqual(
        JSON.parse(guest.call("echo_all", withField("plain_text", '"\\/\\b\\f"'))).result.plain_text,
        "/\b\f",
      );
    });

    test("keeps integers exact up to 2^53−1 and refuses what lies beyond", async () => {
      const guest = await guestIn(language);
      for (const big of [0, -1, 4294967296, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
        strictEqual(echo(guest, { ...EVERYTHING, big })["big"], big);
      }
      for (const json of [
        "9007199254740992",
        "-9007199254740992",
        "18446744073709551616",
        "1".repeat(400),
        "1.0",
        "1e3",
        "01",
        "-",
        "-01",
        '"1"',
        "+1",
      ]) {
        match(
          refusal(guest, withField("big", json)),
          /^input\.big: must be an integer from -9007199254740991 to 9007199254740991/,
          json,
        );
      }
      match(refusal(guest, withField("small", "256")), /^input\.small: must be an integer from 0 to 255/);
      match(refusal(guest, withField("may_be", "6")), /^input\.may_be: must be an integer from -5 to 5/);
    });

    test("keeps floating-point numbers to the last bit", async () => {
      const guest = await guestIn(language);
      const doubles = hardDoubles();
      // JSON.stringify writes -0 as 0, so the text is made here.
      const json = doubles.map((double) => (Object.is(double, -0) ? "-0" : String(double)));
      const answer = JSON.parse(guest.call("echo_wide", `{"doubles":[${json.join(",")}]}`));
      strictEqual(answer.status, "ok", answer.message);
      for (const [index, double] of doubles.entries()) {
        const back = answer.result.doubles[index];
        ok(Object.is(back, double), `${double} came back as ${back}`);
      }
    });

    test("reads long decimal forms to the nearest number", async () => {
      const guest = await guestIn(language);
      const forms = [
        "9007199254740993.0000000000000000000000000000000001",
        `0.${"0".repeat(300)}1234567890123456789`,
        "1E+2",
        "100e-2",
        "0.0e0",
        "123456789012345678901234567890",
      ];
      const answer = JSON.parse(guest.call("echo_wide", `{"doubles":[${forms.join(",")}]}`));
      deepStrictEqual(answer.result.doubles, forms.map(Number));
      match(refusal(guest, '{"doubles":[1e309]}', "echo_wide"), /doubles\[0\]: must be a finite number/);
      for (const json of ["1.", ".5", "1e", "-", "NaN", "Infinity", "0x1", "00"]) {
        match(refusal(guest, `{"doubles":[2,${json}]}`, "echo_wide"), /must be a number|comma/, json);
      }
    });

    test("refuses what is not JSON, and serves the next call", async () => {
      const guest = await guestIn(language);
      const good = JSON.stringify(EVERYTHING);
      const bad = [
        "",
        " ",
        "{",
        "}",
        "null",
        "[]",
        '"text"',
        "1",
        `${good}x`,
        `${good}{}`,
        good.slice(0, -1),
        `\ufeff${good}`,
        `{"a":1,}`,
        "{'a':1}",
        '{"a" 1}',
        '{"a":}',
        "{,}",
        '{"a":1 "b":2}',
        '{"a":tru}',
        '{"a":nul}',
        '{"a":[1,]}',
        '{"a":[1 2]}',
        '{"a":1}}',
        '{"a":"\u0001"}',
        '{"a":"\n"}',
        '{"a":"\\x"}',
        '{"a":"\\u12g4"}',
        '{"a":"\\u12"}',
        '{"a":"',
        '{"a":"\\',
        '{"a":"\\ud800"}',
        '{"a":"\\udc00\\ud800"}',
        '{"a":"\\ud800\\u0041"}',
      ];
      for (const input of bad) {
        match(refusal(guest, input), /^input(\.| |:)/, input);
        deepStrictEqual(echo(guest, EVERYTHING), EVERYTHING);
      }
    });

    test("says which field is wrong, missing or given twice", async () => {
      const guest = await guestIn(language);
      const cases: [string, RegExp][] = [
        [withField("flag", "1"), /^input\.flag: must be true or false$/],
        [withField("flag", "null"), /^input\.flag: must be true or false$/],
        [withField("plain_text", "5"), /^input\.plain_text: must be a string$/],
        [withField("short_text", '""'), /^input\.short_text: must be 1 to 4 bytes long/],
        [withField("short_text", '"ééé"'), /^input\.short_text: must be 1 to 4 bytes long/],
        [withField("color", '"blue"'), /^input\.color: must be one of red, green_blue$/],
        [withField("bytes", '"AAA"'), /^input\.bytes: must be Base64 with padding$/],
        [withField("bytes", '"AB=="'), /^input\.bytes: must be Base64 with padding$/],
        [withField("bytes", '"A==="'), /^input\.bytes: must be Base64 with padding$/],
        [withField("bytes", '"AA=A"'), /^input\.bytes: must be Base64 with padding$/],
        [withField("bytes", '"AAAAAA=="'), /^input\.bytes: must be 0 to 3 bytes/],
        [withField("inner", "{}"), /^input\.inner: item_name is missing$/],
        [withField("list", '[{"item_name":"a"},{"item_name":1}]'), /^input\.list\[1\]\.item_name: must be a string$/],
        [withField("matrix", "[[1],[2,2147483648]]"), /^input\.matrix\[1\]\[1\]: must be an integer/],
        [withField("counts", '{"a":1,"a":2}'), /^input\.counts\.a: is given twice$/],
        [withField("counts", '{"a":-1}'), /^input\.counts\.a: must be an integer from 0/],
        ['{"inner":{"item_name":"a","item_name":"a"}}', /^input\.inner\.item_name: is given twice$/],
        ["{}", /^input: plain_text is missing$/],
      ];
      for (const [input, expected] of cases) match(refusal(guest, input), expected, input);
    });

    test("passes over fields it does not know, however they are built, but not if they are no JSON", async () => {
      const guest = await guestIn(language);
      deepStrictEqual(echo(guest, { ...EVERYTHING, later: { a: [1, "x", null, true, { b: 1.5e3 }] } }), EVERYTHING);
      match(refusal(guest, '{"later":{"a":[1,]}}'), /^input\.later\.a/);
    });

    test("stands 64 levels of nesting, refuses 65, and a hundred thousand without a trap", async () => {
      const guest = await guestIn(language);
      const nested = (levels: number) => withField("later", `${"[".repeat(levels)}${"]".repeat(levels)}`);
      strictEqual(JSON.parse(guest.call("echo_all", nested(63))).status, "ok");
      for (const levels of [64, 100_000]) match(refusal(guest, nested(levels)), /is nested more than 64 deep$/);
    });

    test("carries texts of a mebibyte, plain, escaped and beyond the basic plane, within its memory", async () => {
      const guest = await guestIn(language);
      const texts = ["x".repeat(MEBIBYTE), '"\n'.repeat(MEBIBYTE / 4), "𝄞".repeat(MEBIBYTE / 4)];
      for (let round = 0; round < 5; round++) {
        for (const text of texts) strictEqual(echo(guest, { text }, "echo_wide")["text"], text);
      }
      ok(guest.memoryBytes() <= 48 * MEBIBYTE, `${guest.memoryBytes()} bytes of memory`);
      match(
        refusal(
          guest,
          JSON.stringify({ ["k".repeat(MEBIBYTE)]: Number.NaN, text: 1 }).replace("null", "@"),
          "echo_wide",
        ),
        /^input\.\(a long key\): must be a number$/,
      );
    });

    test("does not grow from call to call", async () => {
      const guest = await guestIn(language);
      // A collector lets some megabytes of garbage come together first, and need not stop at the same byte each time.
      const [callsBefore, slackBytes] = language === "go" ? [5000, MEBIBYTE] : [200, 0];
      for (let call = 0; call < callsBefore; call++) echo(guest, EVERYTHING);
      const before = guest.memoryBytes();
      for (let call = 0; call < 5000; call++) echo(guest, EVERYTHING);
      ok(guest.memoryBytes() <= before + slackBytes, `${before} bytes grew to ${guest.memoryBytes()}`);
    });

    test("answers a status with its message, and failed for a result that JSON cannot carry", async () => {
      const guest = await guestIn(language);
      deepStrictEqual(JSON.parse(guest.call("refuse", "")), { status: "busy", message: 'Someone has it: "wait".' });
      const tooMuch = JSON.parse(guest.call("give_too_much", ""));
      strictEqual(tooMuch.status, "failed");
      match(tooMuch.message, /^The driver made an answer that cannot be sent: uint64 /);
    });

    test("sends facts with a failure, and with that failure only", async () => {
      const guest = await guestIn(language);
      const answerTo = (who: string) => guest.call("refuse_with_facts", JSON.stringify({ item_name: who }));
      const who = 'ü"𝄞\0';
      const details = { retry_after_ms: 1500, who, again: true, big: Number.MAX_SAFE_INTEGER };
      deepStrictEqual(JSON.parse(answerTo(who)), { status: "not_ready", message: "Later.", details });
      deepStrictEqual(Object.keys(JSON.parse(guest.call("refuse", ""))), ["status", "message"]);
      // What JSON cannot carry is the driver's mistake, said as that.
      if (language === "typescript") match(answerTo("too much"), /^error: TypeError: circular/);
      else match(JSON.parse(answerTo("too much")).message, /^The driver made an answer that cannot be sent: big /);
    });

    test("reads the configuration and writes to the log", async () => {
      const guest = await guestIn(language);
      const read = (key: string) => echo(guest, { item_name: key }, "read_config")["text"];
      deepStrictEqual([read("known"), read("unknown")], ["välue 𝄞", undefined]);
      deepStrictEqual(guest.logged, ["read known", "read unknown"]);
    });
  });
}

for (const language of ["c", "go", "rust", "zig"] as const) {
  test(`the ${language} kit refuses bytes that are not UTF-8`, {
    skip: typeof (await compilerOrReason(language)) === "string" && "no compiler",
  }, async () => {
    const guest = await guestIn(language);
    const sequences = [
      [0xff],
      [0x80],
      [0xc0, 0x80],
      [0xc3],
      [0xe0, 0x80, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x80, 0x80, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
    ];
    for (const sequence of sequences) {
      const input = Buffer.concat([Buffer.from('{"text":"'), Buffer.from(sequence), Buffer.from('"}')]);
      match(refusal(guest, input, "echo_wide"), /^input\.text: is not UTF-8$/, sequence.join(" "));
    }
  });
}

await testHostFunctions();
await testOnRuntimes(answer);
