// Everything that is generated from the contracts, as one table: which emitter, for which contracts, into which folder of sdk/.
import type { Contract } from "../contract/model.ts";
import { emitAssemblyScript } from "./assemblyscript.ts";
import { emitHostAssemblyScript } from "./assemblyscript-host.ts";
import { emitC } from "./c.ts";
import { emitHostC } from "./c-host.ts";
import { emitCpp } from "./cpp.ts";
import type { Emitter, GeneratedFile } from "./file.ts";
import { emitGo } from "./go.ts";
import { emitJsonSchema } from "./json-schema.ts";
import { emitReference } from "./reference.ts";
import { emitRust, emitRustIndex } from "./rust.ts";
import { emitKinds, emitTypeScript } from "./typescript.ts";
import { emitTypeScriptGuest } from "./typescript-guest.ts";
import { emitWit } from "./wit.ts";
import { emitXtp } from "./xtp.ts";
import { emitZig } from "./zig.ts";

interface EmitterRow {
  /** Folder below sdk/. */
  readonly folder: string;
  readonly emit: Emitter;
  /** True when only kinds are emitted; what a guest needs of `host` has an emitter of its own. */
  readonly kindsOnly: boolean;
}

const EMITTERS: readonly EmitterRow[] = [
  { folder: "src/generated", emit: emitTypeScript, kindsOnly: false },
  { folder: "abi/generated", emit: emitXtp, kindsOnly: true },
  { folder: "abi/generated", emit: emitWit, kindsOnly: false },
  { folder: "abi/generated", emit: emitJsonSchema, kindsOnly: false },
  { folder: "abi/generated", emit: emitReference, kindsOnly: false },
  { folder: "guest/assemblyscript/generated", emit: emitAssemblyScript, kindsOnly: true },
  { folder: "guest/assemblyscript/generated", emit: emitHostAssemblyScript, kindsOnly: false },
  { folder: "guest/typescript/generated", emit: emitTypeScriptGuest, kindsOnly: false },
  { folder: "guest/c/generated", emit: emitC, kindsOnly: true },
  { folder: "guest/cpp/generated", emit: emitCpp, kindsOnly: false },
  { folder: "guest/rust/generated", emit: emitRust, kindsOnly: false },
  { folder: "guest/c/generated", emit: emitHostC, kindsOnly: false },
  { folder: "guest/go/generated", emit: emitGo, kindsOnly: false },
  { folder: "guest/zig/generated", emit: emitZig, kindsOnly: false },
];

/** All generated files, with paths below sdk/. */
export function generateAll(contracts: readonly Contract[]): GeneratedFile[] {
  const kinds = contracts.filter((contract) => contract.extends !== undefined);
  const files = EMITTERS.flatMap(({ folder, emit, kindsOnly }) =>
    (kindsOnly ? kinds : contracts).flatMap(emit).map((file) => ({ ...file, path: `${folder}/${file.path}` })),
  );
  const tables = [
    { folder: "src/generated", table: emitKinds(contracts) },
    { folder: "guest/rust/generated", table: emitRustIndex(contracts) },
  ];
  return [...files, ...tables.map(({ folder, table }) => ({ ...table, path: `${folder}/${table.path}` }))];
}

/** The bindings of one kind in a language, for a copy of its kit; paths below the kit's folder generated/. */
export function guestBindings(language: string, contract: Contract): GeneratedFile[] {
  return EMITTERS.filter(({ folder }) => folder === `guest/${language}/generated`).flatMap(({ emit }) => [
    ...emit(contract),
  ]);
}

/** The folders that hold generated files and nothing else; a file in them that is not generated is left over. */
export const GENERATED_FOLDERS: readonly string[] = [...new Set(EMITTERS.map((row) => row.folder))];
