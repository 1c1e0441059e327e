// What stands in the sections of a component, as it was written: definitions refer to each other by number.

/** Numbers, characters and text as the interface language names them. */
export type Primitive =
  | "bool"
  | "s8"
  | "u8"
  | "s16"
  | "u16"
  | "s32"
  | "u32"
  | "s64"
  | "u64"
  | "f32"
  | "f64"
  | "char"
  | "string";

/** By the byte that stands for them. */
export const PRIMITIVES: Readonly<Record<number, Primitive>> = {
  ...{ 127: "bool", 126: "s8", 125: "u8", 124: "s16", 123: "u16", 122: "s32", 121: "u32", 120: "s64", 119: "u64" },
  ...{ 118: "f32", 117: "f64", 116: "char", 115: "string" },
};

/** A primitive, or the number of a type. */
export type TypeReference = Primitive | number;

export interface Labelled {
  readonly name: string;
  readonly type: TypeReference;
}

export interface Case {
  readonly name: string;
  readonly type?: TypeReference;
}

/** The type of a value. `T` is what it refers to others by. */
export type ValueShape<T> =
  | AliasShape<T>
  | RecordShape<T>
  | VariantShape<T>
  | ListShape<T>
  | OptionShape<T>
  | TupleShape<T>
  | FlagsShape
  | EnumShape
  | ResultShape<T>;

export interface AliasShape<T> {
  readonly kind: "alias";
  readonly of: T;
}
export interface RecordShape<T> {
  readonly kind: "record";
  readonly fields: readonly { readonly name: string; readonly type: T }[];
}
export interface VariantShape<T> {
  readonly kind: "variant";
  readonly cases: readonly { readonly name: string; readonly type?: T }[];
}
export interface ListShape<T> {
  readonly kind: "list";
  readonly item: T;
}
export interface OptionShape<T> {
  readonly kind: "option";
  readonly item: T;
}
export interface TupleShape<T> {
  readonly kind: "tuple";
  readonly items: readonly T[];
}
export interface FlagsShape {
  readonly kind: "flags";
  readonly names: readonly string[];
}
export interface EnumShape {
  readonly kind: "enum";
  readonly names: readonly string[];
}
export interface ResultShape<T> {
  readonly kind: "result";
  readonly ok?: T;
  readonly error?: T;
}
/** A handle of a resource. */
export interface HandleShape {
  readonly kind: "own" | "borrow";
}

export type TypeDefinition =
  | { readonly kind: "value"; readonly shape: ValueShape<TypeReference> }
  /** A handle of a resource, whose type has that number. */
  | { readonly kind: "own" | "borrow"; readonly resource: number }
  | { readonly kind: "func"; readonly params: readonly Labelled[]; readonly result?: TypeReference }
  | { readonly kind: "instance"; readonly declarations: readonly Declaration[] }
  /** Of a component's type only that it stands there matters. */
  | { readonly kind: "component" };

/** What an import or an export is said to be. */
export type ItemType =
  | { readonly sort: "func" | "instance" | "component"; readonly type: number }
  | { readonly sort: "type"; readonly equal?: number };

export type Sort = "func" | "type" | "component" | "instance" | "module";
export type CoreSort = "func" | "table" | "memory" | "global";

export type Alias =
  | { readonly from: "instance"; readonly sort: Sort; readonly instance: number; readonly name: string }
  | { readonly from: "core"; readonly sort: CoreSort; readonly instance: number; readonly name: string }
  | { readonly from: "outer"; readonly sort: Sort; readonly levels: number; readonly index: number };

/** One line of an instance's type. */
export type Declaration =
  | { readonly kind: "type"; readonly definition: TypeDefinition }
  | { readonly kind: "alias"; readonly alias: Alias }
  | { readonly kind: "export"; readonly name: string; readonly item: ItemType };

export interface Argument {
  readonly name: string;
  readonly sort: Sort;
  readonly index: number;
}

export interface CoreArgument {
  readonly name: string;
  readonly instance: number;
}

export interface CoreExport {
  readonly name: string;
  readonly sort: CoreSort;
  readonly index: number;
}

export type CoreInstance =
  | { readonly kind: "instantiate"; readonly module: number; readonly arguments: readonly CoreArgument[] }
  | { readonly kind: "inline"; readonly exports: readonly CoreExport[] };

export type Instance =
  | { readonly kind: "instantiate"; readonly component: number; readonly arguments: readonly Argument[] }
  | { readonly kind: "inline"; readonly exports: readonly Argument[] };

/** How a function's values lie in the memory of its module; all by number. */
export interface CanonOptions {
  readonly memory?: number;
  readonly realloc?: number;
  readonly postReturn?: number;
}

export type Canon =
  | { readonly kind: "lift"; readonly core: number; readonly options: CanonOptions; readonly type: number }
  | { readonly kind: "lower"; readonly func: number; readonly options: CanonOptions }
  | { readonly kind: "drop"; readonly resource: number };

export interface Import {
  readonly name: string;
  readonly item: ItemType;
}

export interface Export {
  readonly name: string;
  readonly sort: Sort;
  readonly index: number;
}

/** Ids of the sections of a component. */
export const COMPONENT_SECTION = {
  ...{ custom: 0, coreModule: 1, coreInstance: 2, coreType: 3, component: 4, instance: 5, alias: 6 },
  ...{ type: 7, canon: 8, start: 9, import: 10, export: 11, value: 12 },
} as const;
