// Rules for documents: the changelog's form, links that lead somewhere, and commands that exist.
import { dirname, normalize } from "node:path/posix";
import { matches, type Problem, type TidyRule, type Tree } from "./tree.ts";

const CHANGES = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

export const changelogForm: TidyRule = {
  name: "changelog-form",
  check(tree) {
    const path = "CHANGELOG.md";
    if (!tree.paths.includes(path)) return [{ path, message: "is missing" }];
    const lines = tree.text(path).split("\n");
    const problems = lines.flatMap((line, index) => {
      const message = headingProblem(line, lines[0] === line && index === 0) ?? entryProblem(lines, index);
      return message === undefined ? [] : [{ path, line: index + 1, message }];
    });
    const first = lines.find((line) => line.startsWith("## "));
    if (first !== "## Unreleased") problems.push({ path, line: 1, message: "the first section is ## Unreleased" });
    return problems;
  },
};

function headingProblem(line: string, isFirst: boolean): string | undefined {
  if (isFirst) return line === "# Changelog" ? undefined : "the first line is # Changelog";
  if (line.startsWith("## ")) {
    return /^## (Unreleased|\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d)$/.test(line) ? undefined : "write ## 1.2.3 - 2026-01-31";
  }
  if (line.startsWith("### ")) {
    return CHANGES.includes(line.slice(4)) ? undefined : `a section is one of ${CHANGES.join(", ")}`;
  }
  return undefined;
}

/** An entry is a bullet whose last line ends a sentence; a section has one at least. */
function entryProblem(lines: readonly string[], index: number): string | undefined {
  const line = lines[index] ?? "";
  if (line.startsWith("### ")) {
    const next = lines.slice(index + 1).find((candidate) => candidate.trim() !== "");
    return next?.startsWith("- ") ? undefined : "the section is empty";
  }
  if (!line.startsWith("- ")) return undefined;
  const rest = lines.slice(index + 1);
  const end = rest.findIndex((candidate) => !candidate.startsWith("  "));
  const entry = [line, ...rest.slice(0, end < 0 ? rest.length : end)].join("\n").trimEnd();
  return /[.!?`:)]$/.test(entry) ? undefined : "an entry is a sentence, with its full stop";
}

export const linksLead: TidyRule = {
  name: "links-lead",
  check: (tree) =>
    tree.paths
      .filter((path) => path.endsWith(".md"))
      .flatMap((path) =>
        matches(
          tree,
          /\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g,
          (candidate) => candidate === path,
          ([, link = ""]) => {
            const target = normalize(`${dirname(path)}/${link}`).replace(/\/$/, "");
            const isThere =
              target === "." || tree.paths.some((other) => other === target || other.startsWith(`${target}/`));
            return isThere ? undefined : `${link} does not exist`;
          },
        ),
      ),
};

/** The usage text of `holdfast WORDS --help`, or undefined where that cannot be asked. */
export type AskHelp = (words: readonly string[]) => string | undefined;

/** Every `npm` script and `holdfast` command that a fenced block of a document tells a reader to type. */
export function commandsExist(help: AskHelp): TidyRule {
  return {
    name: "commands-exist",
    check: (tree) =>
      tree.paths
        .filter((path) => path.endsWith(".md"))
        .flatMap((path) =>
          typedLines(tree.text(path)).flatMap(({ line, text }): Problem[] => {
            const message = npmProblem(tree, path, text) ?? holdfastProblem(help, text);
            return message === undefined ? [] : [{ path, line, message }];
          }),
        ),
  };
}

/** Lines of shell blocks, without prompt and comment, continued lines joined and chained ones taken apart. */
function typedLines(markdown: string): { readonly line: number; readonly text: string }[] {
  const typed: { line: number; text: string }[] = [];
  let isShell = false;
  let isFence = false;
  for (const [index, raw] of markdown.split("\n").entries()) {
    const fence = /^\s*```(\w*)/.exec(raw);
    if (fence) {
      isFence = !isFence;
      isShell = isFence && /^(sh|bash|console|shell)$/.test(fence[1] ?? "");
    } else if (isShell) {
      const commands = raw
        .replace(/^\s*\$\s+/, "")
        .replace(/\s#\s.*$/, "")
        .split(/\s+(?:&&|\|\|?|;)\s+/);
      typed.push(...commands.map((text) => ({ line: index + 1, text: text.trim() })));
    }
  }
  return typed;
}

const NPM_OWN = ["ci", "install", "i", "pack", "exec", "init", "link", "rebuild"];

function npmProblem(tree: Tree, path: string, command: string): string | undefined {
  const [, run, name] = /^npm (run )?([\w:-]+)/.exec(command) ?? [];
  if (name === undefined || (run === undefined && NPM_OWN.includes(name))) return undefined;
  const near = `${dirname(path)}/package.json`;
  const manifest = normalize(tree.paths.includes(normalize(near)) ? near : "package.json");
  const root = scriptsOf(tree, "package.json");
  return name in scriptsOf(tree, manifest) || name in root ? undefined : `package.json has no script ${name}`;
}

function scriptsOf(tree: Tree, path: string): Readonly<Record<string, string>> {
  return tree.paths.includes(path) ? (JSON.parse(tree.text(path)).scripts ?? {}) : {};
}

/** The one or two words before the first flag or argument must be a command, and every flag one that its help names. */
function holdfastProblem(help: AskHelp, command: string): string | undefined {
  const [, typed] = /^(?:sudo )?(?:npx )?holdfast(?: (.*))?$/.exec(command) ?? [];
  if (typed === undefined) return undefined;
  const words = typed.split(/\s+/);
  const end = words.findIndex((word) => !/^[a-z][a-z-]*$/.test(word));
  const names = words.slice(0, Math.min(2, end < 0 ? words.length : end));
  const asked = [names, names.slice(0, 1), []].map((path) => ({ path, text: help(path) ?? "" }));
  if (asked.every(({ text }) => text === "")) return undefined;
  // The usage line names a command with its alias: `volume list|ls`.
  const usage = (path: readonly string[]) =>
    new RegExp(`^Usage: holdfast${path.map((word) => ` (?:\\S+\\|)?${word}(?:\\|\\S+)?`).join("")}(?: |$)`, "m");
  const { path: known, text = "" } = asked.find(({ path, text }) => usage(path).test(text)) ?? { path: [] };
  const isGroup = /^Usage:.*\[command\]/m.test(text);
  if (isGroup && names.length > known.length) return `holdfast has no command ${names.join(" ")}`;
  const flags = words.flatMap((word) => /^--[a-z][a-z-]*/.exec(word)?.[0] ?? []);
  const unknown = flags.find((flag) => !asked.some(({ text }) => text.includes(flag)));
  return unknown === undefined ? undefined : `holdfast ${known.join(" ")} has no flag ${unknown}`;
}
