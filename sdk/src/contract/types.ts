// Reads the component types of a contract: resolves references, refuses cycles, and orders each type after those it uses.
import {
  type AbiType,
  type EnumType,
  INTEGER_FORMATS,
  type IntegerFormat,
  type IntegerType,
  type NamedType,
  type Property,
} from "./model.ts";
import { camelCase, checkTypeName, checkWireName, isIdentifier, pascalCase } from "./names.ts";
import type { Section } from "./reader.ts";

const REFERENCE = /^#\/components\/schemas\/(.+)$/;
const UNKNOWN_TYPE: AbiType = { kind: "boolean" };

/** The components of one document; types of the contract it extends are known too. */
export class Components {
  /** In the order of definition before use. */
  readonly types: NamedType[] = [];
  readonly #contract: string;
  readonly #sections: ReadonlyMap<string, Section>;
  readonly #done = new Map<string, NamedType | undefined>();
  readonly #open: string[] = [];

  constructor(contract: string, sections: readonly (readonly [string, Section])[], inherited: readonly NamedType[]) {
    this.#contract = contract;
    this.#sections = new Map(sections);
    for (const type of inherited) {
      this.#done.set(type.name, type);
      this.types.push(type);
      this.#sections.get(type.name)?.problem(`${type.from} has a type of this name already`);
    }
    for (const [name, section] of sections) {
      checkTypeName(name, section);
      this.#read(name);
    }
  }

  /** The type that a `$ref` names; reports what is wrong with it and answers undefined. */
  resolve(section: Section): NamedType | undefined {
    const reference = section.text("$ref");
    const name = REFERENCE.exec(reference)?.[1];
    if (name === undefined) {
      section.problem(`must be #/components/schemas/<Name>, it is ${JSON.stringify(reference)}`, "$ref");
      return undefined;
    }
    if (!this.#sections.has(name) && !this.#done.has(name)) {
      section.problem(`there is no type ${name} in components.schemas`, "$ref");
      return undefined;
    }
    if (this.#open.includes(name)) {
      const circle = [...this.#open.slice(this.#open.indexOf(name)), name].join(" → ");
      section.problem(`types may not contain themselves: ${circle}`, "$ref");
      return undefined;
    }
    return this.#read(name);
  }

  #read(name: string): NamedType | undefined {
    const section = this.#sections.get(name);
    if (this.#done.has(name) || section === undefined) return this.#done.get(name);
    this.#open.push(name);
    const type = this.#component(name, section);
    this.#open.pop();
    this.#done.set(name, type);
    if (type) this.types.push(type);
    return type;
  }

  #component(name: string, section: Section): NamedType | undefined {
    const description = section.text("description");
    if (section.has("enum")) return this.#enumeration(name, description, section);
    if (section.has("x-union")) return this.#union(name, description, section);
    if (!section.has("properties")) {
      section.problem(
        "a component is a record, with `properties`, an enumeration, with `enum`, or a union, with `x-union`",
      );
      return undefined;
    }
    if (section.text("type", "object") !== "object") section.problem("a record has the type object", "type");
    if (section.raw("additionalProperties") !== undefined) {
      section.problem("`properties` and `additionalProperties` exclude each other", "additionalProperties");
    }
    const required = section.texts("required", []);
    const fields = section.entries("properties");
    for (const field of required) {
      if (!fields.some(([wire]) => wire === field)) section.problem(`there is no property ${field}`, "required");
    }
    const properties = fields.map(([wire, field]) => this.#property(wire, field, required.includes(wire)));
    section.end();
    return { kind: "record", name, from: this.#contract, description, properties };
  }

  #enumeration(name: string, description: string, section: Section): EnumType {
    if (section.text("type", "string") !== "string") section.problem("an enumeration has the type string", "type");
    const values = section.texts("enum");
    if (values.length === 0) section.problem("must name at least one value", "enum");
    for (const value of values) {
      if (!isIdentifier(value)) section.problem(`${JSON.stringify(value)} is not an identifier`, "enum");
    }
    section.end();
    return { kind: "enum", name, from: this.#contract, description, values };
  }

  /** A union is a record of an enumeration, its tag, and one optional field for each member, named as the tag's value. */
  #union(name: string, description: string, section: Section): NamedType | undefined {
    const tag = section.text("x-tag", "type");
    checkWireName(tag, section);
    const members = section.entries("x-union");
    if (members.length < 2) section.problem("must have at least two members", "x-union");
    const fields = members.map(([wire, member]) => {
      if (wire === tag) member.problem("has the name of the tag");
      if (!member.has("$ref")) member.problem("must refer to a record by $ref");
      const field = this.#property(wire, member, false);
      if (field.type.kind !== "record") member.problem("must refer to a record");
      return field;
    });
    section.end();
    const values = members.map(([wire]) => wire);
    const choice = this.#tagType(`${name}${pascalCase(tag)}`, values, section);
    if (choice === undefined) return undefined;
    const tagField = { name: tag, camelName: camelCase(tag), description: "Which one it is." };
    const properties = [{ ...tagField, type: choice, required: true, nullable: false }, ...fields];
    return { kind: "record", name, from: this.#contract, description, properties, tag };
  }

  #tagType(name: string, values: readonly string[], section: Section): EnumType | undefined {
    if (this.#sections.has(name) || this.#done.has(name)) {
      section.problem(`the type ${name} is made for its tag; choose another name for the other one`, "x-tag");
      return undefined;
    }
    const type: EnumType = { kind: "enum", name, from: this.#contract, description: "Which member it is.", values };
    this.#done.set(name, type);
    this.types.push(type);
    return type;
  }

  #property(wire: string, section: Section, required: boolean): Property {
    checkWireName(wire, section);
    const description = section.text("description", "");
    const nullable = section.flag("nullable", false);
    const type = this.#type(section);
    const since = readSince(section);
    section.end();
    return { name: wire, camelName: camelCase(wire), description, type, required, nullable, ...since };
  }

  #type(section: Section): AbiType {
    if (section.has("$ref")) {
      if (section.has("type")) section.problem("`$ref` and `type` exclude each other", "type");
      return this.resolve(section) ?? UNKNOWN_TYPE;
    }
    if (section.raw("properties") !== undefined) {
      section.problem("make it a component and refer to it by $ref", "properties");
      return UNKNOWN_TYPE;
    }
    if (section.raw("enum") !== undefined) {
      section.problem("make it a component and refer to it by $ref", "enum");
      return UNKNOWN_TYPE;
    }
    if (section.has("additionalProperties")) {
      if (section.text("type", "object") !== "object") section.problem("a map has the type object", "type");
      return { kind: "map", values: this.#inner(section.section("additionalProperties")) };
    }
    return this.#plainType(section);
  }

  #plainType(section: Section): AbiType {
    const type = section.text("type");
    switch (type) {
      case "string":
        return readString(section);
      case "buffer":
        return { kind: "buffer", ...readBytes(section) };
      case "boolean":
        return { kind: "boolean" };
      case "integer":
        return readInteger(section);
      case "number":
        return { kind: "number", format: readChoice(section, ["double", "float"]) };
      case "array":
        return { kind: "array", items: this.#inner(section.section("items")) };
      case "object":
        section.problem("says nothing: give `additionalProperties` for a map, or refer to a record by $ref", "type");
        return UNKNOWN_TYPE;
      default:
        if (type !== "") section.problem(`${JSON.stringify(type)} is not a type`, "type");
        return UNKNOWN_TYPE;
    }
  }

  #inner(section: Section): AbiType {
    const type = this.#type(section);
    section.text("description", "");
    section.end();
    return type;
  }
}

/** The version that something came with, for readers. */
export function readSince(section: Section): { since?: string } {
  if (!section.has("x-since")) return {};
  const since = section.text("x-since");
  if (!/^\d+\.\d+$/.test(since)) section.problem('must be "major.minor", in quotes', "x-since");
  return { since };
}

function readString(section: Section): AbiType {
  if (!section.has("format")) return { kind: "string", ...readBytes(section) };
  const format = readChoice(section, ["date-time", "byte"]);
  return format === "byte"
    ? { kind: "buffer", ...readBytes(section) }
    : { kind: "string", format, ...readBytes(section) };
}

function readBytes(section: Section): { minBytes?: number; maxBytes?: number } {
  const minBytes = section.integer("x-minBytes", 0);
  const maxBytes = section.integer("x-maxBytes", minBytes ?? 0);
  return { ...(minBytes === undefined ? {} : { minBytes }), ...(maxBytes === undefined ? {} : { maxBytes }) };
}

function readInteger(section: Section): IntegerType {
  const format: IntegerFormat = section.has("format") ? readChoice(section, INTEGER_FORMATS) : "int64";
  const bits = Number(format.replace(/\D/g, ""));
  const signed = !format.startsWith("u");
  const top = Math.min(2 ** (signed ? bits - 1 : bits) - 1, Number.MAX_SAFE_INTEGER);
  const bottom = signed ? Math.max(-(2 ** (bits - 1)), Number.MIN_SAFE_INTEGER) : 0;
  const minimum = section.integer("x-minimum") ?? bottom;
  const maximum = section.integer("x-maximum") ?? top;
  if (minimum < bottom || maximum > top || minimum > maximum) {
    section.problem(`the range ${minimum} to ${maximum} does not fit ${format}, which is ${bottom} to ${top}`);
  }
  return { kind: "integer", format, minimum, maximum };
}

/** The `format`, one of the choices; the first when it is absent. */
function readChoice<T extends string>(section: Section, choices: readonly [T, ...T[]]): T {
  const format = section.text("format", choices[0]);
  const found = choices.find((choice) => choice === format);
  if (found === undefined) section.problem(`${JSON.stringify(format)} is not one of ${choices.join(", ")}`, "format");
  return found ?? choices[0];
}
