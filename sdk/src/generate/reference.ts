// Emits a contract as a page for people: every function with its statuses, limits and promises, and every type.
import type {
  AbiFunction,
  AbiType,
  Contract,
  HostFunction,
  NamedType,
  Property,
  RecordType,
} from "../contract/model.ts";
import { type GeneratedFile, originOf } from "./file.ts";

/** `<name>.md`. */
export function emitReference(contract: Contract): GeneratedFile[] {
  const isHost = contract.imports.length > 0;
  const sections = [
    `<!-- ${originOf(contract)} -->`,
    `# ${isHost ? "The host functions" : `The kind ${contract.name}`}, version ${contract.version}`,
    isHost ? "What a driver may ask of its host. Default is deny." : "What a driver exports, by wire name.",
    ...contract.functions.map(functionText),
    ...contract.imports.map(importText),
    "# Types",
    ...contract.types.map(typeText),
  ];
  return [{ path: `${contract.name}.md`, text: `${sections.join("\n\n")}\n` }];
}

function functionText(fn: AbiFunction): string {
  const facts = [
    fn.optional ? "optional" : "required",
    fn.mutates ? "changes something" : "changes nothing",
    fn.idempotent ? "may be repeated" : "is never repeated",
    `at most ${fn.timeoutMs} ms`,
    ...(fn.fuelMillions === undefined ? [] : [`about ${fn.fuelMillions} million steps`]),
    ...(fn.since === undefined ? [] : [`since ${fn.since}`]),
  ];
  return [
    `## ${fn.name}`,
    `*${facts.join(", ")}*`,
    oneLine(fn.description),
    ...(fn.when === undefined ? [] : [`**When:** ${oneLine(fn.when)}`]),
    ...(fn.holds === undefined ? [] : [`**Afterwards:** ${oneLine(fn.holds)}`]),
    sidesText(fn),
    statusesText(fn),
  ].join("\n\n");
}

function statusesText({ errors, errorDetails, meanings }: AbiFunction): string {
  if (errors.length === 0) return "Statuses: `ok`, `unsupported`.";
  const rows = errors.map((status) => {
    const details = errorDetails?.[status];
    const name = details === undefined ? `\`${status}\`` : `\`${status}\` with ${link(details)}`;
    return `| ${name} | ${oneLine(meanings?.[status] ?? "")} |`;
  });
  return ["| status beside `ok` and `unsupported` | it means |", "|---|---|", ...rows].join("\n");
}

function importText(fn: HostFunction): string {
  const extism =
    fn.extism.length === 0 ? "" : ` Extism guests use ${fn.extism.map((name) => `\`${name}\``).join(", ")}.`;
  return [
    `## ${fn.name}`,
    `*needs the permission ${fn.permission}*`,
    oneLine(fn.description) + extism,
    sidesText(fn),
  ].join("\n\n");
}

function sidesText({ input, output }: { readonly input?: RecordType; readonly output?: RecordType }): string {
  return `Input: ${input === undefined ? "nothing" : link(input)}. Output: ${output === undefined ? "nothing" : link(output)}.`;
}

function typeText(type: NamedType): string {
  const head = [`## ${type.name}`, oneLine(type.description)];
  if (type.kind === "enum")
    return [...head, `One of ${type.values.map((value) => `\`${value}\``).join(", ")}.`].join("\n\n");
  if (type.tag !== undefined) head.push(`A union: \`${type.tag}\` says which of the other fields is there.`);
  if (type.properties.length === 0) return head.join("\n\n");
  const rows = type.properties.map(
    (property) =>
      `| \`${property.name}\` | ${typeWord(property)} | ${presence(property)} | ${oneLine(property.description)} |`,
  );
  return [...head, ["| field | type | | |", "|---|---|---|---|", ...rows].join("\n")].join("\n\n");
}

function presence({ required, nullable, since }: Property): string {
  const word = required ? (nullable ? "required, may be null" : "required") : "optional";
  return since === undefined ? word : `${word}, since ${since}`;
}

function typeWord({ type }: Property): string {
  return wordOf(type);
}

function wordOf(type: AbiType): string {
  switch (type.kind) {
    case "string":
      return `${type.format ?? "text"}${bytesText(type)}`;
    case "buffer":
      return `bytes, base64${bytesText(type)}`;
    case "integer":
      return `${type.format}, ${type.minimum} to ${type.maximum}`;
    case "number":
      return type.format;
    case "array":
      return `list of ${wordOf(type.items)}`;
    case "map":
      return `map of ${wordOf(type.values)}`;
    case "boolean":
      return "boolean";
    default:
      return link(type);
  }
}

function bytesText({ minBytes, maxBytes }: { readonly minBytes?: number; readonly maxBytes?: number }): string {
  if (maxBytes !== undefined) return `, ${minBytes ?? 0} to ${maxBytes} bytes`;
  return minBytes === undefined ? "" : `, at least ${minBytes} bytes`;
}

function link(type: NamedType): string {
  return `[${type.name}](#${type.name.toLowerCase()})`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, " ").replaceAll("|", "\\|");
}
