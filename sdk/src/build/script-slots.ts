// Which host functions a script uses, and which of the engine's slots each one gets: an engine that is built once imports no more than its driver needs.

import { HOST } from "../generated/host.ts";
import { EXTISM_ENV, EXTISM_USER, extismImports, namespaceAndName, type OfferedImport } from "../guest-imports.ts";

/** What a slot of the engine is to import, by the slot's name, such as `call0`. */
export type SlotImports = ReadonlyMap<string, { readonly namespace: string; readonly name: string }>;

interface SlotKind {
  readonly prefix: string;
  readonly type: string;
  /** The number by which the engine knows the first one. */
  readonly first: number;
  readonly count: number;
  /** Of the same type, needs no permission, and does nothing: what a slot imports that no one uses. */
  readonly idle: string;
}

/** The same as in sdk/engine/host.c. */
const SLOTS: readonly SlotKind[] = [
  { prefix: "call", type: "i64>i64", first: 0, count: 32, idle: "length" },
  { prefix: "tell", type: "i64>", first: 32, count: 8, idle: "free" },
  { prefix: "ask", type: ">i64", first: 40, count: 4, idle: "input_length" },
];

/** How the kit writes down that it needs a host function: `"holdfast:import:kv_get"` in place of the slot's number. */
const MARK = /"holdfast:import:([a-z0-9_]+)"/g;

/** The script with numbers in place of names, and the imports for the engine. Throws for a function that no host offers. */
export function assignSlots(script: string): { readonly script: string; readonly imports: SlotImports } {
  const imports = new Map(SLOTS.flatMap(idleSlots));
  const numbers = new Map<string, number>();
  const used = new Map<SlotKind, number>();
  for (const [, name = ""] of script.matchAll(MARK)) {
    if (numbers.has(name)) continue;
    const found = offered(name);
    const kind = SLOTS.find((one) => one.type === typeText(found.type));
    if (kind === undefined) throw new Error(`the host function ${name} has a type that scripts cannot call`);
    const place = used.get(kind) ?? 0;
    if (place === kind.count) throw new Error(`a script can use at most ${kind.count} host functions of one type`);
    used.set(kind, place + 1);
    numbers.set(name, kind.first + place);
    imports.set(`${kind.prefix}${place}`, { namespace: found.namespace, name });
  }
  return { script: script.replace(MARK, (_mark, name: string) => String(numbers.get(name))), imports };
}

function idleSlots({ prefix, count, idle }: SlotKind): [string, { namespace: string; name: string }][] {
  return Array.from({ length: count }, (_, place) => [`${prefix}${place}`, { namespace: EXTISM_ENV, name: idle }]);
}

function offered(name: string): { readonly namespace: string; readonly type: OfferedImport["type"] } {
  const all = extismImports(HOST);
  for (const namespace of [EXTISM_ENV, EXTISM_USER]) {
    const found = all.get(namespaceAndName(namespace, name));
    if (found !== undefined) return { namespace, type: found.type };
  }
  throw new Error(`there is no host function ${name}`);
}

function typeText({ params, results }: OfferedImport["type"]): string {
  return `${params.join(" ")}>${results.join(" ")}`;
}
