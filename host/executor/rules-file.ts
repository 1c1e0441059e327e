// Reads the executor's rules files: YAML that only root or the executor's own user may write, checked whole before anything runs.
import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { basename, isAbsolute } from "node:path";
import { type ContractProblem, Section } from "@holdfast/sdk";
import { parse } from "yaml";
import { readParameters } from "./parameter-fields.ts";
import type { DaemonRule, Rule } from "./rule.ts";
import { readTemplate } from "./template.ts";
import { findUser, heldCapabilities } from "./user.ts";

/** The rules of all files by id. */
export type Rules = ReadonlyMap<string, Rule>;

/** Files that cannot be used; the message lists every problem with its place. */
export class RulesError extends Error {
  constructor(problems: readonly string[]) {
    super(`the executor's rules cannot be used: ${problems.join("; ")}`);
    this.name = "RulesError";
  }
}

const FILE_BYTES_MAX = 1024 * 1024;
const RULE_ID = /^[a-z][a-z0-9-]{0,62}$/;
const ROOT_NAME = /^[a-z][a-z0-9_-]{0,62}$/;
const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
// What would make text into commands again. It keeps an honest author from a mistake; it is no wall against a dishonest one.
const SHELLS = new Set("sh bash dash ash zsh ksh fish csh tcsh busybox env xargs sudo su".split(" "));
const SIGNALS = ["SIGHUP", "SIGUSR1", "SIGUSR2"] as const;
const GROUP_OR_OTHERS_WRITE = 0o022;
const OTHERS_WRITE = 0o002;

/** Reads them in order; a later file may give a root another place, never a rule another meaning. Throws a RulesError. */
export function readRules(paths: readonly string[]): Rules {
  const problems: string[] = [];
  const documents = paths.flatMap((path) => readDocument(path, problems));
  const roots = new Map<string, string>();
  for (const { top, path, found } of documents) {
    for (const [name, root] of readRoots(top)) roots.set(name, root);
    problems.push(...found.splice(0).map((problem) => said(path, problem)));
  }
  const rules = new Map<string, Rule>();
  for (const { top, path, found } of documents) {
    for (const [id, section] of top.entries("rules")) {
      if (!RULE_ID.test(id)) section.problem("is no rule id: a-z, 0-9 and -, 63 at most, a letter first");
      if (rules.has(id)) section.problem("is there already; a rule has one meaning");
      rules.set(id, readRule(id, section, roots));
    }
    top.endStrictly();
    problems.push(...found.map((problem) => said(path, problem)));
  }
  if (problems.length > 0) throw new RulesError(problems);
  return rules;
}

interface RulesDocument {
  readonly path: string;
  readonly top: Section;
  readonly found: ContractProblem[];
}

function said(path: string, problem: ContractProblem): string {
  return `${path}: ${problem.path || "the file"} ${problem.message}`;
}

function readDocument(path: string, problems: string[]): RulesDocument[] {
  const found: ContractProblem[] = [];
  try {
    refuseForeign(path);
    const document: unknown = parse(readFileSync(path, "utf8"), { maxAliasCount: 0 });
    const top = new Section(document, "", found);
    if (top.integer("version") !== 1) top.problem("must be 1", "version");
    return [{ path, top, found }];
  } catch (error) {
    problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** Whoever can write the file can run anything as the executor's user. */
function refuseForeign(path: string): void {
  const { uid, mode, size } = statSync(path);
  const own = process.getuid?.() ?? 0;
  if (uid !== 0 && uid !== own) throw new Error(`belongs to the user ${uid}; it must belong to root or ${own}`);
  if ((mode & GROUP_OR_OTHERS_WRITE) !== 0) throw new Error("may be written by others; run chmod go-w on it");
  if (size > FILE_BYTES_MAX) throw new Error(`has ${size} bytes, the limit is ${FILE_BYTES_MAX}`);
}

function readRoots(top: Section): [string, string][] {
  if (!top.has("roots")) {
    top.raw("roots");
    return [];
  }
  const section = top.section("roots");
  const roots = section.keys().map((name): [string, string] => {
    const root = section.text(name);
    if (!ROOT_NAME.test(name)) section.problem("is no name for a root", name);
    if (!isAbsolute(root) || root.split("/").includes("..")) section.problem("must be an absolute path", name);
    return [name, root.replace(/(?<=.)\/+$/, "")];
  });
  section.endStrictly();
  return roots;
}

function readRule(id: string, section: Section, roots: ReadonlyMap<string, string>): Rule {
  const type = section.text("type");
  if (type !== "command" && type !== "daemon") section.problem("must be command or daemon", "type");
  const { binary, problem } = readBinary(section);
  const parameters = readParameters(section, roots);
  const user = readUser(section);
  const capabilities = section.texts("capabilities", []);
  for (const one of capabilities) {
    if (!/^[a-z_]+$/.test(one)) section.problem("must be names such as net_admin", "capabilities");
  }
  const base = {
    id,
    description: section.text("description"),
    binary,
    template: readTemplate(section, parameters, type === "daemon"),
    parameters,
    stdinBytesMax: readStdin(section),
    user: user.found,
    capabilities,
    environment: readEnvironment(section),
    workingDirectory: section.text("workingDirectory", "/"),
    problem: problem ?? user.problem ?? heldCapabilities(capabilities),
  };
  const rule: Rule = type === "daemon" ? { ...base, ...readDaemon(section) } : { ...base, ...readCommand(section) };
  section.endStrictly();
  return rule;
}

function readCommand(section: Section) {
  const list = section.raw("exitCodes") ?? [0];
  const isCode = (code: unknown): code is number => Number.isInteger(code) && Number(code) >= 0 && Number(code) <= 255;
  if (!Array.isArray(list) || !list.every(isCode)) section.problem("must be a list of 0 to 255", "exitCodes");
  return {
    type: "command" as const,
    timeoutMs: section.integer("timeoutMs", 1) ?? 10_000,
    outputBytesMax: section.integer("outputBytesMax", 1) ?? 262_144,
    exitCodes: Array.isArray(list) ? list.filter(isCode) : [],
  };
}

function readDaemon(section: Section): Pick<DaemonRule, "type" | "startGraceMs" | "stopTimeoutMs" | "reloadSignal"> {
  const text = section.text("reloadSignal", "SIGHUP");
  const reloadSignal = SIGNALS.find((signal) => signal === text);
  if (reloadSignal === undefined) section.problem(`must be one of ${SIGNALS.join(", ")}`, "reloadSignal");
  return {
    type: "daemon",
    startGraceMs: section.integer("startGraceMs", 0) ?? 200,
    stopTimeoutMs: section.integer("stopTimeoutMs", 1) ?? 5000,
    reloadSignal: reloadSignal ?? "SIGHUP",
  };
}

/** A program that is not installed is no mistake in the file: the rule says so when it is used. */
function readBinary(section: Section): { binary: string; problem?: string } {
  const value = section.raw("binary");
  const paths = (Array.isArray(value) ? value : [value]).filter((path): path is string => typeof path === "string");
  if (paths.length === 0) section.problem("must be an absolute path, or a list of them", "binary");
  for (const path of paths) {
    if (!isAbsolute(path)) section.problem("must be an absolute path", "binary");
    if (SHELLS.has(basename(path)))
      section.problem(`${path} runs commands that are text; name the program itself`, "binary");
  }
  const binary = paths.find((path) => existsSync(path));
  if (binary === undefined) return { binary: paths[0] ?? "", problem: `${paths.join(" or ")} is not installed` };
  try {
    const stat = statSync(binary);
    if ((stat.mode & OTHERS_WRITE) !== 0 || !stat.isFile())
      return { binary, problem: `${binary} may be written by anybody` };
    accessSync(binary, constants.X_OK);
    return { binary };
  } catch (error) {
    return { binary, problem: `${binary} cannot be run: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function readStdin(section: Section): number | undefined {
  if (!section.has("stdin")) return undefined;
  const inner = section.section("stdin");
  const bytesMax = inner.integer("bytesMax", 1);
  if (bytesMax === undefined) inner.problem("is missing", "bytesMax");
  inner.endStrictly();
  return bytesMax;
}

function readUser(section: Section) {
  if (!section.has("user")) return { found: undefined, problem: undefined };
  const value = section.raw("user");
  return findUser(typeof value === "number" ? String(value) : section.text("user"));
}

function readEnvironment(section: Section): Record<string, string> {
  if (!section.has("environment")) return { PATH };
  const inner = section.section("environment");
  const entries = inner.keys().map((name): [string, string] => {
    if (!ENVIRONMENT_NAME.test(name) || name.startsWith("LD_") || name.startsWith("HOLDFAST_")) {
      inner.problem("is no name that a rule may set", name);
    }
    return [name, inner.text(name)];
  });
  return { PATH, ...Object.fromEntries(entries) };
}
