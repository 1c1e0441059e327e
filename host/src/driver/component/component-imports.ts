// The functions that a component imports: those of the host, and the part of WASI 0.2 that is lent to it.
import { REQUEST_LENGTH_MAX } from "../host-functions/door.ts";
import { LOG_LINE_LENGTH_MAX } from "../host-functions/host-functions.ts";
import { GuestFault, type GuestLogLevel } from "../runtime.ts";
import { CanonicalError, type Codec, FlatReader, type FlatValue, type GuestHeap } from "./canonical-heap.ts";
import { wireName } from "./canonical-names.ts";
import { requestOf, resultOf } from "./component-json.ts";
import type { Lent } from "./lent.ts";
import type { PlannedImport } from "./plan.ts";
import type { Scene } from "./scene.ts";
import { FLAT_PARAMS_MAX, FLAT_RESULTS_MAX } from "./signature.ts";

const HOST_INTERFACE = /^holdfast:host\/functions@/;
const DROP = "[resource-drop]";

/** By namespace and name; objects without a prototype, for a guest must not find what objects inherit. */
export function createImports(scene: Scene): WebAssembly.Imports {
  const imports: Record<string, Record<string, unknown>> = Object.create(null);
  for (const planned of scene.plan.imports) {
    imports[planned.namespace] ??= Object.create(null) as Record<string, unknown>;
    (imports[planned.namespace] as Record<string, unknown>)[planned.name] = importOf(planned, scene);
  }
  return imports as WebAssembly.Imports;
}

function importOf(planned: PlannedImport, scene: Scene): (...flat: FlatValue[]) => unknown {
  if (planned.function.startsWith(DROP))
    return (handle) => scene.world.drop(scene.handles.remove(Number(handle) >>> 0));
  const lent = HOST_INTERFACE.test(planned.interface)
    ? hostFunction(planned, scene)
    : scene.world.find(planned.interface, planned.function);
  const params = planned.params.map(scene.codecOf);
  const output = planned.output === undefined ? undefined : scene.codecOf(planned.output);
  return (...flat) => {
    scene.watch.noteHostCall();
    // The guest's own allocator makes room for an answer: one that asks the host again would never come to an end.
    if (scene.isGiving)
      throw new GuestFault("DRIVER_TRAP", "the driver asks the host while it makes room for what the host gives");
    const heap = scene.heapFor(planned.realloc);
    try {
      scene.budget.reset();
      const given = liftedParams(heap, params, flat);
      return give(scene, heap, output, { value: lent(...given.values), at: given.rest });
    } catch (error) {
      if (!(error instanceof CanonicalError)) throw error;
      throw new GuestFault(
        "DRIVER_TRAP",
        `${planned.function}: the component breaks the canonical ABI: ${error.message}`,
        error,
      );
    }
  };
}

/** The parameters, and where the answer is to be put, if it is put anywhere. */
function liftedParams(
  heap: GuestHeap,
  params: readonly Codec[],
  flat: readonly FlatValue[],
): { values: unknown[]; rest: number } {
  const count = params.reduce((sum, codec) => sum + codec.flat.length, 0);
  const reader = new FlatReader(flat);
  const place = (used: number) => Number(flat[used] ?? 0) >>> 0;
  if (count <= FLAT_PARAMS_MAX) return { values: params.map((codec) => codec.lift(heap, reader)), rest: place(count) };
  let at = reader.u32();
  const values = params.map((codec) => {
    at = Math.ceil(at / codec.align) * codec.align;
    const value = codec.load(heap, at);
    at += codec.size;
    return value;
  });
  return { values, rest: place(1) };
}

function give(
  scene: Scene,
  heap: GuestHeap,
  output: Codec | undefined,
  { value, at }: { readonly value: unknown; readonly at: number },
): unknown {
  if (output === undefined) return undefined;
  scene.isGiving = true;
  try {
    if (output.flat.length > FLAT_RESULTS_MAX) {
      output.store(heap, at, value);
      return undefined;
    }
    const flat: FlatValue[] = [];
    output.lower(heap, value, flat);
    return flat[0];
  } finally {
    scene.isGiving = false;
  }
}

function hostFunction({ function: label, output }: PlannedImport, { host, plan }: Scene): Lent {
  const wire = wireName(label);
  if (wire === "log") return (input) => host.log(...lineOf(input));
  if (wire === "config_get")
    return (input) => ({ value: host.configGet(String((input as { readonly key: unknown }).key)) });
  const shape = typeof output === "number" ? plan.types[output] : undefined;
  return (input) => {
    const request = requestOf(input);
    const result = resultOf(host.ask(wire, request.slice(0, REQUEST_LENGTH_MAX + 1)));
    if (shape?.kind === "result") return result;
    throw new GuestFault(
      "DRIVER_TRAP",
      `${wire} answers a result; build the component with the host's present interface`,
    );
  };
}

function lineOf(input: unknown): [GuestLogLevel, string] {
  const { level, message } = input as { readonly level: GuestLogLevel; readonly message: string };
  return [level, message.slice(0, LOG_LINE_LENGTH_MAX)];
}
