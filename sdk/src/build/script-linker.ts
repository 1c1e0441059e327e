// Makes a driver of the JavaScript engine and one script: the script is evaluated here, once, and the instance's memory becomes the driver's.
import {
  appended,
  concat,
  cursorOf,
  joinModule,
  type ModuleSection,
  name,
  SECTION,
  signed,
  splitModule,
  unsigned,
  vector,
} from "./module-sections.ts";
import { assignSlots, type SlotImports } from "./script-slots.ts";

export interface LinkOptions {
  /** Most pages of 64 KiB that the driver may ever have. */
  readonly memoryPages: number;
}

const SLOT_NAMESPACE = "holdfast:slot";
const WASI_NAMESPACE = "wasi_snapshot_preview1";
const PAGE_BYTES = 65536;
/** Zeroes between two pieces of memory that are carried along, since another piece costs about as much. */
const GAP_BYTES = 12;
const KIND_FUNCTION = 0;
const FUNCTION_TYPE = Uint8Array.of(0x60, 0, 1, 0x7f);
const END = 0x0b;

/** Throws an Error with the script's own words when it cannot be evaluated, or when it serves no driver. */
export function linkScript(engine: Uint8Array, text: string, options: LinkOptions): Uint8Array {
  const { script, imports } = assignSlots(text);
  const { memory, functions } = evaluate(engine, script);
  const pages = memory.length / PAGE_BYTES;
  if (pages > options.memoryPages) {
    throw new Error(`the driver needs ${pages} pages of memory from the start: raise memoryPages in its manifest`);
  }
  const sections = splitModule(engine).filter((section) => section.id !== SECTION.dataCount);
  return joinModule(withFunctions(sections, functions).map(finish));

  function finish(section: ModuleSection): ModuleSection {
    const { id, payload } = section;
    if (id === SECTION.import) return { id, payload: renameSlots(payload, imports) };
    if (id === SECTION.data) return { id, payload: dataOf(memory) };
    if (id !== SECTION.memory) return section;
    return { id, payload: concat([Uint8Array.of(1, 1), unsigned(pages), unsigned(options.memoryPages)]) };
  }
}

interface Evaluated {
  readonly memory: Uint8Array;
  /** The names of the functions that the driver serves. */
  readonly functions: readonly string[];
}

/** The engine's exports for this purpose. */
interface EngineExports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  holdfast_room(length: number): number;
  holdfast_load(script: number, length: number): number;
  holdfast_names(): number;
}

function evaluate(engine: Uint8Array, script: string): Evaluated {
  const module = new WebAssembly.Module(engine);
  const instance = new WebAssembly.Instance(
    module,
    importsAtLoad(module, () => exports.memory),
  );
  const exports = instance.exports as unknown as EngineExports;
  exports._initialize();
  const bytes = new TextEncoder().encode(script);
  const place = exports.holdfast_room(bytes.length);
  new Uint8Array(exports.memory.buffer).set(bytes, place);
  const problem = exports.holdfast_load(place, bytes.length);
  if (problem !== 0) throw new Error(textAt(exports.memory, problem));
  const functions = textAt(exports.memory, exports.holdfast_names()).split(" ").filter(Boolean);
  return { memory: new Uint8Array(exports.memory.buffer).slice(), functions };
}

/** While it is evaluated a script has no host, and time and chance stand still: the same script gives the same bytes. */
function importsAtLoad(module: WebAssembly.Module, memory: () => WebAssembly.Memory) {
  const refuse = () => {
    throw new Error("the host cannot be asked while the driver is built: ask in one of the driver's functions");
  };
  const still: Readonly<Record<string, (...args: number[]) => number>> = {
    clock_time_get: (_clock, _precision, at = 0) => {
      new DataView(memory().buffer).setBigUint64(at, 0n, true);
      return 0;
    },
    random_get: (at = 0, length = 0) => {
      new Uint8Array(memory().buffer, at, length).fill(0);
      return 0;
    },
  };
  const imports: Record<string, Record<string, unknown>> = {};
  for (const wanted of WebAssembly.Module.imports(module)) {
    const namespace = imports[wanted.module] ?? {};
    imports[wanted.module] = namespace;
    namespace[wanted.name] = (wanted.module === WASI_NAMESPACE && still[wanted.name]) || refuse;
  }
  return imports;
}

function textAt(memory: WebAssembly.Memory, at: number): string {
  const bytes = new Uint8Array(memory.buffer, at);
  return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
}

function renameSlots(payload: Uint8Array, imports: SlotImports): Uint8Array {
  const cursor = cursorOf(payload);
  const entries: Uint8Array[] = [];
  for (let left = cursor.u32(); left > 0; left--) {
    const namespace = cursor.name();
    const wanted = cursor.name();
    if (cursor.byte() !== KIND_FUNCTION) throw new Error("the engine imports something that is no function");
    const slot = namespace === SLOT_NAMESPACE ? imports.get(wanted) : undefined;
    const to = slot ?? { namespace, name: wanted };
    entries.push(concat([name(to.namespace), name(to.name), Uint8Array.of(KIND_FUNCTION), unsigned(cursor.u32())]));
  }
  return vector(entries);
}

/** An export for each function, in place of those that only this linker needs. */
function withFunctions(sections: readonly ModuleSection[], functions: readonly string[]): ModuleSection[] {
  const payloadOf = (id: number) => sections.find((section) => section.id === id)?.payload ?? Uint8Array.of(0);
  const type = cursorOf(payloadOf(SECTION.type)).u32();
  const first = importedFunctions(payloadOf(SECTION.import)) + cursorOf(payloadOf(SECTION.function)).u32();
  const { kept, call } = exportsOf(payloadOf(SECTION.export));
  const changed = new Map([
    [SECTION.type, appended(payloadOf(SECTION.type), [FUNCTION_TYPE])],
    [
      SECTION.function,
      appended(
        payloadOf(SECTION.function),
        functions.map(() => unsigned(type)),
      ),
    ],
    [
      SECTION.code,
      appended(
        payloadOf(SECTION.code),
        functions.map((_, place) => caller(place, call)),
      ),
    ],
    [
      SECTION.export,
      vector([
        ...kept,
        ...functions.map((one, place) => concat([name(one), Uint8Array.of(KIND_FUNCTION), unsigned(first + place)])),
      ]),
    ],
  ] as [number, Uint8Array][]);
  return sections.map((section) => ({ ...section, payload: changed.get(section.id) ?? section.payload }));
}

function importedFunctions(payload: Uint8Array): number {
  return cursorOf(payload).u32();
}

/** The memory's export, and the number of the function that calls the script. */
function exportsOf(payload: Uint8Array): { readonly kept: readonly Uint8Array[]; readonly call: number } {
  const cursor = cursorOf(payload);
  const kept: Uint8Array[] = [];
  let call = -1;
  for (let left = cursor.u32(); left > 0; left--) {
    const exported = cursor.name();
    const kind = cursor.byte();
    const index = cursor.u32();
    if (exported === "holdfast_call") call = index;
    if (kind !== KIND_FUNCTION) kept.push(concat([name(exported), Uint8Array.of(kind), unsigned(index)]));
  }
  if (call < 0) throw new Error("the engine has no function that calls a script");
  return { kept, call };
}

function caller(place: number, call: number): Uint8Array {
  const body = concat([Uint8Array.of(0, 0x41), signed(place), Uint8Array.of(0x10), unsigned(call), Uint8Array.of(END)]);
  return concat([unsigned(body.length), body]);
}

/** All that is not zero, as active segments. */
function dataOf(memory: Uint8Array): Uint8Array {
  const segments: Uint8Array[] = [];
  let at = nextByte(memory, 0);
  while (at < memory.length) {
    let end = at + 1;
    for (
      let next = nextByte(memory, end);
      next < memory.length && next - end <= GAP_BYTES;
      next = nextByte(memory, end)
    )
      end = next + 1;
    segments.push(
      concat([Uint8Array.of(0, 0x41), signed(at), Uint8Array.of(END), unsigned(end - at), memory.subarray(at, end)]),
    );
    at = nextByte(memory, end);
  }
  return vector(segments);
}

/** The place of the next byte that is not zero. */
function nextByte(memory: Uint8Array, from: number): number {
  let at = from;
  while (at < memory.length && memory[at] === 0) at++;
  return at;
}
