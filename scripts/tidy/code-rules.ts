// Rules that read TypeScript as syntax: who may ask for time and environment, who knows Wasm, what runs at import, what a name may not say.
import ts from "typescript";
import type { Problem, TidyRule, Tree } from "./tree.ts";

/** Entries, known by their name: what runs when it is loaded, in a thread or process that the house's Clock does not reach. */
const ENTRIES = /^(host|sdk)\/src\/.*\/([\w-]+-)?worker\.ts$/;
/** The clock itself, threads of their own, the guest's clock, and the seconds that a person sees at a terminal. */
const TIME_OWNERS = [/^host\/src\/clock\.ts$/, ENTRIES, /^host\/src\/driver\/wasi\//, /^host\/src\/cmd\/output\.ts$/];
const TIME = new Set([
  "Date.now",
  "performance.now",
  "process.hrtime",
  "AbortSignal.timeout",
  "setTimeout",
  "setInterval",
]);
/** `module` is also WebAssembly's and JavaScript's own word; these places are about those. */
const MODULE_SPEAKERS = /^(sdk\/src\/|host\/src\/driver\/|host\/src\/manager\/load-object)/;
const BANNED = new Set(["plugin", "plugins", "module", "modules", "controller", "helper", "helpers", "util", "utils"]);

const isProduct = (path: string) => /^(host|sdk)\/src\/.*\.ts$/.test(path) && !/\.d\.ts$|\/generated\//.test(path);

export const timeThroughClock: TidyRule = {
  name: "time-through-clock",
  check: (tree) =>
    visit(
      tree,
      (path) => isProduct(path) && !TIME_OWNERS.some((owner) => owner.test(path)),
      (node) => {
        const name = nameOf(node);
        const now = ts.isNewExpression(node) && nameOf(node.expression) === "Date" && !node.arguments?.length;
        if (now || (name !== undefined && TIME.has(name) && !isDeclared(node)))
          return "take time from the Clock of the context";
        if (ts.isStringLiteral(node) && /^node:timers/.test(node.text))
          return "take timers from the Clock of the context";
        return undefined;
      },
    ),
};

export const environmentInConf: TidyRule = {
  name: "environment-in-conf",
  check: (tree) =>
    visit(
      tree,
      (path) => isProduct(path) && !path.startsWith("host/src/conf/"),
      (node) =>
        nameOf(node) === "process.env"
          ? "only conf reads the environment; take the value from the configuration"
          : undefined,
    ),
};

export const wasmInDriver: TidyRule = {
  name: "wasm-in-driver",
  check: (tree) =>
    visit(
      tree,
      (path) => isProduct(path) && path.startsWith("host/") && !path.startsWith("host/src/driver/"),
      (node) =>
        ts.isIdentifier(node) && node.text === "WebAssembly" ? "only the driver room knows WebAssembly" : undefined,
    ),
};

export const importDoesNothing: TidyRule = {
  name: "import-does-nothing",
  check: (tree) =>
    visit(
      tree,
      (path) => isProduct(path) && !ENTRIES.test(path),
      (node) =>
        ts.isExpressionStatement(node) && ts.isSourceFile(node.parent)
          ? "runs when the file is imported; put it into a function"
          : undefined,
    ),
};

export const plainNames: TidyRule = {
  name: "plain-names",
  check: (tree) => [
    ...visit(tree, isProduct, (node, path) => {
      const name = exportedName(node);
      return name === undefined ? undefined : banned(name, path);
    }),
    ...tree.paths
      .filter((path) => /^(host|sdk|scripts|drivers-wasm)\//.test(path))
      .flatMap((path) => {
        const message = banned(path.replaceAll("/", "-"), path);
        return message === undefined ? [] : [{ path, message }];
      }),
  ],
};

function banned(name: string, path: string): string | undefined {
  const words = name.split(/(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+/).map((word) => word.toLowerCase());
  const found = words.find((word) => BANNED.has(word) && !(word.startsWith("module") && MODULE_SPEAKERS.test(path)));
  return found && `${found} is none of the house's words; say driver, manager, kind, or what it does`;
}

/** Visits every node of the chosen files; a message is a problem at that node. */
function visit(
  tree: Tree,
  chosen: (path: string) => boolean,
  find: (node: ts.Node, path: string) => string | undefined,
): Problem[] {
  return tree.paths.filter(chosen).flatMap((path) => {
    const source = parsed(tree, path);
    const problems: Problem[] = [];
    const walk = (node: ts.Node): void => {
      const message = find(node, path);
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      if (message !== undefined) problems.push({ path, line, message });
      ts.forEachChild(node, walk);
    };
    walk(source);
    return problems;
  });
}

const sources = new WeakMap<Tree, Map<string, ts.SourceFile>>();

/** The syntax tree of a file; made once for all rules. */
export function parsed(tree: Tree, path: string): ts.SourceFile {
  const known = sources.get(tree) ?? new Map<string, ts.SourceFile>();
  sources.set(tree, known);
  const source = known.get(path) ?? ts.createSourceFile(path, tree.text(path), ts.ScriptTarget.ES2023, true);
  known.set(path, source);
  return source;
}

/** `a` or `a.b` when the node is that and nothing longer. */
function nameOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  return `${node.expression.text}.${node.name.text}`;
}

/** True for an identifier that is a property's or a declaration's own name, not a use of the global. */
function isDeclared(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isIdentifier(node) || parent === undefined) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return "name" in parent && parent.name === node;
}

function exportedName(node: ts.Node): string | undefined {
  if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) {
    return isExported(node.parent.parent) ? node.name.text : undefined;
  }
  const declares =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node);
  return declares && isExported(node) ? node.name?.text : undefined;
}

function isExported(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}
