// How two versions of a type differ for what was built against the older one; which changes do harm depends on who sends.
import type { AbiType, EnumType, Property, RecordType } from "./model.ts";

/** `to-driver`: the newer side sends, an old driver reads. `from-driver`: an old driver sends, the newer side reads. */
export type Direction = "to-driver" | "from-driver";

/** Takes one change down. */
export type Changes = (level: "minor" | "major", path: string, message: string) => void;

/** Compares two versions of a record that goes in one direction. */
export function compareRecords(
  at: string,
  [before, after]: readonly [RecordType, RecordType],
  direction: Direction,
  say: Changes,
): void {
  if (before.tag !== after.tag) say("major", at, "another tag, or no union any more");
  for (const field of before.properties) {
    const now = after.properties.find((one) => one.name === field.name);
    if (now === undefined) say("major", `${at}.${field.name}`, "the field is gone");
    else compareFields(`${at}.${field.name}`, [field, now], direction, say);
  }
  for (const field of after.properties) {
    if (before.properties.some(({ name }) => name === field.name)) continue;
    if (field.required) say("major", `${at}.${field.name}`, "a new required field");
    else say("minor", `${at}.${field.name}`, "a new field");
  }
}

function compareFields(
  at: string,
  [before, after]: readonly [Property, Property],
  direction: Direction,
  say: Changes,
): void {
  const [was, is] = [looseness(before), looseness(after)];
  if (was !== is) {
    // Whoever sends may become stricter, whoever reads more lenient.
    const harmless = direction === "to-driver" ? is < was : is > was;
    say(harmless ? "minor" : "major", at, `became ${LOOSENESS[is]}`);
  }
  compareTypes(at, [before.type, after.type], direction, say);
}

const LOOSENESS = ["required", "nullable", "optional"] as const;

function looseness({ required, nullable }: Property): 0 | 1 | 2 {
  if (!required) return 2;
  return nullable ? 1 : 0;
}

function compareTypes(
  at: string,
  [before, after]: readonly [AbiType, AbiType],
  direction: Direction,
  say: Changes,
): void {
  if (before.kind === "record" && after.kind === "record") compareRecords(at, [before, after], direction, say);
  else if (before.kind === "array" && after.kind === "array")
    compareTypes(`${at}[]`, [before.items, after.items], direction, say);
  else if (before.kind === "map" && after.kind === "map")
    compareTypes(`${at}{}`, [before.values, after.values], direction, say);
  else if (before.kind === "enum" && after.kind === "enum") compareValues(at, [before, after], direction, say);
  else if (before.kind !== after.kind || formatOf(before) !== formatOf(after)) say("major", at, "another type");
  else compareBounds(at, [before, after], direction, say);
}

function formatOf(type: AbiType): string {
  return "format" in type ? String(type.format) : "";
}

function compareValues(
  at: string,
  [before, after]: readonly [EnumType, EnumType],
  direction: Direction,
  say: Changes,
): void {
  for (const value of before.values) {
    if (!after.values.includes(value)) say(direction === "to-driver" ? "minor" : "major", at, `${value} is gone`);
  }
  for (const value of after.values) {
    if (!before.values.includes(value)) say(direction === "to-driver" ? "major" : "minor", at, `${value} is new`);
  }
  const kept = before.values.filter((value) => after.values.includes(value));
  // Plain AssemblyScript imports carry the number of a value.
  if (kept.some((value, place) => after.values.indexOf(value) !== place)) say("major", at, "the values moved");
}

function compareBounds(
  at: string,
  [before, after]: readonly [AbiType, AbiType],
  direction: Direction,
  say: Changes,
): void {
  const [[oldLeast, oldMost], [least, most]] = [boundsOf(before), boundsOf(after)];
  const wider = least < oldLeast || most > oldMost;
  const narrower = least > oldLeast || most < oldMost;
  if (wider) say(direction === "to-driver" ? "major" : "minor", at, "the bounds are wider");
  if (narrower) say(direction === "to-driver" ? "minor" : "major", at, "the bounds are narrower");
}

function boundsOf(type: AbiType): readonly [number, number] {
  if (type.kind === "integer") return [type.minimum, type.maximum];
  if (type.kind !== "string" && type.kind !== "buffer") return [0, 0];
  return [type.minBytes ?? 0, type.maxBytes ?? Number.POSITIVE_INFINITY];
}
