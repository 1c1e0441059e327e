// Rules that read files as text: length, opening sentence, paths of a machine, reasons for what is left open, locks, generated files, includes.
import { dirname, normalize } from "node:path/posix";
import { matches, type TidyRule } from "./tree.ts";

const LINES_MAX = 300;
const CODE = /\.(ts|mts|js|mjs|cjs|c|h|cpp|hpp|rs|go|zig|sh|sql|wat)$|^\.ci\/run$/;
const GENERATED = /(^|\/)generated\//;

/** How a comment starts, by file name. */
const OPENINGS: readonly (readonly [RegExp, RegExp])[] = [
  [/\.(ts|mts|js|mjs|cjs|c|h|cpp|hpp|rs|go|zig)$/, /^(?:\/\/[/!]?|\/\*\*?|\s\*)\s?/],
  [/\.(sh|ya?ml|toml)$|^\.ci\/run$/, /^#\s?/],
  [/\.wat$/, /^;;\s?/],
  [/\.sql$/, /^--\s?/],
];

export const fileLength: TidyRule = {
  name: "file-length",
  check: (tree) =>
    tree.paths
      .filter((path) => CODE.test(path) && !GENERATED.test(path))
      .map((path) => ({ path, lines: tree.text(path).trimEnd().split("\n").length }))
      .filter(({ lines }) => lines > LINES_MAX)
      .map(({ path, lines }) => ({
        path,
        message: `${lines} lines; a file has at most ${LINES_MAX}: split it by noun`,
      })),
};

/** Tests are exempt: their names are the sentences. */
export const openingSentence: TidyRule = {
  name: "opening-sentence",
  check: (tree) =>
    tree.paths
      .filter((path) => !path.endsWith(".test.ts") && !GENERATED.test(path))
      .flatMap((path) => {
        const mark = OPENINGS.find(([files]) => files.test(path))?.[1];
        if (mark === undefined || opensWithSentence(tree.text(path), mark)) return [];
        return [{ path, line: 1, message: "open with a comment of one sentence that says what lives here" }];
      }),
};

function opensWithSentence(text: string, mark: RegExp): boolean {
  const lines = text.split("\n");
  if (lines[0]?.startsWith("#!")) lines.shift();
  const end = lines.findIndex((line) => !mark.test(line));
  const opening = lines.slice(0, end < 0 ? lines.length : end).map((line) => line.replace(mark, "").replace("*/", ""));
  // A sentence may begin with the name of what lives here: `path_open: …`, `nats: …`.
  return /^(?:[A-Z0-9`"'@]|\w+[_-][\w-]+\b|\w+:).*[.:?](\s|$)/s.test(opening.join("\n").trim());
}

export const machinePath: TidyRule = {
  name: "machine-path",
  check: (tree) =>
    matches(
      tree,
      /(?<![\w.~-])\/(?:home|Users|root|work|farm|builds|workspace|tmp)\/[\w.-]+/g,
      () => true,
      ([found]) => `${found} is a path of one machine; name it relatively, or take os.tmpdir()`,
    ),
};

/** The words are spelt so that this file does not find itself. */
export const openEnd: TidyRule = {
  name: "open-end",
  check: (tree) =>
    matches(
      tree,
      /\b(?:T[O]DO(?!\([^)\s][^)]{9,}\): \S)|F[I]XME|X[X]X|H[A]CK)\b/g,
      (path) => CODE.test(path),
      ([word]) => `${word}: do it, or say in brackets after T${"O"}DO what it waits for, then a colon and what to do`,
    ),
};

export const lockHosts: TidyRule = {
  name: "lock-hosts",
  check: (tree) =>
    matches(
      tree,
      /"resolved": "(?:https?|git[+\w]*):[^"]*"/g,
      (path) => path.endsWith("package-lock.json"),
      () => "the lock names a download host; lock with omit-lockfile-registry-resolved=true",
    ).filter((problem, index, all) => all.findIndex((other) => other.path === problem.path) === index),
};

/** npm ci refuses a lock without an entry for every optional package, also those of other platforms; npm install does not. */
export const lockComplete: TidyRule = {
  name: "lock-complete",
  check: (tree) =>
    tree.paths
      .filter((path) => path.endsWith("package-lock.json"))
      .flatMap((path) => {
        const packages: LockedPackages = JSON.parse(tree.text(path)).packages ?? {};
        const locked = new Set(Object.keys(packages).map((key) => key.replace(/^.*node_modules\//, "")));
        const wanted = Object.values(packages).flatMap(({ optionalDependencies }) =>
          Object.keys(optionalDependencies ?? {}),
        );
        const missing = [...new Set(wanted)].filter((name) => !locked.has(name));
        return missing.map((name) => ({
          path,
          message: `has no entry for the optional package ${name}; npm ci refuses that`,
        }));
      }),
};

type LockedPackages = Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;

export const generatedHeader: TidyRule = {
  name: "generated-header",
  check: (tree) =>
    tree.paths
      .filter((path) => GENERATED.test(path) && CODE.test(path))
      .filter((path) => !/\bgenerated from .*\bdo not edit\b/is.test(tree.text(path).split("\n", 3).join(" ")))
      .map((path) => ({ path, line: 1, message: "say in the header what it is generated from, and: do not edit" })),
};

/** The layer rules do not read C; this is their word on it. */
export const guestIncludes: TidyRule = {
  name: "guest-includes",
  check: (tree) => {
    const shared = tree.paths.flatMap((path) => /^drivers-wasm\/shared\/[^/]+(?=\/)/.exec(path) ?? []);
    return tree.paths.flatMap((path) => {
      const [, own, isDriver] = /^((drivers-wasm)\/[^/]+|sdk\/guest\/[^/]+)\/.*\.(?:c|h|cpp|hpp)$/.exec(path) ?? [];
      if (own === undefined) return [];
      const kits = isDriver ? [own, ...new Set(shared), "sdk/guest/c", "sdk/guest/cpp"] : [own];
      const targets = (name: string) => [dirname(path), ...kits].map((folder) => normalize(`${folder}/${name}`));
      const isAllowed = (target: string) =>
        tree.paths.includes(target) && kits.some((kit) => target.startsWith(`${kit}/`));
      return matches(
        tree,
        /^\s*#\s*include\s+"([^"]+)"/gm,
        (candidate) => candidate === path,
        ([, name = ""]) =>
          targets(name).some(isAllowed) ? undefined : `includes ${name}, which is neither its own nor the kit's`,
      );
    });
  },
};
