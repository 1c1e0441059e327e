// Checks the values that a driver gives for a rule's parameters. Nothing that is not allowed by its type reaches a command line.
import { lstatSync, realpathSync } from "node:fs";
import { isIP, isIPv4, isIPv6 } from "node:net";
import { dirname, join } from "node:path";
import { DriverStatusError } from "@holdfast/sdk";
import type { AddressForm, Parameter, ParameterType, PathMust, Rule } from "./rule.ts";
import type { Values } from "./template.ts";

/** One value as it came. */
export interface GivenParameter {
  readonly name: string;
  readonly value: string;
}

const PATH_LENGTH_MAX = 4000;
const SHOWN_LENGTH_MAX = 60;

/** The values by parameter. Throws invalid_argument naming the parameter and what it must be. */
export function checkParameters(rule: Rule, given: readonly GivenParameter[]): Values {
  const values = new Map<string, string[]>();
  for (const { name, value } of given) {
    const parameter = rule.parameters.get(name);
    if (parameter === undefined) throw refused(rule, `has no parameter ${shown(name)}`);
    const before = values.get(name) ?? [];
    if (before.length > 0 && parameter.list === undefined) throw refused(rule, `takes one value for ${name}`);
    values.set(name, [...before, checked(rule, name, parameter, value)]);
  }
  for (const [name, { optional, list }] of rule.parameters) {
    const count = values.get(name)?.length ?? 0;
    if (count === 0 && !optional) throw refused(rule, `needs the parameter ${name}`);
    if (list && count > 0 && (count < list.countMin || count > list.countMax))
      throw refused(rule, `takes ${list.countMin} to ${list.countMax} values for ${name}, there are ${count}`);
  }
  return values;
}

function checked(rule: Rule, name: string, { of }: Parameter, value: string): string {
  const no = (must: string) => refused(rule, `does not take ${shown(value)} for ${name}: it must be ${must}`);
  if (value.includes("\0")) throw no("text without a zero character");
  if (of.type === "path") return pathBelow(of, value, no);
  const problem = problemOf(of, value);
  if (problem !== undefined) throw no(problem);
  return value;
}

/** What the value must be and is not. */
function problemOf(of: Exclude<ParameterType, { type: "path" }>, value: string): string | undefined {
  switch (of.type) {
    case "integer": {
      const number = /^-?(0|[1-9]\d{0,15})$/.test(value) ? Number(value) : Number.NaN;
      return number >= of.min && number <= of.max && !Object.is(number, -0)
        ? undefined
        : `an integer from ${of.min} to ${of.max}`;
    }
    case "enum":
      return of.values.includes(value) ? undefined : `one of ${of.values.join(", ")}`;
    case "name":
      if (Buffer.byteLength(value) > of.lengthMax) return `${of.lengthMax} bytes long at most`;
      if (value.startsWith("-") && !of.leadingDash) return "a name that does not begin with -";
      return of.pattern.test(value) ? undefined : `like ${of.pattern.source}`;
    case "address":
      return isAddress(of.form, value) ? undefined : `an address of the form ${of.form}`;
  }
}

function isAddress(form: AddressForm, value: string): boolean {
  // A zone would be the name of anything after the percent sign.
  if (value.includes("%")) return false;
  switch (form) {
    case "ip":
      return isIP(value) !== 0;
    case "ipv4":
      return isIPv4(value);
    case "ipv6":
      return isIPv6(value);
    case "mac":
      return /^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$/.test(value);
    case "cidr":
      return isCidr(value);
    case "ip-or-cidr":
      return isIP(value) !== 0 || isCidr(value);
  }
}

function isCidr(value: string): boolean {
  const [, address = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(value) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(length) <= (family === 4 ? 32 : 128) && String(Number(length)) === length;
}

/**
 * The absolute path. Every part is looked at before the command runs: no part below the root may be a symbolic link, so that what is
 * checked is what the command opens. The root itself belongs to the operator; drivers that may write below it as well (a granted
 * directory) cannot make links there through WASI that lead out.
 */
function pathBelow(of: Extract<ParameterType, { type: "path" }>, value: string, no: (must: string) => Error): string {
  const parts = value.split("/");
  const odd = parts.some((part) => part === "" || part === "." || part === ".." || Buffer.byteLength(part) > 255);
  if (odd || value.length > PATH_LENGTH_MAX) throw no("a path below its root, without . or .. or empty parts");
  const root = realRoot(of.root, no);
  const path = join(root, ...parts);
  for (let at = dirname(path); at !== root && at.length > root.length; at = dirname(at)) {
    if (kindAt(at) !== "directory") throw no("in a directory that is there and is no link");
  }
  const kind = kindAt(path);
  if (kind === "link") throw no("no symbolic link");
  if (!fits(of.must, kind))
    throw no(of.must === "absent" ? "the name of nothing that is there" : `a ${of.must} that is there`);
  return path;
}

function realRoot(root: string, no: (must: string) => Error): string {
  try {
    return realpathSync(root);
  } catch {
    throw no(`below ${root}, which is not there`);
  }
}

type KindAt = "absent" | "link" | "directory" | "file";

function kindAt(path: string): KindAt {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return "absent";
  if (stat.isSymbolicLink()) return "link";
  return stat.isDirectory() ? "directory" : "file";
}

function fits(must: PathMust, kind: KindAt): boolean {
  return must === "any" || must === kind;
}

function refused(rule: Rule, what: string): DriverStatusError {
  return new DriverStatusError("invalid_argument", `the rule ${rule.id} ${what}`);
}

function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text);
}
