// Hostile frames from a seed: requests that are right, nearly right and plainly wrong, as text and as records.
import { type Dice, rollDice } from "./dice.ts";

export type FuzzFrame =
  | { readonly text: string; readonly fragments: number }
  | { readonly binary: Buffer; readonly fragments: number };

/** What comes next from a seed. `isLast` may break a binary frame: nothing behind it would be read. */
export interface Fuzz {
  text(): FuzzFrame;
  binary(isLast: boolean): FuzzFrame;
}

const METHODS = ["work.echo", "work@a.echo", "work@b.echo", "work.wait", "work@b.wait", "work.ping"];
const WRONG_METHODS = ["work.nothing", "nobody.echo", "hub.serve", "hub.leave", "work@", "...", "", "wörk.echo", "@.@"];

export function fuzzOf(seed: number): Fuzz {
  const dice = rollDice(seed);
  return {
    text: () => ({ text: textOf(dice), fragments: dice.chance(0.1) ? dice.upTo(4) + 1 : 1 }),
    binary: (isLast) => ({
      binary: isLast && dice.chance(0.5) ? brokenFrame(dice) : recordsOf(dice),
      fragments: dice.chance(0.1) ? dice.upTo(4) + 1 : 1,
    }),
  };
}

function textOf(dice: Dice): string {
  if (dice.chance(0.05))
    return dice.pick(["", "null", "[]", "0", '"', "[[]]", "{}", "[".repeat(2000), "\u0000", "[1,2]"]);
  const value = dice.chance(0.15) ? Array.from({ length: dice.upTo(6) + 1 }, () => requestOf(dice)) : requestOf(dice);
  const text = JSON.stringify(value);
  if (!dice.chance(0.2)) return text;
  const at = dice.upTo(text.length);
  return text.slice(0, at) + dice.pick(["", "}", '"', "\\", "9", "é", "{"]) + text.slice(at + dice.upTo(3));
}

function requestOf(dice: Dice): unknown {
  if (dice.chance(0.05))
    return dice.pick([null, 1, "x", [], { jsonrpc: "2.0" }, { id: 1 }, { jsonrpc: "2.0", id: 5, result: 1 }]);
  if (dice.chance(0.05)) return { jsonrpc: "2.0", method: "rpc.cancel", params: { id: dice.upTo(50) } };
  return {
    jsonrpc: dice.chance(0.03) ? dice.pick(["1.0", 2, null]) : "2.0",
    method: methodOf(dice),
    ...(dice.chance(0.9) ? { params: paramsOf(dice) } : {}),
    ...(dice.chance(0.8)
      ? { id: dice.pick<unknown>([dice.upTo(1000), `s${dice.upTo(1000)}`, null, 1.5, {}, true]) }
      : {}),
    ...(dice.chance(0.2) ? { meta: metaOf(dice) } : {}),
  };
}

function methodOf(dice: Dice): string {
  if (dice.chance(0.002)) return "rpc.discover";
  return dice.chance(0.8) ? dice.pick(METHODS) : dice.pick(WRONG_METHODS);
}

function paramsOf(dice: Dice): unknown {
  if (dice.chance(0.1))
    return dice.pick<unknown>([null, 3, "text", [1, 2], { value: { deep: [[[]]] } }, { __proto__: null }]);
  return { value: dice.chance(0.05) ? "x".repeat(dice.upTo(5_000)) : dice.upTo(1_000_000) };
}

function metaOf(dice: Dice): unknown {
  return dice.pick<unknown>([
    { timeoutMs: dice.upTo(20) + 1 },
    { timeoutMs: -1 },
    { version: "1.2" },
    { version: "9.9" },
    { version: "no version" },
    { deliver: "fanout" },
    { deliver: "cast" },
    { requestId: "a b\n" },
    { caller: { name: "root", roles: ["admin"] }, trace: true },
    "no object",
    { traceparent: "x".repeat(300) },
    { tracestate: "x".repeat(600) },
  ]);
}

function recordsOf(dice: Dice): Buffer {
  return Buffer.concat(Array.from({ length: dice.chance(0.3) ? dice.upTo(8) + 1 : 1 }, () => recordOf(dice)));
}

function recordOf(dice: Dice): Buffer {
  const kind = dice.upTo(20);
  const id = dice.chance(0.1) ? 0 : dice.upTo(1000) + 1;
  if (kind === 0) return record(4, 0, id, Buffer.alloc(0));
  if (kind === 1) return record(2, dice.pick([0, 16, 32, 64]), id, noise(dice, 40));
  if (kind === 2) return record(3, 0, id, Buffer.from('{"code":1}'));
  const route = Buffer.from(methodOf(dice), "latin1");
  const caller = dice.chance(0.05) ? Buffer.from('{"name":"root","roles":["admin"]}') : Buffer.alloc(0);
  const meta = dice.chance(0.1) ? noise(dice, 30) : Buffer.alloc(0);
  const payload = dice.chance(0.1) ? noise(dice, 60) : Buffer.from(JSON.stringify(paramsOf(dice)));
  const head = Buffer.alloc(10);
  head.writeUInt32BE(dice.chance(0.2) ? dice.upTo(20) + 1 : 0, 0);
  head.writeUInt16BE(route.length, 4);
  head.writeUInt16BE(caller.length, 6);
  head.writeUInt16BE(meta.length, 8);
  const flags = dice.chance(0.2) ? dice.upTo(256) : 0;
  return record(1, flags, id, Buffer.concat([head, route, caller, meta, payload]));
}

function record(type: number, flags: number, id: number, rest: Buffer): Buffer {
  const head = Buffer.alloc(10);
  head.writeUInt32BE(6 + rest.length, 0);
  head[4] = type;
  head[5] = flags;
  head.writeUInt32BE(id, 6);
  return Buffer.concat([head, rest]);
}

function brokenFrame(dice: Dice): Buffer {
  const frame = recordsOf(dice);
  const how = dice.upTo(4);
  if (how === 0) return frame.subarray(0, dice.upTo(frame.length));
  if (how === 1) return noise(dice, 100);
  for (let turn = 0; turn <= how; turn++) frame[dice.upTo(frame.length)] = dice.upTo(256);
  return frame;
}

function noise(dice: Dice, max: number): Buffer {
  return Buffer.from(Array.from({ length: dice.upTo(max) }, () => dice.upTo(256)));
}
