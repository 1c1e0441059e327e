// What can be known of a .wasm file without compiling or running it.

export type ItemKind = "function" | "table" | "memory" | "global" | "tag";

/** The types of a function: names as in the text format, `i32 i64 f32 f64 v128 funcref externref`. */
export interface FunctionType {
  readonly params: readonly string[];
  readonly results: readonly string[];
}

export interface ImportedItem {
  readonly module: string;
  readonly name: string;
  readonly kind: ItemKind;
  /** Present for functions. */
  readonly type?: FunctionType;
}

export interface ExportedItem {
  readonly name: string;
  readonly kind: ItemKind;
  /** Present for functions. */
  readonly type?: FunctionType;
}

export interface Limits {
  readonly initial: number;
  /** Absent: as far as the engine lets it grow. */
  readonly maximum?: number;
}

/** A linear memory; sizes in pages of 64 KiB. */
export interface MemoryItem extends Limits {
  readonly shared: boolean;
  /** True when it is addressed with 64 bits. */
  readonly memory64: boolean;
  readonly imported: boolean;
}

/** A table; sizes in elements. */
export interface TableItem extends Limits {
  readonly element: string;
  readonly imported: boolean;
}

/** A custom section; its payload is `bytes.subarray(start, end)`, the section itself begins at `sectionStart`. */
export interface CustomSection {
  readonly name: string;
  readonly sectionStart: number;
  readonly start: number;
  readonly end: number;
}

export interface Inspection {
  /** The length of the file. */
  readonly bytes: number;
  readonly imports: readonly ImportedItem[];
  readonly exports: readonly ExportedItem[];
  readonly memories: readonly MemoryItem[];
  readonly tables: readonly TableItem[];
  /** Functions with a body in the file. */
  readonly functionCount: number;
  /** True when a function runs while the module is instantiated. */
  readonly hasStart: boolean;
  readonly customSections: readonly CustomSection[];
}
