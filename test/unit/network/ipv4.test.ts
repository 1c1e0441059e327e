import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAddress, isHostAddress, overlaps, parseAddress, parseBlock } from "#host/network/ipv4";

test("addresses are numbers and back, over the whole range", () => {
  for (const text of ["0.0.0.0", "10.0.0.1", "192.168.255.254", "255.255.255.255"])
    assert.equal(formatAddress(parseAddress(text) ?? -1), text);
  assert.equal(parseAddress("255.255.255.255"), 2 ** 32 - 1);
});

test("what two programs could read differently is no address", () => {
  for (const text of [
    "",
    "10.0.0",
    "10.0.0.1.2",
    "010.0.0.1",
    "256.0.0.1",
    "10.0.0.-1",
    " 10.0.0.1",
    "10.0.0.1 ",
    "0x0a.0.0.1",
    "1e1.0.0.1",
  ])
    assert.equal(parseAddress(text), undefined, text);
});

test("a block has no bits behind its prefix", () => {
  assert.deepEqual(parseBlock("10.0.0.0/24"), { base: 167_772_160, prefix: 24, broadcast: 167_772_415 });
  assert.deepEqual(parseBlock("0.0.0.0/0"), { base: 0, prefix: 0, broadcast: 2 ** 32 - 1 });
  for (const text of ["10.0.0.1/24", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/024", "10.0.0.0/24/1", "10.0.0.0/"])
    assert.equal(parseBlock(text), undefined, text);
});

test("neither the first nor the last address of a block belongs to a machine, and blocks overlap or do not", () => {
  const block = (text: string) => parseBlock(text) ?? assert.fail(text);
  const lan = block("10.0.0.0/24");
  const inside = ["10.0.0.0", "10.0.0.1", "10.0.0.254", "10.0.0.255", "10.0.1.1"].map((text) =>
    isHostAddress(lan, parseAddress(text) ?? 0),
  );
  assert.deepEqual(inside, [false, true, true, false, false]);
  assert.deepEqual(
    ["10.0.0.0/8", "10.0.0.128/25", "10.0.1.0/24", "0.0.0.0/0"].map((text) => overlaps(lan, block(text))),
    [true, true, false, true],
  );
});
