// As whom a command runs: users by name or number, and what it takes to become one of them with few capabilities.
import { existsSync, readFileSync } from "node:fs";
import type { Rule } from "./rule.ts";

type User = NonNullable<Rule["user"]>;

const SETPRIV = ["/usr/bin/setpriv", "/bin/setpriv"];

/** The user of that name or number, and why the executor cannot become it, if it cannot. */
export function findUser(text: string): { readonly found: User | undefined; readonly problem: string | undefined } {
  const found = lookUp(text);
  if (found === undefined) return { found, problem: `there is no user ${text} on this machine` };
  const own = process.getuid?.() ?? 0;
  if (own !== 0 && own !== found.uid)
    return { found, problem: `it must run as ${text}, which only an executor that runs as root can` };
  return { found, problem: undefined };
}

/** Why the executor cannot give these capabilities; undefined when it can. */
export function heldCapabilities(wanted: readonly string[]): string | undefined {
  if (!isRoot())
    return wanted.length === 0
      ? undefined
      : `it needs ${wanted.join(", ")}, which only an executor that runs as root can give`;
  return setpriv() === undefined ? "setpriv is not installed: install util-linux" : undefined;
}

/** The program and the arguments that start a rule's command as its user, with its capabilities and no way to more. */
export function asUser(
  rule: Rule,
  argv: readonly string[],
): { readonly file: string; readonly args: readonly string[] } {
  const tool = setpriv();
  if (!isRoot() || tool === undefined) return { file: rule.binary, args: argv };
  return { file: tool, args: [...privileges(rule), "--", rule.binary, ...argv] };
}

function privileges({ user, capabilities }: Rule): string[] {
  const become = user === undefined ? [] : ["--reuid", `${user.uid}`, "--regid", `${user.gid}`, "--clear-groups"];
  const kept = capabilities.map((name) => `+${name}`);
  if (capabilities.includes("all")) return [...become, "--no-new-privs"];
  const set = ["-all", ...kept].join(",");
  // Ambient ones are how a user other than root gets any at all.
  const ambient = user === undefined || user.uid === 0 ? "-all" : set;
  return [...become, "--no-new-privs", `--inh-caps=${set}`, `--ambient-caps=${ambient}`, `--bounding-set=${set}`];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function setpriv(): string | undefined {
  return SETPRIV.find((path) => existsSync(path));
}

function lookUp(text: string): User | undefined {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  const rows = lines.map((line) => line.split(":"));
  const row = rows.find(([name, , uid]) => name === text || uid === text);
  if (row !== undefined) return { uid: Number(row[2]), gid: Number(row[3]), name: row[0] ?? text };
  return /^\d{1,9}$/.test(text) ? { uid: Number(text), gid: Number(text), name: text } : undefined;
}
