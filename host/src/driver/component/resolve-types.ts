// Follows the references of type definitions, and makes instances of the types that imports are said to have.
import { malformed } from "../module-bytes.ts";
import type { Declaration, ItemType, TypeDefinition, TypeReference, ValueShape } from "./component-format.ts";
import type { FunctionType, InstanceItem, Item, TypeItem, TypeScope, ValueType } from "./component-values.ts";
import { unsupported } from "./read-parts.ts";

/** What a definition comes to among the types before it. */
export function resolveType(definition: TypeDefinition, scope: TypeScope): TypeItem {
  switch (definition.kind) {
    case "value":
      return { kind: "value", type: shapeOf(definition.shape, scope) };
    case "own":
    case "borrow":
      if (typeAt(scope, definition.resource).kind !== "resource") throw malformed("a handle is of no resource");
      return { kind: "value", type: { kind: definition.kind } };
    case "func":
      return { kind: "func", type: functionOf(definition, scope) };
    case "instance":
      return { kind: "instance", declarations: definition.declarations, scope };
    default:
      return { kind: "component" };
  }
}

/** The type of a number. */
export function typeAt({ types }: TypeScope, index: number): TypeItem {
  const found = types[index];
  if (found) return found;
  throw malformed(`the component has no type ${index}`);
}

/** The function type of a number. */
export function functionTypeAt(scope: TypeScope, index: number): FunctionType {
  const found = typeAt(scope, index);
  if (found.kind === "func") return found.type;
  throw malformed(`type ${index} of the component is no function's`);
}

/** The type that an alias names in a component around this one. */
export function outerType(scope: TypeScope, levels: number, index: number): TypeItem {
  let at: TypeScope | undefined = scope;
  for (let left = levels; left > 0 && at; left--) at = at.outer;
  if (at) return typeAt(at, index);
  throw malformed("an alias reaches beyond the outermost component");
}

/** An imported instance: its functions are the host's. */
export function importedInstance(name: string, item: ItemType, scope: TypeScope): InstanceItem {
  const type = item.sort === "instance" ? typeAt(scope, item.type) : undefined;
  if (type?.kind !== "instance")
    throw unsupported(`the import ${JSON.stringify(name.slice(0, 80))}, which is no interface`);
  const types: TypeItem[] = [];
  const inner = { types, outer: type.scope };
  const items = new Map<string, Item>();
  for (const declaration of type.declarations) {
    const made = declare(declaration, inner, name);
    if (made.item.sort === "type") types.push(made.item.value);
    if (made.name !== undefined) items.set(made.name, made.item);
  }
  return items;
}

function declare(declaration: Declaration, scope: TypeScope, ofInterface: string): { name?: string; item: Item } {
  if (declaration.kind === "type") return { item: { sort: "type", value: resolveType(declaration.definition, scope) } };
  if (declaration.kind === "alias") {
    const { alias } = declaration;
    if (alias.from !== "outer" || alias.sort !== "type")
      throw unsupported("an alias in a type that is not of an outer type");
    return { item: { sort: "type", value: outerType(scope, alias.levels, alias.index) } };
  }
  const { name, item } = declaration;
  if (item.sort === "func") {
    const type = functionTypeAt(scope, item.type);
    return { name, item: { sort: "func", value: { kind: "imported", interface: ofInterface, name, type } } };
  }
  if (item.sort !== "type") throw unsupported("interfaces in interfaces");
  const value: TypeItem =
    item.equal === undefined
      ? { kind: "resource", resource: { interface: ofInterface, name } }
      : typeAt(scope, item.equal);
  return { name, item: { sort: "type", value } };
}

function functionOf(definition: Extract<TypeDefinition, { kind: "func" }>, scope: TypeScope): FunctionType {
  return {
    params: definition.params.map(({ name, type }) => ({ name, type: referredType(type, scope) })),
    ...(definition.result !== undefined && { result: referredType(definition.result, scope) }),
  };
}

function shapeOf(shape: ValueShape<TypeReference>, scope: TypeScope): ValueType {
  const of = (type: TypeReference) => referredType(type, scope);
  switch (shape.kind) {
    case "alias":
      return of(shape.of);
    case "record":
      return { kind: "record", fields: shape.fields.map(({ name, type }) => ({ name, type: of(type) })) };
    case "variant":
      return {
        kind: "variant",
        cases: shape.cases.map(({ name, type }) => ({ name, ...(type !== undefined && { type: of(type) }) })),
      };
    case "list":
      return { kind: "list", item: of(shape.item) };
    case "option":
      return { kind: "option", item: of(shape.item) };
    case "tuple":
      return { kind: "tuple", items: shape.items.map(of) };
    case "result": {
      const { ok, error } = shape;
      return {
        kind: "result",
        ...(ok !== undefined && { ok: of(ok) }),
        ...(error !== undefined && { error: of(error) }),
      };
    }
    default:
      return shape;
  }
}

function referredType(reference: TypeReference, scope: TypeScope): ValueType {
  if (typeof reference === "string") return reference;
  const found = typeAt(scope, reference);
  if (found.kind === "value") return found.type;
  throw malformed(`type ${reference} of the component is not the type of a value`);
}
