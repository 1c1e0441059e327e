// The part of a verdict that looks at the module itself: its memory and tables, its exports, its imports.
import { COMPONENT_SECTION, componentOffer } from "./component-imports.ts";
import { FUNCTION, FUNCTION_IMPORTS } from "./function-kind.ts";
import {
  assemblyScriptImports,
  EXTISM_ENV,
  EXTISM_USER,
  extismImports,
  namespaceAndName,
  type OfferedImport,
  WASI,
} from "./guest-imports.ts";
import type { FunctionType, ImportedItem, Inspection } from "./inspection.ts";
import type { HostDescriptor, KindDescriptor } from "./kind.ts";
import type { Manifest } from "./manifest.ts";
import type { GuestRuntime, VerdictLimits, VerdictProblem } from "./verdict-model.ts";

/** Names in a file that begin so belong to the host. */
const RESERVED_PREFIX = "holdfast:";
const PAGE_KIB = 64;
// What a driver of any kind may have beside its kind's functions: bytes for the file that follows it at a swap.
const STATE_FUNCTIONS = ["export_state", "import_state"];
const LOADER_EXPORTS = ["__new", "__pin", "__unpin", "memory"];
// What a driver's function looks like in the module.
const SHAPES: Readonly<Partial<Record<GuestRuntime, readonly FunctionType[]>>> = {
  extism: [
    { params: [], results: ["i32"] },
    { params: [], results: [] },
  ],
  assemblyscript: [{ params: ["i32"], results: ["i32"] }],
};

/**
 * Extism guests talk through its environment; a plain AssemblyScript guest exports its runtime for the loader; what stands for a component
 * says so itself.
 */
export function runtimeOf({ imports, exports, customSections }: Inspection): GuestRuntime | undefined {
  if (customSections.some((section) => section.name === COMPONENT_SECTION)) return "component";
  if (imports.some((item) => item.module === EXTISM_ENV || item.module === EXTISM_USER)) return "extism";
  const names = new Set(exports.map((item) => item.name));
  return LOADER_EXPORTS.every((name) => names.has(name)) ? "assemblyscript" : undefined;
}

export function checkModule(
  inspection: Inspection,
  manifest: Manifest | undefined,
  limits: VerdictLimits,
): VerdictProblem[] {
  const problems = [...checkMemories(inspection, manifest, limits)];
  for (const table of inspection.tables.filter((one) => !one.imported && one.initial > limits.tableElementsMax)) {
    problems.push({
      code: "DRIVER_MEMORY_EXCEEDED",
      message: `a table starts with ${table.initial} elements, the limit is ${limits.tableElementsMax}`,
      remedy: "build the driver with a smaller table",
    });
  }
  for (const item of inspection.exports) {
    if (!item.name.startsWith(RESERVED_PREFIX)) continue;
    problems.push(malformed(`the export ${item.name} uses a name that belongs to the host`, "rename the export"));
  }
  return problems;
}

function* checkMemories(
  { memories, exports }: Inspection,
  manifest: Manifest | undefined,
  limits: VerdictLimits,
): Generator<VerdictProblem> {
  if (memories.length > 1)
    yield malformed(`the module has ${memories.length} memories`, "build the driver with one memory");
  for (const memory of memories.filter((one) => !one.imported)) {
    if (memory.memory64) yield malformed("the memory is addressed with 64 bits", "build the driver for wasm32");
    if (memory.shared) yield malformed("the memory is shared between threads", "build the driver without threads");
    const { initial } = memory;
    if (initial > limits.memoryPagesMax) yield tooMuchMemory(initial, limits.memoryPagesMax);
    const claimed = manifest?.limits?.memoryPages;
    if (claimed !== undefined && initial > claimed) {
      yield {
        code: "DRIVER_MANIFEST_INVALID",
        message: `the manifest says that ${claimed} pages of memory are enough, the module starts with ${initial}`,
        remedy: "raise limits.memoryPages in the manifest",
      };
    }
  }
  const memoryExport = exports.find((item) => item.name === "memory");
  if (memoryExport !== undefined && memoryExport.kind !== "memory") {
    yield malformed(`the export memory is a ${memoryExport.kind}`, "export the linear memory as memory");
  }
}

function tooMuchMemory(pages: number, pagesMax: number): VerdictProblem {
  const size = (count: number) => `${count} pages (${count * PAGE_KIB} KiB)`;
  return {
    code: "DRIVER_MEMORY_EXCEEDED",
    message: `the module starts with ${size(pages)} of memory, the limit is ${size(pagesMax)}`,
    remedy: "build the driver with less initial memory or a smaller stack, or raise limits.memoryBytesMax for it",
  };
}

/** Required functions must be there, and every function of the kind that is there must have the right type. */
export function checkExports(inspection: Inspection, kind: KindDescriptor, runtime: GuestRuntime): VerdictProblem[] {
  const exports = new Map(inspection.exports.map((item) => [item.name, item]));
  const problems: VerdictProblem[] = [];
  // A component's types were compared with what it says of itself when it was translated.
  const shapes = SHAPES[runtime];
  for (const fn of kind.functions) {
    const item = exports.get(fn.wire);
    if (item === undefined && !fn.required) continue;
    if (item?.type === undefined) {
      const what = item === undefined ? "is not exported" : `is exported as a ${item.kind}`;
      problems.push(exportMissing(`${fn.wire} ${what}; ${kind.name} ${kind.version} requires the function`, fn.wire));
    } else if (shapes && !shapes.some((shape) => sameType(shape, item.type as FunctionType))) {
      const wanted = shapes.map(typeText).join(" or ");
      problems.push(exportMissing(`${fn.wire} has the type ${typeText(item.type)}, it must be ${wanted}`, fn.wire));
    }
  }
  for (const name of kind === FUNCTION ? [] : STATE_FUNCTIONS) {
    const item = exports.get(name);
    if (item !== undefined && shapes && !shapes.some((shape) => item.type && sameType(shape, item.type))) {
      const wanted = shapes.map(typeText).join(" or ");
      problems.push(exportMissing(`${name}, by which state is handed over, must be a function ${wanted}`, name));
    }
  }
  if (needsMemoryExport(inspection, runtime) && exports.get("memory")?.kind !== "memory") {
    problems.push(exportMissing("the memory is not exported", "memory"));
  }
  const classMember = inspection.exports.find((item) => /[#.]|^__proto__$/.test(item.name));
  if (runtime === "assemblyscript" && classMember !== undefined) {
    const message = `the export ${classMember.name} is a class member; drivers export functions only`;
    problems.push(malformed(message, "do not export classes from the entry file"));
  }
  return problems;
}

function needsMemoryExport({ imports }: Inspection, runtime: GuestRuntime): boolean {
  return runtime === "assemblyscript" || imports.some((item) => item.module === WASI);
}

interface ImportCheck {
  readonly inspection: Inspection;
  readonly manifest: Manifest | undefined;
  readonly runtime: GuestRuntime | undefined;
  readonly host: HostDescriptor;
}

/** Every import must be one that the host links, of the same type, and covered by a permission that the manifest asks for. */
export function checkImports({ inspection, manifest, runtime, host }: ImportCheck): VerdictProblem[] {
  if (runtime === undefined) {
    return [
      malformed(
        "the module is neither an Extism guest (it imports nothing from extism:host/env) nor plain AssemblyScript for the loader (it does not export __new and memory)",
        "build it with one of the kits in sdk/guest; AssemblyScript needs --exportRuntime",
      ),
    ];
  }
  if (runtime === "component") return inspection.imports.filter((item) => !componentOffer(item, host)).map(notOffered);
  const offered = runtime === "extism" ? extismImports(host, ownImports(manifest)) : assemblyScriptImports(host);
  const asked = manifest && new Set(manifest.permissions.map((permission) => permission.name));
  return inspection.imports.flatMap((item) => {
    const offer = offered.get(namespaceAndName(item.module, item.name));
    const problem = offer === undefined || item.type === undefined ? notOffered(item) : checkOffer(item, offer, asked);
    return problem === undefined ? [] : [problem];
  });
}

/** Tools make components that import an interface whole: what was not asked for is there, and says no. */
export function unaskedOf(
  { imports }: Inspection,
  manifest: Manifest | undefined,
  host: HostDescriptor,
): readonly string[] {
  const asked = new Set(manifest?.permissions.map((permission) => permission.name));
  const needed = imports.map((item) => componentOffer(item, host)?.permission);
  return [...new Set(needed)].filter((name) => name !== undefined).filter((name) => !asked.has(name));
}

function ownImports(manifest: Manifest | undefined): Readonly<Record<string, OfferedImport>> {
  return manifest?.kind === FUNCTION.name ? FUNCTION_IMPORTS : {};
}

function notOffered(item: ImportedItem): VerdictProblem {
  if (item.kind !== "function") {
    const message = `the module imports the ${item.kind} ${item.module} ${item.name}; a host lends functions only`;
    return importRefused(message, `build the driver with a ${item.kind} of its own`);
  }
  return importRefused(`the module imports ${item.module} ${item.name}, which this host does not offer`, hintFor(item));
}

function hintFor({ module, name }: ImportedItem): string {
  if (module === EXTISM_ENV && name.startsWith("var_"))
    return "keep state outside of the driver, Extism variables are not offered";
  if (module === EXTISM_ENV && name.startsWith("http_")) return "do not use Extism's HTTP; it reaches no network here";
  if (module === "env" && name === "seed") return "do not use Math.random; it needs a seed from outside";
  if (module === "env" && name === "trace") return "use log of the kit instead of trace";
  if (module === "env") return `define ${name} in the driver, or link the library that has it`;
  if (module.startsWith("wit:")) return "components are lent a part of WASI 0.2; sdk/abi/README.md lists it";
  if (module === "wasi_unstable") return `build for ${WASI}`;
  return "remove what needs it; sdk/abi/README.md lists all imports";
}

function checkOffer(
  item: ImportedItem,
  offer: OfferedImport,
  asked: ReadonlySet<string> | undefined,
): VerdictProblem | undefined {
  const place = `${item.module} ${item.name}`;
  if (!sameType(offer.type, item.type as FunctionType)) {
    const message = `the module imports ${place} with the type ${typeText(item.type as FunctionType)}, it is ${typeText(offer.type)}`;
    return importRefused(message, "use the declarations of a kit in sdk/guest");
  }
  if (offer.permission === undefined || asked === undefined || asked.has(offer.permission)) return undefined;
  const message = `the module imports ${place}, but its manifest does not ask for the permission ${offer.permission}`;
  return importRefused(
    message,
    `add ${offer.permission} with a reason to the manifest's permissions, or remove the import`,
  );
}

function sameType(a: FunctionType, b: FunctionType): boolean {
  return typeText(a) === typeText(b);
}

function typeText({ params, results }: FunctionType): string {
  return `(${params.join(", ")}) -> (${results.join(", ")})`;
}

function malformed(message: string, remedy: string): VerdictProblem {
  return { code: "DRIVER_MALFORMED", message, remedy };
}

function exportMissing(message: string, name: string): VerdictProblem {
  return { code: "DRIVER_EXPORT_MISSING", message, remedy: `export ${name} as the kits in sdk/guest do` };
}

function importRefused(message: string, remedy: string): VerdictProblem {
  return { code: "DRIVER_IMPORT_REFUSED", message, remedy };
}
