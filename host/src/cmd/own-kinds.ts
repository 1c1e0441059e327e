// The kinds that a host knows: those of the SDK, and those that services of the operator's own bring along.
import { descriptorOf, KINDS, type KindDescriptor } from "@holdfast/sdk";
import type { Config } from "../conf/options.ts";
import { HostError } from "../errors.ts";
import { contractIn } from "./author-kinds.ts";

/** Descriptors by name. Throws START_FAILED for a contract that cannot be used or whose name is taken. */
export function kindsOf(config: Config): Readonly<Record<string, KindDescriptor>> {
  const files = Object.values(config.services).flatMap(({ kind }) => (kind === undefined ? [] : [kind]));
  const own = files.map((file) => {
    const contract = contractAt(file);
    return { ...descriptorOf(contract), contract };
  });
  return { ...Object.fromEntries(own.map((kind) => [kind.name, kind])), ...KINDS };
}

/** The name of the kind that a file defines. */
export function kindNameIn(file: string): string {
  return contractAt(file).name;
}

/** The topic of the manager that drivers of a kind belong to: its own name, but for kinds that a service brings along. */
export function topicsOf(config: Config): (kind: string) => string {
  const own = Object.entries(config.services).flatMap(([topic, { kind }]) =>
    kind === undefined ? [] : [[kindNameIn(kind), topic] as const],
  );
  const topics = new Map(own);
  return (kind) => topics.get(kind) ?? kind;
}

function contractAt(file: string) {
  try {
    const contract = contractIn(file);
    if (!Object.hasOwn(KINDS, contract.name)) return contract;
  } catch (cause) {
    throw new HostError("START_FAILED", cause instanceof Error ? cause.message : String(cause), { cause });
  }
  throw new HostError("START_FAILED", `${file} defines a kind of Holdfast's own; give it another name`);
}
