// The kernel of one instance: its memory as a hard bound, its exports for the host, and those that a guest may link to.
import { readFileSync } from "node:fs";

/** What the host asks of a kernel; addresses are bytes of its memory. */
export interface Kernel {
  /** The Extism guest ABI, `extism:host/env`, and nothing else. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** Forgets the last call; answers where the input goes, 0 when it is empty or there is no room. */
  begin(inputLength: number): number;
  /** All of the memory; valid until anything runs that may make it grow. */
  bytes(): Uint8Array;
  /** A block for the guest of that length; 0 when it cannot be had. */
  alloc(length: number): number;
  /** Of a guest's block, in bytes; 0 for what is none. */
  lengthOf(handle: bigint): number;
  answerAt(): number;
  /** -1 when the guest freed the answer. */
  answerLength(): number;
  /** The answer's length as the guest said it, unsigned. */
  namedLength(): number;
  /** Why the kernel trapped in this call: 0 it did not, 1 the answer is too long, 2 it lies where no block is. */
  fault(): number;
  /** Whether an allocation was refused in this call. */
  refused(): boolean;
}

export interface KernelOptions {
  /** Bytes that blocks may take in one call. */
  readonly bytesMax: number;
  readonly outputBytesMax: number;
  /** From 0 (trace) to 4; above that nothing is logged. */
  readonly logLevel: number;
}

/** What the kernel asks of the host. Texts are checked ranges of its memory. */
export interface KernelHost {
  log(level: number, at: number, length: number): void;
  error(at: number, length: number): void;
  clearError(): void;
  /** Answers a handle, or 0. */
  config(at: number, length: number): number;
  /** Throws for a function that the host does not offer; `which` counts in UNOFFERED. */
  refuse(which: number): void;
}

/** The functions of the ABI that this host refuses, by the kernel's numbers. */
export const UNOFFERED = ["var_get", "var_set", "http_request", "http_status_code", "http_headers"] as const;

const ENVIRONMENT = [
  ...["alloc", "free", "length", "length_unsafe", "load_u8", "load_u64", "store_u8", "store_u64"],
  ...["input_offset", "input_length", "input_load_u8", "input_load_u64", "output_set", "error_set", "error_get"],
  ...["config_get", "get_log_level", "log_trace", "log_debug", "log_info", "log_warn", "log_error"],
  ...UNOFFERED,
];
// Those that the kernel answers by itself; the others leave it for JavaScript, which may throw.
const OWN_ANSWERS: ReadonlySet<string> = new Set([
  ...["free", "length", "length_unsafe", "load_u8", "load_u64", "store_u8", "store_u64"],
  ...["input_offset", "input_length", "input_load_u8", "input_load_u64", "output_set", "error_get"],
]);
const KERNEL = new URL("../../kernel/kernel.wasm", import.meta.url);
const PAGE_BYTES = 65_536;
const PAGES_MAX = 65_536;
// A bit for each granule of 16 bytes.
const BYTES_PER_BIT_BYTE = 128;
// Room for the lengths that stand before blocks, so that one block may have all bytes.
const SLACK_BYTES = 65_536;

interface KernelExports {
  length(handle: bigint): bigint;
  begin(inputLength: number): number;
  alloc(length: bigint): bigint;
  answer_at(): number;
  answer_length(): number;
  named_length(): bigint;
  fault(): number;
  refused(): number;
}

/** Makes one; `compiled` is what `compileKernel` answers and may be shared. Throws a RangeError when there is no memory. */
export function createKernel(compiled: WebAssembly.Module, options: KernelOptions, host: KernelHost): Kernel {
  const { heap, capacity, memory } = layOut(options.bytesMax);
  const { exports } = new WebAssembly.Instance(compiled, {
    host: {
      ...{ memory, heap: BigInt(heap), capacity: BigInt(capacity), output_max: BigInt(options.outputBytesMax) },
      ...{ log_level: options.logLevel, log: host.log, error: host.error, clear_error: host.clearError },
      ...{ config: host.config, refuse: host.refuse },
    },
  });
  const kernel = exports as unknown as KernelExports;
  let view = new Uint8Array(memory.buffer);
  return {
    environment: Object.freeze(environmentOf(exports)),
    begin: kernel.begin,
    bytes() {
      // A memory that grew has a new buffer; the old one is detached and empty.
      if (view.byteLength === 0) view = new Uint8Array(memory.buffer);
      return view;
    },
    alloc: (length) => Number(kernel.alloc(BigInt(length))),
    lengthOf: (handle) => Number(BigInt.asUintN(64, kernel.length(handle))),
    answerAt: () => kernel.answer_at() >>> 0,
    answerLength: kernel.answer_length,
    namedLength: () => Number(BigInt.asUintN(64, kernel.named_length())),
    fault: kernel.fault,
    refused: () => kernel.refused() !== 0,
  };
}

/** True for an imported function that the kernel answers at once and alone: it neither throws nor comes back into the guest. */
export function isKernelFunction(namespace: string, name: string): boolean {
  return namespace === "extism:host/env" && OWN_ANSWERS.has(name);
}

/** Reads and compiles the kernel; a thread does so once. */
export function compileKernel(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(KERNEL));
}

// By name and without a prototype: a guest must not find what objects inherit, nor the kernel's own doors.
function environmentOf(exports: WebAssembly.Instance["exports"]): Record<string, unknown> {
  const environment: Record<string, unknown> = Object.create(null);
  for (const name of ENVIRONMENT) environment[name] = exports[name];
  return environment;
}

function layOut(bytesMax: number): { heap: number; capacity: number; memory: WebAssembly.Memory } {
  const pagesFor = (bytes: number) => Math.ceil(bytes / PAGE_BYTES);
  const whole = bytesMax + SLACK_BYTES;
  const heap = PAGE_BYTES * pagesFor(Math.min(whole, PAGES_MAX * PAGE_BYTES) / BYTES_PER_BIT_BYTE);
  const capacity = Math.min(pagesFor(whole), PAGES_MAX - heap / PAGE_BYTES) * PAGE_BYTES;
  const pages = heap / PAGE_BYTES;
  const memory = new WebAssembly.Memory({ initial: pages + 1, maximum: pages + capacity / PAGE_BYTES });
  return { heap, capacity, memory };
}
