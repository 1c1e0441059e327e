// What the emitters of guest bindings share: which types a codec is needed for, names, comments and indentation.
import type { AbiFunction, AbiType, NamedType, Property, RecordType } from "../contract/model.ts";

export { pascalCase } from "../contract/names.ts";

/** All that a reader of a function is told, in one paragraph: what it does, when it is called, what holds afterwards, its statuses. */
export function docOf(fn: AbiFunction): string {
  const when = fn.when === undefined ? [] : [`Called: ${startingSmall(fn.when)}`];
  const holds = fn.holds === undefined ? [] : [`Afterwards: ${startingSmall(fn.holds)}`];
  const listed =
    fn.errors.length === 0 ? [] : [`Statuses: ${fn.errors.map((status) => statusOf(fn, status)).join("; ")}.`];
  return [fn.description, ...when, ...holds, ...listed].join(" ");
}

function statusOf({ errorDetails, meanings }: AbiFunction, status: string): string {
  const details = errorDetails?.[status];
  const meaning = meanings?.[status];
  const told = details === undefined ? status : `${status} with ${details.name}`;
  return meaning === undefined ? told : `${told} (${startingSmall(meaning).replace(/\.$/, "")})`;
}

function startingSmall(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** The records that a driver sends: results, and the details of statuses. */
export function sentBy(functions: readonly AbiFunction[]): readonly (RecordType | undefined)[] {
  return functions.flatMap((fn) => [fn.output, ...Object.values(fn.errorDetails ?? {})]);
}

/** The named types that the given records hold, themselves included. */
export function reachable(roots: readonly (RecordType | undefined)[]): ReadonlySet<NamedType> {
  const found = new Set<NamedType>();
  for (const root of roots) if (root !== undefined) collect(root, found);
  return found;
}

function collect(type: AbiType, found: Set<NamedType>): void {
  if (type.kind === "array") collect(type.items, found);
  if (type.kind === "map") collect(type.values, found);
  if (type.kind === "enum") found.add(type);
  if (type.kind !== "record" || found.has(type)) return;
  found.add(type);
  for (const property of type.properties) collect(property.type, found);
}

/** True when a field may hold nothing: null and absent are the same to a guest. */
export function isLoose(property: Property): boolean {
  return property.nullable || !property.required;
}

/** `SparseFile` → `sparse_file`. */
export function snakeCase(pascal: string): string {
  return pascal
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

/** Moves lines to the right; empty ones stay empty. */
export function indent(lines: readonly string[], spaces = 2): string[] {
  return lines.map((line) => (line === "" ? "" : " ".repeat(spaces) + line));
}

/** Statements in braces, so that what they declare is their own. */
export function block(lines: readonly string[]): string[] {
  return ["{", ...indent(lines), "}"];
}

/** A block comment on lines of at most 120 characters; what would end it early is defused. */
export function comment(text: string, margin: string): string {
  const words = text.replaceAll("*/", "* /").split(/\s+/).filter(Boolean);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || margin.length + last.length + word.length + 8 > 120) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  if (lines.length <= 1) return `${margin}/** ${lines.join("")} */`;
  return [`${margin}/**`, ...lines.map((line) => `${margin} * ${line}`), `${margin} */`].join("\n");
}
