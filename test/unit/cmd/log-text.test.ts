// The log for people: text on a terminal, JSON for programs, and nothing of a driver's that a terminal would obey.
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { test } from "node:test";
import { logDestination } from "#host/cmd/log-text";
import { createLog } from "#host/log";

type Place = Partial<Parameters<typeof logDestination>[0]>;

/** What a log writes to such a place; undefined when it goes where JSON goes. */
function written({ isTTY = true, ...more }: Place & { readonly isTTY?: boolean }, tell = "a driver \u001b[31mtells\n") {
  const lines: string[] = [];
  const err = { isTTY, write: (line: string) => lines.push(line) };
  const place = logDestination({ format: "auto", err, json: false, colors: false, ...more });
  if (place.destination === undefined) return undefined;
  createLog({ level: "info", ...place })
    .child({ source: "volume" })
    .warn({ volume: "db1\u0007", sizes: [1, 2] }, tell);
  return lines;
}

test("on a terminal a line is text, with the time of day and what stands beside the message", () => {
  const [line = "", ...more] = written({}) ?? [];
  deepStrictEqual(more, []);
  match(line, /^\d\d:\d\d:\d\d {2}warn {3}volume {4}a driver .*tells.* {2}volume=db1.* {2}sizes=\[1,2\]\n$/);
});

test("nothing of it but colours of our own is more than text to a terminal", () => {
  const [plain = ""] = written({}) ?? [];
  const [colored = ""] = written({ colors: true }) ?? [];
  const controls = [...plain.trimEnd()].filter((character) => character < " " || character === "\u007f");
  deepStrictEqual(controls, []);
  strictEqual(plain.split("\n").length, 2);
  deepStrictEqual(
    colored.split("\u001b").map((part) => part.slice(0, 4)),
    ["", "[33m", "[0m\n"],
  );
});

test("programs, files and who asks for it get JSON, and who asks for text gets that anywhere", () => {
  strictEqual(written({ isTTY: false }), undefined);
  strictEqual(written({ json: true }), undefined);
  strictEqual(written({ format: "json" }), undefined);
  strictEqual(written({ format: "text", isTTY: false })?.length, 1);
});
