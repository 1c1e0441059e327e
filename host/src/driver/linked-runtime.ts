// Guests that speak the Extism guest ABI, their imports bound straight to the kernel's exports: no JavaScript runs between.
import { initialisersIn, wasiFor } from "./extism-shape.ts";
import { createGuestBudget, type GuestBudget } from "./guest-budget.ts";
import { DOOR_FUNCTIONS, REQUEST_LENGTH_MAX } from "./host-functions/door.ts";
import {
  createHostFunctions,
  type HostFunctions,
  LOG_LINE_LENGTH_MAX,
  refusedFunction,
} from "./host-functions/host-functions.ts";
import { linkedExtras } from "./linked-extras.ts";
import { type KernelHost, UNOFFERED } from "./linked-kernel.ts";
import { RESERVED_PREFIX, WASI_NAMESPACE } from "./prepared-names.ts";
import {
  GUEST_LOG_LEVELS,
  type Guest,
  GuestFault,
  type GuestHooks,
  type GuestOptions,
  type Runtime,
} from "./runtime.ts";
import { kernelFor, type SharedKernel } from "./shared-kernel.ts";
import type { Wasi } from "./wasi/wasi.ts";

export const linkedRuntime: Runtime = { name: "linked", instantiate };

const DOOR_NAMESPACE = "extism:host/user";
const KEY_BYTES_MAX = 1024;
const LOG_LEVEL_OFF = 0x7fff_ffff;
const LOG_LEVEL_DEBUG = 1;
const FAULT_ANSWER_TOO_LONG = 1;
const FAULT_ANSWER_OUTSIDE = 2;

async function instantiate(module: WebAssembly.Module, options: GuestOptions, hooks: GuestHooks): Promise<Guest> {
  let memory: WebAssembly.Memory | undefined;
  const host = createHostFunctions(options, hooks);
  const watch = createGuestBudget(options);
  const wasi = await wasiFor(module, options, host, () => memory);
  const bounds = {
    bytesMax: options.hostBytesMax,
    outputBytesMax: options.outputBytesMax,
    logLevel: host.logGranted ? LOG_LEVEL_DEBUG : LOG_LEVEL_OFF,
  };
  const kernel = faultless(watch, () => kernelFor(bounds));
  const { exports } = link(module, { kernel, wasi, watch, host });
  if (exports["memory"] instanceof WebAssembly.Memory) memory = exports["memory"];
  watch.attach(exports);
  const guest = createGuest({ exports, kernel, host, watch, wasi });
  for (const name of initialisersIn(exports)) guest.call(name, new Uint8Array(0));
  return guest;
}

/** What the guest said of the present call besides its answer. */
interface Outcome {
  error: string | undefined;
}

/** What the kernel asks while a call of this guest runs. */
function kernelHostFor({ kernel, host, watch }: Pick<GuestParts, "kernel" | "host" | "watch">, outcome: Outcome) {
  const text = (at: number, length: number, bytesMax: number): string =>
    new TextDecoder().decode(kernel.bytes().subarray(at >>> 0, (at >>> 0) + Math.min(length >>> 0, bytesMax)));
  const kernelHost: KernelHost = {
    log(level, at, length) {
      watch.noteHostCall();
      host.log(GUEST_LOG_LEVELS[level] ?? "info", text(at, length, LOG_LINE_LENGTH_MAX));
    },
    error(at, length) {
      outcome.error = text(at, length, LOG_LINE_LENGTH_MAX);
    },
    clearError() {
      outcome.error = undefined;
    },
    config(at, length) {
      watch.noteHostCall();
      const value = host.configGet(text(at, length, KEY_BYTES_MAX));
      if (value === undefined) return 0;
      const bytes = new TextEncoder().encode(value);
      const handle = kernel.alloc(bytes.length);
      if (handle !== 0) kernel.bytes().set(bytes, handle);
      return handle;
    },
    refuse: (which) => refusedFunction(UNOFFERED[which] ?? "a function")(),
  };
  return kernelHost;
}

/** Links the module, which runs none of it: preparation made its start section an export. */
function link(
  module: WebAssembly.Module,
  { kernel, wasi, watch, host }: Pick<GuestParts, "kernel" | "wasi" | "watch" | "host">,
): WebAssembly.Instance {
  const imports = Object.assign(Object.create(null), {
    "extism:host/env": host.extras
      ? Object.assign(Object.create(null), kernel.environment, linkedExtras({ kernel, host, watch }))
      : kernel.environment,
    [DOOR_NAMESPACE]: doorFunctions(module, { kernel, host, watch }),
    ...(wasi && { [WASI_NAMESPACE]: Object.assign(Object.create(null), wasi.imports) }),
  });
  return faultless(watch, () => new WebAssembly.Instance(module, imports));
}

/** Those that the module wants. Each takes the handle of a block with the request and answers the handle of one with the answer, both JSON. */
function doorFunctions(
  module: WebAssembly.Module,
  { kernel, host, watch }: Pick<GuestParts, "kernel" | "host" | "watch">,
): Record<string, (handle: bigint) => bigint> {
  const functions: Record<string, (handle: bigint) => bigint> = Object.create(null);
  const wanted = new Set(WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from} ${name}`));
  for (const { wire } of DOOR_FUNCTIONS) {
    if (!wanted.has(`${DOOR_NAMESPACE} ${wire}`)) continue;
    functions[wire] = (handle) => {
      watch.noteHostCall();
      const at = Number(BigInt.asUintN(32, handle));
      const length = Math.min(kernel.lengthOf(handle), REQUEST_LENGTH_MAX + 1);
      const request = new TextDecoder().decode(kernel.bytes().subarray(at, at + length));
      const answer = new TextEncoder().encode(host.ask(wire, request));
      const block = kernel.alloc(answer.length);
      if (block === 0)
        throw new GuestFault("DRIVER_MEMORY_EXCEEDED", `the answer of ${wire} does not fit into the limit`);
      kernel.bytes().set(answer, block >>> 0);
      return BigInt(block >>> 0);
    };
  }
  return functions;
}

interface GuestParts {
  readonly exports: WebAssembly.Instance["exports"];
  readonly kernel: SharedKernel;
  readonly host: HostFunctions;
  readonly watch: GuestBudget;
  readonly wasi: Wasi | undefined;
}

function createGuest({ exports, kernel, host, watch, wasi }: GuestParts): Guest {
  const outcome: Outcome = { error: undefined };
  const kernelHost = kernelHostFor({ kernel, host, watch }, outcome);
  return {
    call(exportName, input, fuelMax) {
      host.beginCall();
      watch.beginCall(fuelMax);
      outcome.error = undefined;
      giveInput(kernel, input);
      kernel.serve(kernelHost);
      try {
        const run = exports[exportName];
        if (typeof run !== "function") throw new GuestFault("DRIVER_TRAP", `the driver does not export ${exportName}`);
        const code: unknown = run();
        // What an initialiser returns means nothing.
        return answerOf(kernel, outcome, exportName.startsWith(RESERVED_PREFIX) ? 0 : code);
      } catch (error) {
        throw faultOf(error, kernel, watch);
      } finally {
        kernel.serve(undefined);
        wasi?.flush();
        host.endCall();
      }
    },
    usage: watch.usage,
    close: () => wasi?.close(),
  };
}

function giveInput(kernel: SharedKernel, input: Uint8Array): void {
  const at = kernel.begin(input.length);
  if (input.length === 0) return;
  if (at === 0) {
    throw new GuestFault("DRIVER_MEMORY_EXCEEDED", `an input of ${input.length} bytes does not fit into the limit`);
  }
  kernel.bytes().set(input, at >>> 0);
}

/** A copy: the kernel's memory belongs to the next call. What the guest reported itself wins over what it returned. */
function answerOf(kernel: SharedKernel, { error }: Outcome, code: unknown): Uint8Array {
  if (error !== undefined) throw new GuestFault("DRIVER_FAILED", error);
  if (typeof code === "number" && code !== 0)
    throw new GuestFault("DRIVER_FAILED", `returned ${code}, which is no success`);
  const length = kernel.answerLength();
  if (length < 0) throw new GuestFault("DRIVER_TRAP", "the block of the answer was freed before the call returned");
  const at = kernel.answerAt();
  return kernel.bytes().slice(at, at + length);
}

function faultOf(error: unknown, kernel: SharedKernel, watch: GuestBudget): GuestFault {
  if (error instanceof GuestFault) return error;
  const fault = kernel.fault();
  if (fault === FAULT_ANSWER_TOO_LONG) {
    return new GuestFault(
      "DRIVER_OUTPUT_TOO_LARGE",
      `the answer has ${kernel.namedLength()} bytes, more than the limit`,
    );
  }
  if (fault === FAULT_ANSWER_OUTSIDE) {
    return new GuestFault("DRIVER_TRAP", "output_set names bytes outside of any allocated block");
  }
  if (kernel.refused()) watch.noteRefusal();
  return watch.faultOf(error);
}

/** Runs what makes an instance, and answers what fails as a fault. */
function faultless<T>(watch: GuestBudget, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof WebAssembly.LinkError) throw new GuestFault("DRIVER_IMPORT_REFUSED", error.message, error);
    // A namespace that is not there at all is a TypeError.
    if (error instanceof TypeError) throw new GuestFault("DRIVER_IMPORT_REFUSED", error.message, error);
    throw watch.faultOf(error);
  }
}
