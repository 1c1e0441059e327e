// The model of a driver contract: what `abi/<kind>.yaml` says, with references resolved, as generators and checks read it.

/** A whole contract: one kind, or the host functions. */
export interface Contract {
  /** The kind, such as `volume`; `driver` for what all kinds share, `host` for the host functions. */
  readonly name: string;
  /** `major.minor`. */
  readonly version: string;
  /** The contract whose functions and types are merged in, if any. */
  readonly extends?: string;
  /** What a driver exports, inherited ones first, otherwise in the order of the file. */
  readonly functions: readonly AbiFunction[];
  /** Behaviours that it asks for in its own words; absent when there are none. */
  readonly cases?: readonly ContractCase[];
  /** Named types; each stands after the types it uses. */
  readonly types: readonly NamedType[];
  /** What a driver may import; only `host` has any. */
  readonly imports: readonly HostFunction[];
  /** The permissions there are, in the order of the file; only `host` has any. */
  readonly permissions: readonly Permission[];
}

/** A behaviour that a contract asks of its drivers. */
export interface ContractCase {
  /** A sentence about the behaviour. */
  readonly name: string;
  /** True when it is safe where real work is done: it touches nothing but what it made itself. */
  readonly smoke: boolean;
  readonly steps: readonly CaseStep[];
  /** Takes away what the steps made, whatever became of them. */
  readonly finally: readonly CaseStep[];
}

/** A call, in wire names. `$fresh` in a text stands for a name that nobody else uses, the same in all steps of a case. */
export interface CaseStep {
  /** The function's wire name. */
  readonly call: string;
  readonly input?: unknown;
  /** The statuses that are right. */
  readonly answers: readonly string[];
  /** What the result must hold, and may hold more. */
  readonly result?: unknown;
}

/** One function that a driver exports. */
export interface AbiFunction {
  /** The wire name and the name of the Wasm export, snake_case. */
  readonly name: string;
  readonly camelName: string;
  /** The name of the contract that declares it: the kind's own, or the one it extends. */
  readonly from: string;
  readonly description: string;
  readonly input?: RecordType;
  readonly output?: RecordType;
  /** True when a driver may leave it out. */
  readonly optional: boolean;
  /** True when it changes something outside the driver: such calls are journaled. */
  readonly mutates: boolean;
  /** True when a second call with the same input does no harm: such calls may be repeated. */
  readonly idempotent: boolean;
  /** How long one call may take at most, in milliseconds. */
  readonly timeoutMs: number;
  /** How many million steps of WebAssembly one call should take at most, when the contract says it. */
  readonly fuelMillions?: number;
  /** The statuses, other than `ok` and `unsupported`, that it may answer. */
  readonly errors: readonly string[];
  /** What `details` holds with a status; statuses that say nothing here may answer anything or nothing. */
  readonly errorDetails?: Readonly<Record<string, RecordType>>;
  /** For readers: what a status means here, by status; those that nobody explained are not in it. */
  readonly meanings?: Readonly<Record<string, string>>;
  /** For readers: when it is called, what holds afterwards, and the version that it came with. */
  readonly when?: string;
  readonly holds?: string;
  readonly since?: string;
}

/** One function that the host offers to drivers. */
export interface HostFunction {
  readonly name: string;
  readonly camelName: string;
  readonly description: string;
  readonly input?: RecordType;
  readonly output?: RecordType;
  /** The permission that the operator must grant. */
  readonly permission: string;
  /** The imports of `extism:host/env` that stand for it; empty when it is an import of `extism:host/user` of its own name. */
  readonly extism: readonly string[];
}

/** Something an operator can grant. */
export interface Permission {
  readonly name: string;
  readonly description: string;
  /** Import namespaces that it opens beside its host functions, such as `wasi_snapshot_preview1`. */
  readonly imports: readonly string[];
}

/** Any type a field can have. Components appear as the very objects of `Contract.types`. */
export type AbiType =
  | StringType
  | BufferType
  | BooleanType
  | IntegerType
  | NumberType
  | ArrayType
  | MapType
  | NamedType;
/** A component of a contract. */
export type NamedType = RecordType | EnumType;

export interface StringType {
  readonly kind: "string";
  readonly format?: "date-time";
  /** Bounds of its length in bytes of UTF-8. */
  readonly minBytes?: number;
  readonly maxBytes?: number;
}

/** Bytes; base64 inside JSON. */
export interface BufferType {
  readonly kind: "buffer";
  /** Bounds of its length in bytes, before base64. */
  readonly minBytes?: number;
  readonly maxBytes?: number;
}

export interface BooleanType {
  readonly kind: "boolean";
}

export const INTEGER_FORMATS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"] as const;
export type IntegerFormat = (typeof INTEGER_FORMATS)[number];

export interface IntegerType {
  readonly kind: "integer";
  readonly format: IntegerFormat;
  /** Always set: the format's range, cut to ±(2^53−1), narrowed by what the contract says. */
  readonly minimum: number;
  readonly maximum: number;
}

/** A finite floating-point number. */
export interface NumberType {
  readonly kind: "number";
  readonly format: "float" | "double";
}

export interface ArrayType {
  readonly kind: "array";
  readonly items: AbiType;
}

/** Any keys, values of one type. */
export interface MapType {
  readonly kind: "map";
  readonly values: AbiType;
}

export interface EnumType {
  readonly kind: "enum";
  readonly name: string;
  readonly from: string;
  readonly description: string;
  readonly values: readonly string[];
}

export interface RecordType {
  readonly kind: "record";
  readonly name: string;
  readonly from: string;
  readonly description: string;
  readonly properties: readonly Property[];
  /**
   * Set for a union: the property of this name, an enumeration, says which one of the others is there. To a guest it is a
   * record like any other.
   */
  readonly tag?: string;
}

/**
 * One field of a record. Required and not nullable: always there. Required and nullable: there, perhaps null.
 * Not required: may be absent, and null means the same as absent.
 */
export interface Property {
  /** The wire name, snake_case. */
  readonly name: string;
  readonly camelName: string;
  readonly description: string;
  readonly type: AbiType;
  readonly required: boolean;
  readonly nullable: boolean;
  /** The version of the contract that it came with, for readers. */
  readonly since?: string;
}
