// Driver contracts as data: turns the plain object of an `abi/<kind>.yaml` into the model that generators and checks read.
import { readCases } from "./contract/cases.ts";
import type { AbiFunction, Contract, HostFunction, Permission, RecordType } from "./contract/model.ts";
import { camelCase, checkWireName } from "./contract/names.ts";
import { ContractError, type ContractProblem, Section } from "./contract/reader.ts";
import { Components, readSince } from "./contract/types.ts";
import { DRIVER_STATUSES } from "./status.ts";

export type * from "./contract/model.ts";
export { ContractError, type ContractProblem } from "./contract/reader.ts";

const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)$/;
// These need no listing: every function may answer them.
const IMPLIED_STATUSES: readonly string[] = ["ok", "unsupported"];

/** What a driver call needs of its caller's context; the host's RequestContext is one. */
export interface DriverContext {
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
  /** W3C trace context of whoever asked, as it came; what the driver asks of others carries it on. */
  readonly traceparent?: string | undefined;
  /** What systems that trace said beside it. */
  readonly tracestate?: string | undefined;
  /** Milliseconds left, never below zero. */
  remainingMs(): number;
  /** Notes a station of the call, passed now or `agoMs` before now, when the caller asked for them. */
  visit?(station: string, agoMs?: number): void;
}

/**
 * Reads a contract in the XTP v1-draft dialect with our `x-` keys. `base` is the contract that `x-extends` names.
 * Throws a ContractError that lists every problem with its path.
 */
export function parseContract(document: unknown, base?: Contract): Contract {
  const problems: ContractProblem[] = [];
  const top = new Section(document, "", problems);
  if (top.text("version") !== "v1-draft") top.problem("must be v1-draft", "version");
  const { name, version } = readInterface(top);
  const extended = readBase(top, base);
  const schemas = top.has("components") ? top.section("components") : undefined;
  const components = new Components(name, schemas?.entries("schemas") ?? [], extended?.types ?? []);
  schemas?.end();
  const meanings = readStatuses(top);
  const own = top
    .entries("exports")
    .map(([wire, section]) => readExport(wire, section, { name, components, meanings }));
  const inherited = extended?.functions ?? [];
  for (const twice of own.filter((one) => inherited.some((other) => other.name === one.name))) {
    top.problem(`${base?.name} has a function of this name already`, `exports.${twice.name}`);
  }
  const cases = readCases(top, [...inherited, ...own]);
  const permissions = top.entries("x-permissions").map(([key, section]) => readPermission(key, section));
  const imports = top
    .entries("imports")
    .map(([wire, section]) => readImport(wire, section, { components, permissions }));
  top.end();
  if (problems.length > 0) throw new ContractError(name === "" ? "(unnamed)" : name, problems);
  return {
    name,
    version,
    ...(extended === undefined ? {} : { extends: extended.name }),
    functions: [...inherited, ...own],
    ...(cases.length === 0 ? {} : { cases }),
    types: components.types,
    imports,
    permissions,
  };
}

function readInterface(top: Section): { name: string; version: string } {
  const section = top.section("x-interface");
  const name = section.text("name");
  checkWireName(name, section);
  const version = section.text("version");
  if (!VERSION.test(version)) section.problem('must be "major.minor", in quotes', "version");
  section.end();
  return { name, version };
}

function readBase(top: Section, base: Contract | undefined): Contract | undefined {
  const wanted = top.text("x-extends", "");
  if (wanted === "") return undefined;
  if (base?.name === wanted) return base;
  top.problem(`the contract ${wanted} was not given`, "x-extends");
  return undefined;
}

interface ExportSurroundings {
  readonly name: string;
  readonly components: Components;
  /** What the contract says of statuses, for functions that say nothing themselves. */
  readonly meanings: Readonly<Record<string, string>>;
}

/** `x-statuses`: what a status means wherever a function does not say it better. */
function readStatuses(top: Section): Readonly<Record<string, string>> {
  if (!top.has("x-statuses")) return {};
  const section = top.section("x-statuses");
  const meanings = section.keys().map((status) => [status, section.text(status)] as const);
  for (const [status] of meanings) checkStatus(status, section, status);
  return Object.fromEntries(meanings);
}

function readExport(wire: string, section: Section, { name, components, meanings }: ExportSurroundings): AbiFunction {
  checkWireName(wire, section);
  const errors = readErrors(section, components, meanings);
  const timeoutMs = section.integer("x-timeoutMs", 1);
  if (!section.has("x-timeoutMs")) section.problem("is missing", "x-timeoutMs");
  const fn: AbiFunction = {
    name: wire,
    camelName: camelCase(wire),
    from: name,
    description: section.text("description"),
    ...readSides(section, components),
    optional: section.flag("x-optional", false),
    // Both must be said: a forgotten or misspelt one would leave a change of the outside without its journal entry.
    mutates: section.flag("x-mutates"),
    idempotent: section.flag("x-idempotent"),
    timeoutMs: timeoutMs ?? 0,
    ...readFuel(section),
    ...errors,
    ...readRemarks(section),
  };
  section.raw("codeSamples");
  section.end();
  return fn;
}

function readFuel(section: Section): { fuelMillions?: number } {
  const fuelMillions = section.integer("x-fuelMillions", 1);
  return fuelMillions === undefined ? {} : { fuelMillions };
}

/** Statuses as a list, or as a map from each to what it means here, and to the record that its details are. */
function readErrors(
  section: Section,
  components: Components,
  common: Readonly<Record<string, string>>,
): Pick<AbiFunction, "errors" | "errorDetails" | "meanings"> {
  const isMap = section.has("x-errors") && !Array.isArray(section.raw("x-errors"));
  const list = isMap ? section.section("x-errors") : undefined;
  const errors = list?.keys() ?? section.texts("x-errors");
  for (const status of errors) checkStatus(status, section, "x-errors");
  const said = errors.map((status) => ({ status, ...readError(status, list, components) }));
  const details = said.flatMap(({ status, type }) => (type === undefined ? [] : [[status, type] as const]));
  const meanings = said.flatMap(({ status, meaning = common[status] }) =>
    meaning === undefined || meaning === "" ? [] : [[status, meaning] as const],
  );
  return {
    errors,
    ...(details.length === 0 ? {} : { errorDetails: Object.fromEntries(details) }),
    ...(meanings.length === 0 ? {} : { meanings: Object.fromEntries(meanings) }),
  };
}

function checkStatus(status: string, section: Section, key: string): void {
  if (IMPLIED_STATUSES.includes(status)) section.problem(`${status} needs no listing`, key);
  else if (!DRIVER_STATUSES.some((known) => known === status)) section.problem(`${status} is no status`, key);
}

/** One entry of the map: nothing, words, or an object with words (`description`), `$ref` or both. */
function readError(
  status: string,
  list: Section | undefined,
  components: Components,
): { readonly meaning?: string; readonly type?: RecordType } {
  const entry = list?.raw(status) ?? undefined;
  if (entry === undefined || list === undefined) return {};
  if (typeof entry === "string") return { meaning: entry };
  const section = list.section(status);
  const meaning = section.has("description") ? { meaning: section.text("description") } : {};
  if (!section.has("$ref") && section.has("description")) {
    section.end();
    return meaning;
  }
  const type = readRecord(section, components);
  return type === undefined ? meaning : { ...meaning, type };
}

function readRemarks(section: Section): Pick<AbiFunction, "when" | "holds" | "since"> {
  return {
    ...(section.has("x-when") ? { when: section.text("x-when") } : {}),
    ...(section.has("x-holds") ? { holds: section.text("x-holds") } : {}),
    ...readSince(section),
  };
}

function readImport(
  wire: string,
  section: Section,
  { components, permissions }: { readonly components: Components; readonly permissions: readonly Permission[] },
): HostFunction {
  checkWireName(wire, section);
  const permission = section.text("x-permission");
  if (!permissions.some((known) => known.name === permission)) {
    section.problem(`there is no permission ${JSON.stringify(permission)} in x-permissions`, "x-permission");
  }
  const fn: HostFunction = {
    name: wire,
    camelName: camelCase(wire),
    description: section.text("description"),
    ...readSides(section, components),
    permission,
    extism: section.texts("x-extism", []),
  };
  section.end();
  return fn;
}

function readPermission(key: string, section: Section): Permission {
  checkWireName(key, section);
  const permission = { name: key, description: section.text("description"), imports: section.texts("x-imports", []) };
  section.end();
  return permission;
}

function readSides(section: Section, components: Components): { input?: RecordType; output?: RecordType } {
  const input = readSide(section, "input", components);
  const output = readSide(section, "output", components);
  return { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) };
}

/** One direction of a function. It is always a record, because only a record can grow without a new major version. */
function readSide(section: Section, key: "input" | "output", components: Components): RecordType | undefined {
  if (!section.has(key)) return undefined;
  const side = section.section(key);
  const contentType = side.text("contentType", "application/json");
  if (contentType !== "application/json") side.problem("must be application/json", "contentType");
  return readRecord(side, components);
}

function readRecord(section: Section, components: Components): RecordType | undefined {
  section.text("description", "");
  const type = components.resolve(section);
  section.end();
  if (type === undefined || type.kind === "record") return type;
  section.problem(`must be a record, ${type.name} is an enumeration`, "$ref");
  return undefined;
}
