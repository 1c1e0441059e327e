// Which names a contract may use, so that every target language can carry them, and how they are turned into camelCase.
import type { Section } from "./reader.ts";

const SNAKE = /^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*$/;
const PASCAL = /^[A-Z][a-zA-Z0-9]*$/;
const IDENTIFIER = /^[a-zA-Z_$][a-zA-Z0-9_$]*$/;

// Words that one of the target languages keeps for itself where a field or a function would stand.
const KEYWORDS: Readonly<Record<string, string>> = {
  "C or C++":
    "alignas alignof and asm auto bool break case catch char class compl const constexpr continue default delete do double else " +
    "enum explicit export extern false float for friend goto if inline int long main mutable namespace new noexcept not nullptr " +
    "operator or private protected public register restrict return short signed sizeof static struct switch template this " +
    "throw true try typedef typeid typename union unsigned using virtual void volatile while xor",
  Rust: "as async await box crate dyn fn impl in let loop match mod move mut pub ref self super trait type unsafe use where yield",
  Go: "chan defer fallthrough func go import interface map package range select var",
  Zig: "allowzero anytype comptime defer errdefer error noalias orelse packed suspend test threadlocal undefined unreachable usingnamespace",
  "JavaScript, TypeScript or AssemblyScript":
    "arguments constructor debugger declare eval extends finally function implements instanceof null prototype typeof with",
};

const LANGUAGE_OF = new Map(
  Object.entries(KEYWORDS).flatMap(([language, words]) => words.split(" ").map((word) => [word, language] as const)),
);

/** Checks the wire name of a function or a field. */
export function checkWireName(name: string, section: Section): void {
  if (!SNAKE.test(name)) section.problem("the name must be snake_case: a-z, 0-9, and _ before a letter");
  const language = LANGUAGE_OF.get(name);
  if (language !== undefined) section.problem(`the name is a keyword of ${language}`);
}

export function checkTypeName(name: string, section: Section): void {
  if (!PASCAL.test(name)) section.problem("the name of a type must be PascalCase: A-Z, a-z, 0-9");
}

export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name);
}

/** `create_volume` → `createVolume`. */
export function camelCase(wireName: string): string {
  return wireName.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

/** `block_device` → `BlockDevice`. */
export function pascalCase(wireName: string): string {
  return wireName.replace(/(?:^|_)([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}
