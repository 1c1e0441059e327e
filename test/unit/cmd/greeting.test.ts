import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { greeting } from "#host/cmd/greeting";

const output = { paint: (_tone: string, text: string) => text };
const url = "ws://127.0.0.1:4650";

test("a host whose data lie where commands look by themselves asks for nothing", () => {
  assert.doesNotMatch(greeting({ url, dataDir: "/d", isFound: true }, output), /export/);
});

test("of data elsewhere the next shell is told, in words that a shell reads back", () => {
  for (const dataDir of ["/srv/edge-7", "/srv/it's $HOME"]) {
    const line =
      greeting({ url, dataDir, isFound: false }, output).match(/ {2}(export .*?) {2,}|(export .*) so that/)?.[0] ?? "";
    const command = line.replace(/ so that$/, "");
    const { stdout } = spawnSync("sh", ["-c", `${command}; printf %s "$HOLDFAST_DATA_DIR"`], { encoding: "utf8" });
    assert.equal(stdout, dataDir);
  }
});
