// `holdfast kind show`: what a contract asks of drivers, for whoever writes one.
import type { Contract } from "@holdfast/sdk";
import { HostError, nearestWord } from "../errors.ts";
import { kindOfAuthor, shippedContract } from "./author-kinds.ts";
import type { Cli } from "./cli.ts";
import type { Output } from "./output.ts";

type AbiFunction = Contract["functions"][number];

/** Shows all functions of a kind or of a contract in a file, or one of them by its wire name. */
export async function showKind(cli: Cli, kind: string, name?: string): Promise<void> {
  const known = kindOfAuthor(kind, cli.surroundings.cwd);
  const contract = typeof known === "string" ? shippedContract(known) : known;
  const functions = name === undefined ? contract.functions : [functionOf(contract, name)];
  const answer = { name: contract.name, version: contract.version, functions: functions.map(shown) };
  cli.output.answer(answer, () => {
    const texts = functions.map((fn) => textOf(fn, cli.output));
    return name === undefined ? [`${contract.name} ${contract.version}`, ...texts].join("\n\n") : texts.join("");
  });
}

function functionOf({ name: kind, functions }: Contract, name: string): AbiFunction {
  const found = functions.find((fn) => fn.name === name || fn.camelName === name);
  if (found !== undefined) return found;
  const names = functions.map((fn) => fn.name);
  const near = nearestWord(name, names);
  const meant = near === undefined ? "" : `; did you mean ${near}?`;
  throw new HostError(
    "INVALID_PARAMS",
    `the kind ${kind} has no function ${name}: there are ${names.join(", ")}${meant}`,
  );
}

function shown(fn: AbiFunction): object {
  return {
    name: fn.name,
    required: !fn.optional,
    mutates: fn.mutates,
    idempotent: fn.idempotent,
    timeoutMs: fn.timeoutMs,
    description: fn.description,
    when: fn.when ?? null,
    holds: fn.holds ?? null,
    input: fn.input?.name ?? null,
    output: fn.output?.name ?? null,
    statuses: fn.errors.map((status) => ({ status, meaning: fn.meanings?.[status] ?? null })),
  };
}

function textOf(fn: AbiFunction, output: Output): string {
  const facts = [
    fn.optional ? "optional" : "required",
    fn.mutates ? "changes something" : "changes nothing",
    fn.idempotent ? "may be repeated" : "is never repeated",
    `at most ${fn.timeoutMs} ms`,
  ];
  return [
    `${fn.name}(${fn.input?.name ?? ""})${fn.output === undefined ? "" : `: ${fn.output.name}`}  ${output.paint("dim", facts.join(", "))}`,
    `  ${fn.description}`,
    ...(fn.when === undefined ? [] : [labelled("when", fn.when)]),
    ...(fn.holds === undefined ? [] : [labelled("afterwards", fn.holds)]),
    ...fn.errors.map((status) => labelled(status, fn.meanings?.[status] ?? "")),
  ].join("\n");
}

/** As wide as the longest status. */
function labelled(label: string, text: string): string {
  return `  ${label.padEnd(18)}  ${text}`.trimEnd();
}
