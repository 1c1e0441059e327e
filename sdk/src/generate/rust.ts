// Writes a kind's Rust bindings: types with their JSON codecs, the trait to implement and the macro that makes its exports.
import type { AbiFunction, Contract, EnumType, HostFunction, NamedType, Property } from "../contract/model.ts";
import { type Emitter, type GeneratedFile, originOf } from "./file.ts";
import { docOf, indent, isLoose, pascalCase, reachable, sentBy } from "./guest.ts";
import { namesOf, reader, rustType, variantOf, writer } from "./rust-codec.ts";

/** Names that a component may not have, because the generated file or the language uses them otherwise. */
const TAKEN = new Set(
  "Answer BTreeMap Err Failure FromJson None Ok Option Problem Reader Result Self Served Some Status String ToJson Vec Writer".split(
    " ",
  ),
);

/** Emits `<kind>.rs`, and for the host's functions `host.rs`. Names stay as they are on the wire; values of enumerations become PascalCase. */
export const emitRust: Emitter = (contract) => {
  // What all kinds share has no file of its own: it is merged into each of them.
  if (contract.name === "driver") return [];
  const driver = `${pascalCase(contract.name)}Driver`;
  for (const type of contract.types) {
    if (TAKEN.has(type.name) || type.name === driver)
      throw new Error(`The type ${type.name} of ${contract.name} cannot be written in Rust: choose another name.`);
  }
  const imports = contract.imports.filter((fn) => fn.extism.length === 0);
  // The host's functions go the other way: the guest writes what they take and reads what they answer.
  const reads = reachable([...contract.functions.map((fn) => fn.input), ...imports.map((fn) => fn.output)]);
  const writes = reachable([...sentBy(contract.functions), ...imports.map((fn) => fn.input)]);
  const types = contract.types.filter((type) => contract.name !== "host" || reads.has(type) || writes.has(type));
  const sections = [
    `//! ${originOf(contract)}`,
    "#![allow(dead_code, unused_imports, clippy::all)]\n" +
      "use std::collections::BTreeMap;\n\n" +
      "use holdfast::codec::{call_host, read_bytes, write_bytes, FromJson, Problem, Reader, ToJson, Writer};\n" +
      "use holdfast::{Answer, Failure, Served, Status};",
    ...types.flatMap((type) => namedType(type, { reads: reads.has(type), writes: writes.has(type) })),
    ...(contract.functions.length === 0
      ? []
      : [trait(contract, driver), ...contract.functions.map((fn) => serve(fn, driver))]),
    ...(contract.functions.length === 0 ? [] : exportMacros(contract)),
    ...imports.map(hostFunction),
  ];
  return [{ path: `${contract.name}.rs`, text: `${sections.join("\n\n")}\n` }];
};

/** The module that holds the generated ones. */
export function emitRustIndex(contracts: readonly Contract[]): GeneratedFile {
  const names = contracts.map((contract) => contract.name).filter((name) => name !== "driver");
  const lines = names.sort().map((name) => `pub mod ${name};`);
  const origin = "//! Generated from the contracts in sdk/abi by `npm run generate`. Do not edit.";
  return { path: "mod.rs", text: `${origin}\n\n${lines.join("\n")}\n` };
}

function namedType(type: NamedType, codecs: { readonly reads: boolean; readonly writes: boolean }): string[] {
  if (type.kind === "enum") return [enumeration(type)];
  const struct = [
    ...docs(type.description, ""),
    "#[derive(Clone, Debug, Default, PartialEq)]",
    `pub struct ${type.name} {`,
    ...type.properties.flatMap(field),
    "}",
  ].join("\n");
  return [struct, ...(codecs.reads ? [reader(type)] : []), ...(codecs.writes ? [writer(type)] : [])];
}

function enumeration(type: EnumType): string {
  const variants = type.values.map(variantOf);
  if (new Set(variants).size < variants.length)
    throw new Error(`Two values of ${type.name} are the same in Rust: choose names that differ in more than case.`);
  return [
    ...docs(type.description, ""),
    "#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]",
    `pub enum ${type.name} {`,
    ...variants.flatMap((variant, index) => [...(index === 0 ? ["    #[default]"] : []), `    ${variant},`]),
    "}",
    "",
    `const ${namesOf(type)}: &[(${type.name}, &str)] = &[`,
    ...type.values.map((value, index) => `    (${type.name}::${variants[index]}, ${JSON.stringify(value)}),`),
    "];",
    "",
    `impl ${type.name} {`,
    "    /// The value as it stands on the wire.",
    "    pub fn name(self) -> &'static str {",
    `        ${namesOf(type)}[self as usize].1`,
    "    }",
    "}",
  ].join("\n");
}

function field(property: Property): string[] {
  const type = rustType(property.type);
  return [
    ...(property.description === "" ? [] : docs(property.description, "    ")),
    `    pub ${property.name}: ${isLoose(property) ? `Option<${type}>` : type},`,
  ];
}

function trait(contract: Contract, driver: string): string {
  const required = docs(
    `What a driver of the kind ${contract.name} does. Implement it and name the type in \`export_${contract.name}!\`.`,
    "",
  );
  const methods = contract.functions.map((fn) => method(fn).join("\n"));
  return [...required, `pub trait ${driver}: Default {`, methods.join("\n\n"), "}"].join("\n");
}

function method(fn: AbiFunction): string[] {
  const input = fn.input === undefined ? "" : `, ${fn.optional ? "_" : ""}input: ${fn.input.name}`;
  const signature = `fn ${fn.name}(&mut self${input}) -> Answer<${fn.output?.name ?? "()"}>`;
  const lines = fn.optional
    ? [`${signature} {`, `    Err(Failure::new(Status::Unsupported, "This driver does not offer ${fn.name}."))`, "}"]
    : [`${signature};`];
  return [...docs(docOf(fn), "    "), ...indent(lines, 4)];
}

/** What an export does; public, so that a driver can write an export by hand around it. */
function serve(fn: AbiFunction, driver: string): string {
  const how = fn.input === undefined ? "without_input" : "with_input";
  return [
    ...docs(`Runs one call of ${fn.name}. The export's return value.`, ""),
    `pub fn serve_${fn.name}<D: ${driver}>(served: &Served<D>) -> i32 {`,
    `    served.${how}(D::${fn.name})`,
    "}",
  ].join("\n");
}

/**
 * Two macros: one for authors, one that it calls for each function that may be left out, so that an unknown name does not compile.
 * Only a macro can do it: an export must stand in the driver's own crate to be there at all.
 */
function exportMacros(contract: Contract): string[] {
  const kind = contract.name;
  const call = (fn: AbiFunction) => [
    "#[no_mangle]",
    `pub extern "C" fn ${fn.name}() -> i32 {`,
    `    $crate::${kind}::serve_${fn.name}(&SERVED)`,
    "}",
  ];
  const optional = contract.functions.filter((fn) => fn.optional);
  const offers = optional.length === 0 ? "" : ` $(, offers $($function:ident),+)?`;
  const main = [
    ...docs(
      `Makes the exports of a driver: \`holdfast::export_${kind}!(YourDriver${optional.length === 0 ? "" : `, offers ${optional.map((fn) => fn.name).join(", ")}`});\`` +
        (optional.length === 0 ? "" : "; behind `offers` stands what it has of the functions that may be left out."),
      "",
    ),
    "#[macro_export]",
    `macro_rules! export_${kind} {`,
    `    ($driver:ty${offers}) => {`,
    "        const _: () = {",
    "            static SERVED: holdfast::Served<$driver> = holdfast::Served::new();",
    ...indent(contract.functions.filter((fn) => !fn.optional).flatMap(call), 12),
    ...(optional.length === 0 ? [] : [`            $($($crate::export_${kind}_offered!($function, SERVED);)+)?`]),
    "        };",
    "    };",
    "}",
  ];
  if (optional.length === 0) return [main.join("\n")];
  const arms = optional.flatMap((fn) => [
    `    (${fn.name}, $served:ident) => {`,
    ...indent(
      call(fn).map((line) => line.replace("&SERVED", "&$served")),
      8,
    ),
    "    };",
  ]);
  return [
    main.join("\n"),
    ["#[doc(hidden)]", "#[macro_export]", `macro_rules! export_${kind}_offered {`, ...arms, "}"].join("\n"),
  ];
}

function hostFunction(fn: HostFunction): string {
  const input = fn.input === undefined ? "" : `input: &${fn.input.name}`;
  return [
    ...docs(`${fn.description} Needs the permission \`${fn.permission}\`.`, ""),
    `pub fn ${fn.name}(${input}) -> Answer<${fn.output?.name ?? "()"}> {`,
    '    #[link(wasm_import_module = "extism:host/user")]',
    '    extern "C" {',
    `        #[link_name = "${fn.name}"]`,
    "        fn import(input: u64) -> u64;",
    "    }",
    `    call_host(import, ${fn.input === undefined ? "&()" : "input"})`,
    "}",
  ].join("\n");
}

/** Doc comments on lines of at most 120 characters. */
function docs(text: string, margin: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last === undefined || margin.length + last.length + word.length + 5 > 120) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => `${margin}/// ${line}`);
}
