// Our side of `extism:host/env`: the SDK's blocks stay, everything that reaches out of the call is checked or replaced here.
import type { CurrentPlugin } from "@extism/extism";
import { DOOR_FUNCTIONS, REQUEST_LENGTH_MAX } from "./host-functions/door.ts";
import { type HostFunctions, LOG_LINE_LENGTH_MAX, refusedFunction } from "./host-functions/host-functions.ts";
import { GUEST_LOG_LEVELS, GuestFault, type GuestLogLevel, type GuestOptions } from "./runtime.ts";

/** A host function as the SDK takes it: its call context first, then the guest's arguments. */
export type ExtismFunction = (context: CurrentPlugin, ...args: bigint[]) => unknown;

/** One instance's environment: what to link, and what came of the present call. */
export interface ExtismEnv {
  readonly functions: Readonly<Record<string, ExtismFunction>>;
  /** Those of `extism:host/user`. */
  readonly doors: Readonly<Record<string, ExtismFunction>>;
  /** Before a call with that many bytes of input. */
  beginCall(inputBytes: number): void;
  /** After a call that returned: the answer's bytes, valid until the next call. Throws a fault that the guest may have caught and hidden. */
  answer(): Uint8Array;
}

// The SDK puts a block's index into the upper 16 bits of a signed address and never uses an index twice in a call.
const BLOCKS_PER_CALL_MAX = 32_000;
const KEY_BYTES_MAX = 1024;
const OFFSET_MASK = (1n << 48n) - 1n;
const LOG_LEVEL_OFF = 0x7fff_ffff;
const LOG_LEVEL_DEBUG = 1;

interface Output {
  readonly context: CurrentPlugin;
  readonly address: bigint;
  readonly offset: number;
  readonly length: number;
}

interface CallState {
  blocks: number;
  bytes: number;
  output: Output | undefined;
  error: string | undefined;
  fault: GuestFault | undefined;
}

export function createExtismEnv(options: GuestOptions, host: HostFunctions, noteRefusal: () => void): ExtismEnv {
  const call: CallState = { blocks: 0, bytes: 0, output: undefined, error: undefined, fault: undefined };
  return {
    functions: {
      ...blockFunctions({ call, options, noteRefusal }),
      ...outcomeFunctions(call, options),
      ...grantedFunctions(host),
      ...extraFunctions(host),
      ...logFunctions(host),
    },
    doors: Object.fromEntries(DOOR_FUNCTIONS.map(({ wire }) => [wire, doorFunction(wire, host, options)])),
    beginCall(inputBytes) {
      Object.assign(call, { blocks: 1, bytes: inputBytes, output: undefined, error: undefined, fault: undefined });
    },
    answer() {
      if (call.fault) throw call.fault;
      if (call.error !== undefined) throw new GuestFault("DRIVER_FAILED", call.error);
      return outputBytes(call.output);
    },
  };
}

interface BlockParts {
  readonly call: CallState;
  readonly options: GuestOptions;
  readonly noteRefusal: () => void;
}

// The SDK makes the block before it looks at its own limit, and its limit costs a walk over all blocks at each allocation.
function blockFunctions({ call, options, noteRefusal }: BlockParts): Record<string, ExtismFunction> {
  return {
    alloc(context, size = 0n) {
      if (size <= 0n) return 0n;
      const bytes = Number(size);
      if (call.blocks >= BLOCKS_PER_CALL_MAX || call.bytes + bytes > options.hostBytesMax) {
        noteRefusal();
        return 0n;
      }
      call.blocks += 1;
      call.bytes += bytes;
      return context.alloc(bytes);
    },
    length: (context, address = 0n) => BigInt(blockLength(context, address)),
    length_unsafe: (context, address = 0n) => BigInt(blockLength(context, address)),
  };
}

// The SDK ignores offset and length of an output, and would decode an error of any size.
function outcomeFunctions(call: CallState, options: GuestOptions): Record<string, ExtismFunction> {
  const fail = (fault: GuestFault): never => {
    call.fault ??= fault;
    throw fault;
  };
  return {
    output_set(context, address = 0n, size = 0n) {
      const length = Number(BigInt.asUintN(64, size));
      if (length > options.outputBytesMax) {
        const message = `the answer has ${length} bytes, the limit is ${options.outputBytesMax}`;
        fail(new GuestFault("DRIVER_OUTPUT_TOO_LARGE", message));
      }
      const offset = Number(address & OFFSET_MASK);
      if (length > 0 && offset + length > blockLength(context, address)) {
        fail(new GuestFault("DRIVER_TRAP", "output_set names bytes outside of any allocated block"));
      }
      call.output = { context, address, offset, length };
    },
    error_set(context, address = 0n) {
      call.error = address === 0n ? undefined : blockText(context, address, LOG_LINE_LENGTH_MAX);
    },
    error_get: () => 0n,
  };
}

function grantedFunctions(host: HostFunctions): Record<string, ExtismFunction> {
  const refused = ["var_get", "var_set", "http_request", "http_status_code", "http_headers"];
  return {
    config_get(context, key = 0n) {
      const value = host.configGet(blockText(context, key, KEY_BYTES_MAX));
      return value === undefined ? 0n : context.store(value);
    },
    ...Object.fromEntries(refused.map((name) => [name, refusedFunction(name)])),
  };
}

/** Nothing for a driver: what it has of these refuses. */
function extraFunctions({ extras }: HostFunctions): Record<string, ExtismFunction> {
  if (!extras) return {};
  const bytesAt = (context: CurrentPlugin, address: bigint) =>
    address === 0n ? undefined : context.read(address)?.bytes().slice();
  const store = (context: CurrentPlugin, bytes: Uint8Array) => (bytes.length === 0 ? 0n : context.store(bytes));
  return {
    var_get(context, key = 0n) {
      const value = extras.getVariable(blockText(context, key, KEY_BYTES_MAX));
      return value ? store(context, value) : 0n;
    },
    var_set: (context, key = 0n, value = 0n) =>
      extras.setVariable(blockText(context, key, KEY_BYTES_MAX), bytesAt(context, value)),
    http_request: (context, request = 0n, body = 0n) =>
      store(context, extras.requestHttp(blockText(context, request, REQUEST_LENGTH_MAX), bytesAt(context, body))),
    http_status_code: () => extras.httpStatus(),
    http_headers: (context) => context.store(extras.httpHeaders()),
  };
}

function doorFunction(name: string, host: HostFunctions, options: GuestOptions): ExtismFunction {
  return (context, handle = 0n) => {
    const answer = host.ask(name, blockText(context, handle, REQUEST_LENGTH_MAX + 1));
    if (answer.length > options.hostBytesMax)
      throw new GuestFault("DRIVER_MEMORY_EXCEEDED", `the answer of ${name} does not fit into the limit`);
    return context.store(answer);
  };
}

function logFunctions(host: HostFunctions): Record<string, ExtismFunction> {
  const logAt =
    (level: GuestLogLevel): ExtismFunction =>
    (context, address = 0n) => {
      if (host.logGranted) host.log(level, blockText(context, address, LOG_LINE_LENGTH_MAX));
    };
  return {
    get_log_level: () => (host.logGranted ? LOG_LEVEL_DEBUG : LOG_LEVEL_OFF),
    ...Object.fromEntries(GUEST_LOG_LEVELS.map((level) => [`log_${level}`, logAt(level)])),
  };
}

function blockLength(context: CurrentPlugin, address: bigint): number {
  // The SDK has a block of one byte there: a handle of 0 means nothing.
  return address === 0n ? 0 : Number(context.length(address));
}

function blockText(context: CurrentPlugin, address: bigint, bytesMax: number): string {
  const block = address === 0n ? null : context.read(address);
  if (!block) return "";
  return new TextDecoder().decode(block.bytes().subarray(0, bytesMax));
}

function outputBytes(output: Output | undefined): Uint8Array {
  if (!output || output.length === 0) return new Uint8Array(0);
  const block = output.context.read(output.address);
  // The guest may have freed the block after it named it.
  if (!block) throw new GuestFault("DRIVER_TRAP", "the block of the answer was freed before the call returned");
  const bytes = block.bytes();
  // A view would take its whole block along when it crosses to the other thread.
  return output.length === bytes.length ? bytes : bytes.slice(output.offset, output.offset + output.length);
}
