// Checks what no compiler and no linter knows: the house's own rules for files, names, documents and locks.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { environmentInConf, importDoesNothing, plainNames, timeThroughClock, wasmInDriver } from "./tidy/code-rules.ts";
import { type AskHelp, changelogForm, commandsExist, linksLead } from "./tidy/document-rules.ts";
import { testsMirrorSources } from "./tidy/mirror-rule.ts";
import {
  fileLength,
  generatedHeader,
  guestIncludes,
  lockComplete,
  lockHosts,
  machinePath,
  openEnd,
  openingSentence,
} from "./tidy/text-rules.ts";
import { type Problem, readTree, type TidyRule, type Tree } from "./tidy/tree.ts";

/** All rules; `help` answers what the built command line says of itself. */
export function tidyRules(help: AskHelp): readonly TidyRule[] {
  return [
    ...[fileLength, openingSentence, machinePath, openEnd, lockHosts, lockComplete, generatedHeader, guestIncludes],
    ...[timeThroughClock, environmentInConf, wasmInDriver, importDoesNothing, plainNames],
    ...[testsMirrorSources, changelogForm, linksLead, commandsExist(help)],
  ];
}

/** Everything that the rules find, each with the rule's name. */
export function tidy(tree: Tree, rules: readonly TidyRule[]): (Problem & { readonly rule: string })[] {
  return rules.flatMap((rule) => rule.check(tree).map((problem) => ({ ...problem, rule: rule.name })));
}

/** Asks the command line built in `root`; a checkout that is not built cannot be asked. */
function helpOf(root: string): AskHelp {
  const known = new Map<string, string | undefined>();
  const bin = join(root, "host/bin/holdfast.js");
  return (words) => {
    const key = words.join(" ");
    if (!known.has(key))
      known.set(key, existsSync(join(root, "host/dist/cmd/main.js")) ? askHelp(bin, words) : undefined);
    return known.get(key);
  };
}

function askHelp(bin: string, words: readonly string[]): string {
  return spawnSync(process.execPath, [bin, ...words, "--help"], { encoding: "utf8", timeout: 20_000 }).stdout;
}

function main(root: string): number {
  const problems = tidy(readTree(root), tidyRules(helpOf(root)));
  for (const { path, line, rule, message } of problems) {
    console.log(`${path}${line === undefined ? "" : `:${line}`} ${rule}: ${message}`);
  }
  return problems.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = main(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
}
