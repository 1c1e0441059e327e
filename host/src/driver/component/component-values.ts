// What the definitions of a component come to once all references are followed: types, functions, instances, and where core items come from.
import type {
  AliasShape,
  CoreSort,
  Declaration,
  EnumShape,
  FlagsShape,
  HandleShape,
  ListShape,
  OptionShape,
  Primitive,
  RecordShape,
  ResultShape,
  TupleShape,
  VariantShape,
} from "./component-format.ts";

/** The type of a value, with the types that it is made of. Shared parts are the same object. */
export type ValueType =
  | Primitive
  | AliasShape<ValueType>
  | RecordShape<ValueType>
  | VariantShape<ValueType>
  | ListShape<ValueType>
  | OptionShape<ValueType>
  | TupleShape<ValueType>
  | FlagsShape
  | EnumShape
  | ResultShape<ValueType>
  | HandleShape;

export interface FunctionType {
  readonly params: readonly { readonly name: string; readonly type: ValueType }[];
  readonly result?: ValueType;
}

/** A resource of an imported interface. */
export interface ResourceType {
  readonly interface: string;
  readonly name: string;
}

export type TypeItem =
  | { readonly kind: "value"; readonly type: ValueType }
  | { readonly kind: "func"; readonly type: FunctionType }
  | { readonly kind: "resource"; readonly resource: ResourceType }
  | { readonly kind: "instance"; readonly declarations: readonly Declaration[]; readonly scope: TypeScope }
  | { readonly kind: "component" };

/** Where a type's number is looked up, and from where outer types are. */
export interface TypeScope {
  readonly types: readonly TypeItem[];
  readonly outer: TypeScope | undefined;
}

/** A core module put to work, in the order in which that happens. */
export interface Instantiation {
  readonly number: number;
  readonly module: Uint8Array;
  readonly arguments: ReadonlyMap<string, CoreItems>;
}

/** The exports of a core instance. Of an instantiated module any name may be asked for; whether it is there shows when it is linked. */
export type CoreItems = Instantiation | ReadonlyMap<string, CoreItem>;

export interface ModuleExport {
  readonly from: "module";
  readonly instantiation: Instantiation;
  readonly sort: CoreSort;
  readonly name: string;
}

export type CoreItem = ModuleExport | LoweredFunction;

/** The host's side of a call that a component makes. */
export interface LoweredFunction {
  readonly from: "host";
  readonly interface: string;
  readonly name: string;
  /** Absent when it ends a handle. */
  readonly type?: FunctionType;
  readonly realloc?: CoreItem;
}

/** A function of a component: one of its own, or one that it imports. */
export type FunctionItem =
  | {
      readonly kind: "lifted";
      readonly core: CoreItem;
      readonly type: FunctionType;
      readonly realloc?: CoreItem;
      readonly postReturn?: CoreItem;
    }
  | { readonly kind: "imported"; readonly interface: string; readonly name: string; readonly type: FunctionType };

export type InstanceItem = ReadonlyMap<string, Item>;

export interface ComponentItem {
  readonly bytes: Uint8Array;
  readonly outer: OuterScope | undefined;
}

/** What a nested component may refer to in those around it. */
export interface OuterScope extends TypeScope {
  readonly modules: readonly Uint8Array[];
  readonly components: readonly ComponentItem[];
  readonly outer: OuterScope | undefined;
}

export type Item =
  | { readonly sort: "func"; readonly value: FunctionItem }
  | { readonly sort: "type"; readonly value: TypeItem }
  | { readonly sort: "instance"; readonly value: InstanceItem }
  | { readonly sort: "component"; readonly value: ComponentItem }
  | { readonly sort: "module"; readonly value: Uint8Array };
