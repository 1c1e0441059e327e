// What the tidy rules look at: the files of a checkout that are, or would be, committed; and the shape of a rule.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Files by path relative to the root, with forward slashes. */
export interface Tree {
  readonly paths: readonly string[];
  /** A file's text; empty for a binary file. */
  text(path: string): string;
}

/** What a rule found. `line` counts from 1. */
export interface Problem {
  readonly path: string;
  readonly line?: number;
  readonly message: string;
}

export interface TidyRule {
  /** Kebab-case, as it is printed. */
  readonly name: string;
  check(tree: Tree): readonly Problem[];
}

const BINARY = /\.(wasm|png|ico|tgz|gz)$/;
// Samples that are meant to be wrong.
const NOT_OURS = /^test\/(canaries|fixtures\/bad)\//;

/** The checkout at `root`: tracked files and new ones that Git does not ignore. */
export function readTree(root: string): Tree {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = [...new Set(listed.split("\0"))].filter((path) => path !== "" && !NOT_OURS.test(path));
  const present = paths.filter((path) => existsSync(join(root, path)) && statSync(join(root, path)).isFile());
  const texts = new Map<string, string>();
  return {
    paths: present.sort(),
    text(path) {
      const text = texts.get(path) ?? (BINARY.test(path) ? "" : readFileSync(join(root, path), "utf8"));
      texts.set(path, text);
      return text;
    },
  };
}

/** The 1-based line on which the character at `index` stands. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** Problems of every match of `pattern` (global) in the files that `chosen` accepts. */
export function matches(
  tree: Tree,
  pattern: RegExp,
  chosen: (path: string) => boolean,
  message: (match: RegExpMatchArray) => string | undefined,
): Problem[] {
  return tree.paths.filter(chosen).flatMap((path) => {
    const text = tree.text(path);
    return [...text.matchAll(pattern)].flatMap((match) => {
      const found = message(match);
      return found === undefined ? [] : [{ path, line: lineAt(text, match.index), message: found }];
    });
  });
}
