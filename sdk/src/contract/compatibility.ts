// Whether what was built against one version of a contract works with another: the same, a new minor, or a new major, computed from both.
import type { AbiFunction, Contract, HostFunction, Permission, RecordType } from "./model.ts";
import { type Changes, compareRecords, type Direction } from "./type-changes.ts";

/** `same`: nothing that a driver could notice. `minor`: drivers of the old version work on. `major`: they may not. */
export type CompatibilityLevel = "same" | "minor" | "major";

/** One difference; `path` is like `create_volume.input.size_bytes`. */
export interface ContractChange {
  readonly path: string;
  readonly level: "minor" | "major";
  readonly message: string;
}

export interface Compatibility {
  readonly level: CompatibilityLevel;
  readonly changes: readonly ContractChange[];
}

/** What a step from one version of a contract to another means for drivers that were built against the old one. */
export function compareContracts(before: Contract, after: Contract): Compatibility {
  const changes: ContractChange[] = [];
  const say: Changes = (level, path, message) => changes.push({ level, path, message });
  for (const fn of before.functions) {
    const now = after.functions.find((one) => one.name === fn.name);
    if (now === undefined) say("major", fn.name, "the function is gone");
    else compareFunctions(fn, now, say);
  }
  for (const fn of after.functions.filter((one) => !before.functions.some(({ name }) => name === one.name))) {
    if (fn.optional) say("minor", fn.name, "a new optional function");
    else say("major", fn.name, "a new required function, which old drivers do not export");
  }
  compareImports(before, after, say);
  const levels = changes.map((change) => change.level);
  return { level: levels.includes("major") ? "major" : levels.includes("minor") ? "minor" : "same", changes };
}

/**
 * What is wrong with a version number, given what changed: a driver built against `before` must load wherever the version
 * rule says so. Undefined when the numbers tell the truth.
 */
export function versionProblem(before: Contract, after: Contract): string | undefined {
  const [oldMajor, oldMinor] = before.version.split(".").map(Number) as [number, number];
  const [major, minor] = after.version.split(".").map(Number) as [number, number];
  const { level, changes } = compareContracts(before, after);
  if (major !== oldMajor || minor < oldMinor || level === "same") return undefined;
  if (level === "minor" && minor > oldMinor) return undefined;
  const wanted = level === "major" ? `${oldMajor + 1}.0` : `${oldMajor}.${oldMinor + 1}`;
  const told = changes.filter((change) => change.level === level).map(({ path, message }) => `${path}: ${message}`);
  return `${after.name} ${after.version} is a ${level} change of ${before.version} and must be ${wanted} at least: ${told.join("; ")}`;
}

function compareFunctions(before: AbiFunction, after: AbiFunction, say: Changes): void {
  const at = before.name;
  if (before.optional && !after.optional) say("major", at, "became required");
  if (!before.optional && after.optional) say("minor", at, "became optional");
  if (before.mutates !== after.mutates) say("major", `${at}.x-mutates`, `became ${after.mutates}`);
  if (!before.idempotent && after.idempotent)
    say("major", `${at}.x-idempotent`, "became true: the host would repeat calls that old drivers do once");
  if (before.idempotent && !after.idempotent) say("minor", `${at}.x-idempotent`, "became false");
  compareBudget(`${at}.x-timeoutMs`, [before.timeoutMs, after.timeoutMs], say);
  compareBudget(`${at}.x-fuelMillions`, [before.fuelMillions, after.fuelMillions], say);
  compareErrors(before, after, say);
  compareSide(`${at}.input`, [before.input, after.input], "to-driver", say);
  compareSide(`${at}.output`, [before.output, after.output], "from-driver", say);
}

/** What a call may use at most; no limit is the most. */
function compareBudget(
  at: string,
  [before = Number.POSITIVE_INFINITY, after = Number.POSITIVE_INFINITY]: readonly [
    number | undefined,
    number | undefined,
  ],
  say: Changes,
): void {
  if (after < before)
    say("major", at, `shrank from ${before === Number.POSITIVE_INFINITY ? "no limit" : before} to ${after}`);
  if (after > before) say("minor", at, "grew");
}

function compareErrors(before: AbiFunction, after: AbiFunction, say: Changes): void {
  const at = `${before.name}.x-errors`;
  for (const status of before.errors) {
    if (!after.errors.includes(status)) say("major", at, `${status} is gone, old drivers may answer it`);
  }
  for (const status of after.errors) {
    const [was, is] = [before.errorDetails?.[status], after.errorDetails?.[status]];
    if (!before.errors.includes(status)) say("major", at, `${status} is new, managers do not expect it`);
    else if (was === undefined && is !== undefined) say("major", `${at}.${status}`, "must have details now");
    else if (was !== undefined && is === undefined) say("minor", `${at}.${status}`, "may have any details now");
    else compareSide(`${at}.${status}`, [was, is], "from-driver", say);
  }
}

function compareSide(
  at: string,
  [before, after]: readonly [RecordType | undefined, RecordType | undefined],
  direction: Direction,
  say: Changes,
): void {
  if (before === undefined && after === undefined) return;
  if (before === undefined) say("major", at, "is new");
  else if (after === undefined) say("major", at, "is gone");
  else compareRecords(at, [before, after], direction, say);
}

/** Host functions go the other way: what a driver asks is what it sends. */
function compareImports(before: Contract, after: Contract, say: Changes): void {
  for (const fn of before.imports) {
    const now = after.imports.find((one) => one.name === fn.name);
    if (now === undefined) say("major", fn.name, "the host function is gone");
    else compareHostFunctions(fn, now, say);
  }
  for (const fn of after.imports) {
    if (!before.imports.some(({ name }) => name === fn.name)) say("minor", fn.name, "a new host function");
  }
  for (const permission of before.permissions) {
    const now = after.permissions.find((one) => one.name === permission.name);
    if (now === undefined) say("major", `x-permissions.${permission.name}`, "the permission is gone");
    else compareNames(`x-permissions.${permission.name}.x-imports`, namesOf(permission), namesOf(now), say);
  }
  for (const { name } of after.permissions) {
    if (!before.permissions.some((one) => one.name === name)) say("minor", `x-permissions.${name}`, "a new permission");
  }
}

const namesOf = (permission: Permission): readonly string[] => permission.imports;

function compareHostFunctions(before: HostFunction, after: HostFunction, say: Changes): void {
  const at = before.name;
  if (before.permission !== after.permission) say("major", `${at}.x-permission`, `became ${after.permission}`);
  compareNames(`${at}.x-extism`, before.extism, after.extism, say);
  compareSide(`${at}.input`, [before.input, after.input], "from-driver", say);
  compareSide(`${at}.output`, [before.output, after.output], "to-driver", say);
}

function compareNames(at: string, before: readonly string[], after: readonly string[], say: Changes): void {
  for (const name of before) if (!after.includes(name)) say("major", at, `${name} is gone`);
  for (const name of after) if (!before.includes(name)) say("minor", at, `${name} is new`);
}
