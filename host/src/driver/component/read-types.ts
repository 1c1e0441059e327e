// Reads the type definitions of a component: of values, functions and instances.
import { type ByteReader, malformed } from "../module-bytes.ts";
import {
  type Case,
  type Declaration,
  type Labelled,
  PRIMITIVES,
  type TypeDefinition,
  type TypeReference,
} from "./component-format.ts";
import { listOf, readAlias, readItem, readName, unsupported } from "./read-parts.ts";

const LABEL = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/;
const NESTING_MAX = 8;

/** One definition; `nesting` is how many types of instances and components it stands in. */
export function readType(reader: ByteReader, nesting = 0): TypeDefinition {
  const form = reader.byte();
  const primitive = PRIMITIVES[form];
  if (primitive) return value({ kind: "alias", of: primitive });
  switch (form) {
    case 0x40:
      return readFunction(reader);
    case 0x41:
      declarations(reader, nesting, true);
      return { kind: "component" };
    case 0x42:
      return { kind: "instance", declarations: declarations(reader, nesting, false) };
    case 0x69:
      return { kind: "own", resource: reader.u32() };
    case 0x68:
      return { kind: "borrow", resource: reader.u32() };
    case 0x3f:
      throw unsupported("a resource of its own");
    case 0x43:
      throw unsupported("asynchronous functions");
    default:
      return readValueType(reader, form);
  }
}

function value(shape: Extract<TypeDefinition, { kind: "value" }>["shape"]): TypeDefinition {
  return { kind: "value", shape };
}

function readValueType(reader: ByteReader, form: number): TypeDefinition {
  switch (form) {
    case 0x72:
      return value({ kind: "record", fields: some(listOf(reader, readLabelled)) });
    case 0x71:
      return value({ kind: "variant", cases: some(listOf(reader, readCase)) });
    case 0x70:
      return value({ kind: "list", item: readReference(reader) });
    case 0x6f:
      return value({ kind: "tuple", items: some(listOf(reader, readReference)) });
    case 0x6e:
      return value({ kind: "flags", names: some(listOf(reader, readLabel)) });
    case 0x6d:
      return value({ kind: "enum", names: some(listOf(reader, readLabel)) });
    case 0x6b:
      return value({ kind: "option", item: readReference(reader) });
    case 0x6a: {
      const ok = optional(reader, readReference);
      const error = optional(reader, readReference);
      return value({ kind: "result", ...(ok !== undefined && { ok }), ...(error !== undefined && { error }) });
    }
    default:
      throw unsupported(`the form of type 0x${form.toString(16)}`);
  }
}

/** The component model knows nothing empty; a list of nothing would have no end. */
function some<T>(items: T[]): T[] {
  if (items.length === 0) throw malformed("a type of the component is empty");
  return items;
}

function readFunction(reader: ByteReader): TypeDefinition {
  const params = listOf(reader, readLabelled);
  const form = reader.byte();
  if (form === 0) return { kind: "func", params, result: readReference(reader) };
  if (form !== 1 || reader.u32() !== 0) throw unsupported("functions with several named results");
  return { kind: "func", params };
}

function readLabelled(reader: ByteReader): Labelled {
  return { name: readLabel(reader), type: readReference(reader) };
}

function readCase(reader: ByteReader): Case {
  const name = readLabel(reader);
  const type = optional(reader, readReference);
  if (reader.byte() !== 0) throw unsupported("cases that refine others");
  return { name, ...(type !== undefined && { type }) };
}

function readLabel(reader: ByteReader): string {
  const label = reader.name();
  if (LABEL.test(label)) return label;
  throw malformed("a label of the component is no word of letters and digits");
}

function optional<T>(reader: ByteReader, read: (reader: ByteReader) => T): T | undefined {
  const flag = reader.byte();
  if (flag > 1) throw malformed(`0x${flag.toString(16)} does not say whether a type is there`);
  return flag === 1 ? read(reader) : undefined;
}

/** A primitive is a negative number of one byte, the number of a type a positive one of 33 bits. */
function readReference(reader: ByteReader): TypeReference {
  const first = reader.byte();
  if (first < 0x40) return first;
  const primitive = PRIMITIVES[first];
  if (primitive) return primitive;
  if (first < 0x80) throw unsupported(`the type of value 0x${first.toString(16)}`);
  let value = first & 0x7f;
  for (let shift = 7; shift < 35; shift += 7) {
    const byte = reader.byte();
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x40) return value;
    if (byte < 0x80) break;
  }
  throw malformed("a reference to a type is not a number of a type");
}

/** The lines of the type of an instance, or of a component, which may have imports too. */
function declarations(reader: ByteReader, nesting: number, ofComponent: boolean): Declaration[] {
  if (nesting >= NESTING_MAX)
    throw malformed(`types of the component stand in each other more than ${NESTING_MAX} deep`);
  return listOf(reader, () => readDeclaration(reader, nesting, ofComponent));
}

function readDeclaration(reader: ByteReader, nesting: number, ofComponent: boolean): Declaration {
  const form = reader.byte();
  if (form === 1) return { kind: "type", definition: readType(reader, nesting + 1) };
  if (form === 2) return { kind: "alias", alias: readAlias(reader) };
  // An import of a component's type is read like an export and forgotten with the rest of it.
  if (form === 4 || (form === 3 && ofComponent))
    return { kind: "export", name: readName(reader), item: readItem(reader) };
  throw unsupported(`the declaration 0x${form.toString(16)} in a type`);
}
