// From a component to the one core module that stands for it: linked, with a plan of its functions and the component's own manifest.
import { InspectError, type Manifest, ManifestError, readManifest } from "@holdfast/sdk";
import { ByteReader, ByteWriter, joinSections, malformed, SECTION, type Section } from "../module-bytes.ts";
import { codecsOf, type PlannedType } from "./canonical.ts";
import { wireName } from "./canonical-names.ts";
import { COMPONENT_SECTION } from "./component-format.ts";
import type { CoreItem, FunctionItem, FunctionType, InstanceItem } from "./component-values.ts";
import { componentSections, evaluateComponent } from "./evaluate.ts";
import { type Linked, type LinkedImport, linkModules, type WantedExport } from "./link-modules.ts";
import {
  type ComponentPlan,
  PLAN_SECTION,
  type PlannedExport,
  type PlannedImport,
  POST_PREFIX,
  REALLOC_PREFIX,
  TypeTable,
} from "./plan.ts";
import { writtenType } from "./signature.ts";
import { typeText } from "./type-text.ts";

type Lifted = Extract<FunctionItem, { kind: "lifted" }>;

const DRIVER_INTERFACE = /^holdfast:[a-z][a-z0-9-]*\/driver@\d+\.\d+\.\d+$/;
const MANIFEST_SECTION = "holdfast:manifest";

/** Throws a HostError that says what the component has that is not taken; nothing of it is run. */
export function translateComponent(bytes: Uint8Array): Uint8Array {
  const { exports, instantiations } = evaluateComponent(bytes);
  const { name, functions } = driverInterface(exports);
  mustBeOfManifest(name, bytes);
  const wanted = new WantedExports();
  const table = new TypeTable();
  const planned = functions.map(([label, fn]) => planExport(wireName(label), fn, { wanted, table }));
  // What makes room for the host's answers must be exported too, so it has to be known before all is linked.
  const reallocs = new Map(instantiations.flatMap((one) => [...one.arguments.values()]).flatMap(loweredReallocs));
  for (const realloc of reallocs.values()) wanted.realloc(realloc);
  const linked = linkModules(instantiations, wanted.list);
  const imports = linked.imports.map((one) => planImport(one, { wanted, table }));
  const plan: ComponentPlan = { interface: name, types: table.types, exports: planned, imports };
  mustFitTypes(
    plan,
    linked,
    functions.map(([, fn]) => fn),
  );
  const custom = [customSection(PLAN_SECTION, new TextEncoder().encode(JSON.stringify(plan))), ...manifestsOf(bytes)];
  return joinSections([...linked.sections, ...custom]);
}

interface Planning {
  readonly wanted: WantedExports;
  readonly table: TypeTable;
}

/** What the linked module exports, each thing once. */
class WantedExports {
  readonly list: WantedExport[] = [];
  readonly #reallocs = new Map<string, string>();

  add(name: string, item: CoreItem): void {
    this.list.push({ name, item });
  }

  /** The name of the export that makes room. */
  realloc(item: CoreItem): string {
    if (item.from === "host") throw malformed("the component wants the host to make room in it");
    const key = `${item.instantiation.number} ${item.name}`;
    const known = this.#reallocs.get(key);
    if (known !== undefined) return known;
    const name = `${REALLOC_PREFIX}${this.#reallocs.size}`;
    this.#reallocs.set(key, name);
    this.add(name, item);
    return name;
  }
}

function loweredReallocs(items: object): (readonly [string, CoreItem])[] {
  if (!(items instanceof Map)) return [];
  return [...(items as ReadonlyMap<string, CoreItem>).values()].flatMap((item) =>
    item.from === "host" && item.realloc?.from === "module"
      ? [[`${item.realloc.instantiation.number} ${item.realloc.name}`, item.realloc] as const]
      : [],
  );
}

function driverInterface(exports: InstanceItem): {
  readonly name: string;
  readonly functions: (readonly [string, Lifted])[];
} {
  const found = [...exports].filter(([name, { sort }]) => sort === "instance" && DRIVER_INTERFACE.test(name));
  const [only] = found;
  if (found.length !== 1 || only?.[1].sort !== "instance") {
    throw malformed(
      `the component exports ${found.length} interfaces of drivers, such as holdfast:volume/driver@1.1.0; it must export one`,
    );
  }
  const functions = [...only[1].value].flatMap(([name, item]) => {
    if (item.sort !== "func") return [];
    if (item.value.kind === "lifted") return [[name, item.value] as const];
    throw malformed(`the component exports ${name}, which it imports`);
  });
  return { name: only[0], functions };
}

/** What the manifest says and what is exported are one kind and one version. */
function mustBeOfManifest(name: string, bytes: Uint8Array): void {
  const manifest = manifestIn(bytes);
  if (!manifest) return;
  const wanted = `holdfast:${manifest.kind.replaceAll("_", "-")}/driver@${manifest.abi}.`;
  if (name.startsWith(wanted)) return;
  throw malformed(`the component exports ${name}, its manifest says ${manifest.kind} ${manifest.abi}`);
}

function manifestIn(bytes: Uint8Array): Manifest | undefined {
  try {
    return readManifest(bytes);
  } catch (error) {
    if (error instanceof ManifestError || error instanceof InspectError) return undefined;
    throw error;
  }
}

function planExport(name: string, fn: Lifted, { wanted, table }: Planning): PlannedExport {
  const [input, more] = fn.type.params;
  if (more) throw malformed(`${name} takes several parameters, functions of drivers take one`);
  wanted.add(name, fn.core);
  if (fn.postReturn) wanted.add(POST_PREFIX + name, fn.postReturn);
  return {
    name,
    type: typeText(fn.type),
    ...(input && { input: table.add(input.type) }),
    ...outputOf(fn.type, table),
    hasPost: fn.postReturn !== undefined,
    ...(fn.realloc && { realloc: wanted.realloc(fn.realloc) }),
  };
}

function planImport({ namespace, name, lowered }: LinkedImport, { wanted, table }: Planning): PlannedImport {
  const { type, realloc } = lowered;
  return {
    ...{ namespace, name, function: lowered.name, interface: lowered.interface },
    params: (type?.params ?? []).map((one) => table.add(one.type)),
    ...(type && outputOf(type, table)),
    ...(realloc && { realloc: wanted.realloc(realloc) }),
  };
}

function outputOf({ result }: FunctionType, table: TypeTable): { readonly output?: PlannedType } {
  return result === undefined ? {} : { output: table.add(result) };
}

/** The modules must have the functions that the component says they have: what runs relies on it. */
function mustFitTypes({ types, exports, imports }: ComponentPlan, linked: Linked, functions: readonly Lifted[]): void {
  const find = codecs(types);
  const codecOf = (type: PlannedType | undefined) => (type === undefined ? undefined : find(type));
  for (const [index, { name, input, output }] of exports.entries()) {
    const params = input === undefined ? [] : [find(input)];
    const written = linked.typeOf((functions[index] as Lifted).core);
    if (!equal(written, writtenType(params, codecOf(output), true)))
      throw malformed(`${name} has another type in its module than the component says`);
  }
  for (const [index, { name, function: own, params, output }] of imports.entries()) {
    const wanted = own.startsWith("[resource-drop]")
      ? Uint8Array.of(1, 0x7f, 0)
      : writtenType(params.map(find), codecOf(output), false);
    if (!equal((linked.imports[index] as LinkedImport).type, wanted))
      throw malformed(`${name} is imported under another type than the component says`);
  }
}

function codecs(types: ComponentPlan["types"]): ReturnType<typeof codecsOf> {
  try {
    return codecsOf(types);
  } catch (error) {
    throw malformed(`the component's types: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function manifestsOf(bytes: Uint8Array): Section[] {
  const found: Section[] = [];
  for (const { id, payload } of componentSections(bytes)) {
    if (id === COMPONENT_SECTION.custom && new ByteReader(payload).name() === MANIFEST_SECTION)
      found.push({ id: SECTION.custom, payload });
  }
  return found;
}

function customSection(name: string, content: Uint8Array): Section {
  const writer = new ByteWriter();
  writer.name(name);
  writer.bytes(content);
  return { id: SECTION.custom, payload: writer.finish() };
}
