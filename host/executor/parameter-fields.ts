// Reads what a rules file says about a rule's parameters.
import type { Section } from "@holdfast/sdk";
import { ADDRESS_FORMS, INSTANCE, PATH_MUSTS, type Parameter, type ParameterType } from "./rule.ts";

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
const VALUE_LENGTH_MAX = 255;
const LENGTH_LIMIT = 65_536;
const COUNT_LIMIT = 1024;
const ORDINARY_NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";

/** The parameters by name; what is wrong becomes a problem of the section. */
export function readParameters(section: Section, roots: ReadonlyMap<string, string>): ReadonlyMap<string, Parameter> {
  return new Map(
    section.entries("parameters").map(([name, field]): [string, Parameter] => {
      if (!NAME.test(name) || name === INSTANCE) field.problem("is no name for a parameter");
      return [name, readParameter(field, roots)];
    }),
  );
}

function readParameter(field: Section, roots: ReadonlyMap<string, string>): Parameter {
  const optional = field.flag("optional", false);
  if (field.text("type") !== "list") {
    const of = readType(field, roots);
    field.endStrictly();
    return { of, optional };
  }
  const items = field.section("items");
  const of = readType(items, roots);
  items.endStrictly();
  const countMin = field.integer("countMin", 0) ?? 0;
  const countMax = field.integer("countMax", countMin) ?? 64;
  if (countMax > COUNT_LIMIT) field.problem(`must be ${COUNT_LIMIT} at most`, "countMax");
  field.endStrictly();
  return { of, optional: optional || countMin === 0, list: { countMin, countMax } };
}

function readType(field: Section, roots: ReadonlyMap<string, string>): ParameterType {
  const type = field.text("type");
  switch (type) {
    case "integer":
      return readInteger(field);
    case "enum": {
      const values = field.texts("values");
      if (values.length === 0) field.problem("must name at least one value", "values");
      return { type, values };
    }
    case "name":
      return readName(field);
    case "path":
      return readPath(field, roots);
    case "address":
      return { type, form: oneOf(field, "form", ADDRESS_FORMS, "ip") };
    default:
      field.problem("must be integer, enum, name, path, address or list", "type");
      return { type: "enum", values: [] };
  }
}

function readInteger(field: Section): ParameterType {
  const min = field.integer("min");
  const max = field.integer("max");
  if (min === undefined || max === undefined || max < min) field.problem("needs min and max, in this order");
  return { type: "integer", min: min ?? 0, max: max ?? 0 };
}

function readName(field: Section): ParameterType {
  const source = field.text("pattern", ORDINARY_NAME);
  const lengthMax = field.integer("lengthMax", 1) ?? VALUE_LENGTH_MAX;
  if (lengthMax > LENGTH_LIMIT) field.problem(`must be ${LENGTH_LIMIT} at most`, "lengthMax");
  return { type: "name", pattern: anchored(source, field), lengthMax, leadingDash: field.flag("leadingDash", false) };
}

/** The whole value must fit: an unanchored pattern would let anything stand around what it allows. */
function anchored(source: string, field: Section): RegExp {
  try {
    return new RegExp(`^(?:${source})$`, "u");
  } catch {
    field.problem("is no regular expression", "pattern");
    return /^$/;
  }
}

function readPath(field: Section, roots: ReadonlyMap<string, string>): ParameterType {
  const name = field.text("root");
  const root = roots.get(name);
  if (root === undefined && field.has("root")) field.problem(`${JSON.stringify(name)} is not among the roots`, "root");
  return { type: "path", root: root ?? "/", must: oneOf(field, "must", PATH_MUSTS, "any") };
}

function oneOf<T extends string>(field: Section, key: string, choices: readonly T[], otherwise: T): T {
  const text = field.text(key, otherwise);
  const found = choices.find((choice) => choice === text);
  if (found === undefined) field.problem(`must be one of ${choices.join(", ")}`, key);
  return found ?? otherwise;
}
