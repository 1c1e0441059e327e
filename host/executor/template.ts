// The arguments of a rule: reading the template, and filling it with checked values. A value never becomes more than one argument.
import { DriverStatusError, type Section } from "@holdfast/sdk";
import { type Argument, INSTANCE, type Parameter, type Piece, type TemplateItem } from "./rule.ts";

const PLACEHOLDER = /\{([^{}]*)\}/g;
const ARGUMENTS_MAX = 4096;

/** Values by parameter, checked; a parameter that is no list has one. */
export type Values = ReadonlyMap<string, readonly string[]>;

/** The template under `argv`; what is wrong becomes a problem of the section. */
export function readTemplate(
  section: Section,
  parameters: ReadonlyMap<string, Parameter>,
  isDaemon: boolean,
): readonly TemplateItem[] {
  const list = section.raw("argv") ?? [];
  if (!Array.isArray(list)) {
    section.problem("must be a list", "argv");
    return [];
  }
  const used = new Set<string>();
  const known = (name: string) => parameters.has(name) || (isDaemon && name === INSTANCE);
  const read = (text: unknown): Argument => {
    const pieces = piecesOf(typeof text === "string" ? text : "");
    if (pieces === undefined || typeof text !== "string")
      section.problem("must hold texts, with {names} of parameters", "argv");
    for (const piece of pieces ?? []) {
      if (!("parameter" in piece)) continue;
      if (!known(piece.parameter)) section.problem(`{${piece.parameter}} is no parameter of the rule`, "argv");
      used.add(piece.parameter);
    }
    return pieces ?? [];
  };
  const template = list.map((item: unknown): TemplateItem => {
    const group = Array.isArray(item);
    const item_ = { group, arguments: group ? item.map(read) : [read(item)] };
    if (listsIn(item_, parameters).length > 1) section.problem("has two lists in one item", "argv");
    return item_;
  });
  for (const name of parameters.keys()) {
    if (!used.has(name)) section.problem(`nothing in argv uses the parameter ${name}`, "argv");
  }
  return template;
}

/** Fills it. A group without all its values is left out; an item with a list is repeated. Throws invalid_argument for too much. */
export function fillTemplate(
  template: readonly TemplateItem[],
  parameters: ReadonlyMap<string, Parameter>,
  values: Values,
): string[] {
  const argv = template.flatMap((item) => {
    const [list] = listsIn(item, parameters);
    const names = namesIn(item);
    if (names.some((name) => name !== list && !values.has(name))) return [];
    if (list === undefined)
      return item.arguments.map((argument) => fill(argument, (name) => values.get(name)?.[0] ?? ""));
    return (values.get(list) ?? []).flatMap((value) =>
      item.arguments.map((argument) =>
        fill(argument, (name) => (name === list ? value : (values.get(name)?.[0] ?? ""))),
      ),
    );
  });
  if (argv.length > ARGUMENTS_MAX)
    throw new DriverStatusError(
      "invalid_argument",
      `these are ${argv.length} arguments, the limit is ${ARGUMENTS_MAX}`,
    );
  return argv;
}

function fill(argument: Argument, given: (name: string) => string): string {
  return argument.map((piece) => ("literal" in piece ? piece.literal : given(piece.parameter))).join("");
}

function namesIn(item: TemplateItem): string[] {
  return item.arguments.flat().flatMap((piece) => ("parameter" in piece ? [piece.parameter] : []));
}

function listsIn(item: TemplateItem, parameters: ReadonlyMap<string, Parameter>): string[] {
  return [...new Set(namesIn(item))].filter((name) => parameters.get(name)?.list !== undefined);
}

/** Undefined when braces stand otherwise than around a name. */
function piecesOf(text: string): Piece[] | undefined {
  if (/[{}\0]/.test(text.replace(PLACEHOLDER, ""))) return undefined;
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > at) pieces.push({ literal: text.slice(at, match.index) });
    pieces.push({ parameter: match[1] ?? "" });
    at = match.index + match[0].length;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ literal: text.slice(at) });
  return pieces;
}
