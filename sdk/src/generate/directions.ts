// Which records the host sends and which it receives: only those conversions are generated.
import type { AbiFunction, AbiType, HostFunction, RecordType } from "../contract/model.ts";

/** `encode`: the host's value to what is sent. `decode`: what came to the host's value. */
export type Direction = "encode" | "decode";
export type Reach = Readonly<Record<Direction, ReadonlySet<RecordType>>>;

export function reachOf(functions: readonly AbiFunction[], imports: readonly HostFunction[]): Reach {
  const reach = { encode: new Set<RecordType>(), decode: new Set<RecordType>() };
  for (const fn of functions) {
    walk(fn.input, reach.encode);
    walk(fn.output, reach.decode);
    for (const details of Object.values(fn.errorDetails ?? {})) walk(details, reach.decode);
  }
  // With host functions it is the guest that asks.
  for (const fn of imports) {
    walk(fn.input, reach.decode);
    walk(fn.output, reach.encode);
  }
  return reach;
}

function walk(type: AbiType | undefined, seen: Set<RecordType>): void {
  if (type?.kind === "array") walk(type.items, seen);
  if (type?.kind === "map") walk(type.values, seen);
  if (type?.kind !== "record") return;
  seen.add(type);
  for (const property of type.properties) walk(property.type, seen);
}
