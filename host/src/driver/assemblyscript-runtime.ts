// Plain AssemblyScript guests, through @assemblyscript/loader: text in, text out, and no imports but ours.
import { type ASUtil, instantiate as instantiateWithLoader } from "@assemblyscript/loader";
import { createGuestBudget, type GuestBudget } from "./guest-budget.ts";
import { DOOR_FUNCTIONS, REQUEST_LENGTH_MAX } from "./host-functions/door.ts";
import {
  createHostFunctions,
  type HostFunctions,
  LOG_LINE_LENGTH_MAX,
  refusedFunction,
} from "./host-functions/host-functions.ts";
import { preparedName, START_EXPORT } from "./prepared-names.ts";
import {
  GUEST_LOG_LEVELS,
  type Guest,
  GuestFault,
  type GuestHooks,
  type GuestOptions,
  type Runtime,
} from "./runtime.ts";

export const assemblyscriptRuntime: Runtime = { name: "assemblyscript", instantiate };

type Exports = ASUtil & Record<string, unknown>;
type GuestFunction = (...args: number[]) => number;

// Where the compiler's object header keeps the byte length and the class, and which class is the string.
const SIZE_OFFSET = 4;
const CLASS_OFFSET = 8;
const STRING_CLASS = 2;
// One of each for all guests: to make one costs more than what it decodes of most texts.
const UTF16 = new TextDecoder("utf-16le", { ignoreBOM: true });
const STRICT_UTF16 = new TextDecoder("utf-16le", { ignoreBOM: true, fatal: true });
// The host's functions take what their names promise, never more.
const KEY_LENGTH_MAX = 1024;
const INITIALISERS = [START_EXPORT, preparedName("_initialize"), preparedName("_start")];

async function instantiate(module: WebAssembly.Module, options: GuestOptions, hooks: GuestHooks): Promise<Guest> {
  refuseClassExports(module);
  let exports: Exports | undefined;
  const host = createHostFunctions(options, hooks);
  const watch = createGuestBudget(options);
  exports = await link(
    module,
    createImports(host, () => exports),
    watch,
  );
  watch.attach(exports);
  const guest = createGuest({ exports, host, watch, outputBytesMax: options.outputBytesMax });
  for (const name of INITIALISERS) {
    if (typeof exports[name] === "function") runGuest({ host, watch }, () => callExport(exports, name));
  }
  return guest;
}

interface GuestParts {
  readonly exports: Exports;
  readonly host: HostFunctions;
  readonly watch: GuestBudget;
  readonly outputBytesMax: number;
}

function createGuest({ exports, host, watch, outputBytesMax }: GuestParts): Guest {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  return {
    call: (exportName, input, fuelMax) =>
      runGuest({ host, watch, fuelMax }, () => {
        const argument = exports.__pin(exports.__newString(decoder.decode(input)));
        const answer = callExport(exports, exportName, argument);
        const text = readString(exports, answer, outputBytesMax);
        exports.__unpin(argument);
        const bytes = encoder.encode(text);
        if (bytes.length > outputBytesMax) throw tooLarge(bytes.length, outputBytesMax);
        return bytes;
      }),
    usage: watch.usage,
    close() {},
  };
}

interface RunParts extends Pick<GuestParts, "host" | "watch"> {
  readonly fuelMax?: number | undefined;
}

function runGuest<T>({ host, watch, fuelMax }: RunParts, work: () => T): T {
  host.beginCall();
  watch.beginCall(fuelMax);
  try {
    return work();
  } catch (error) {
    throw watch.faultOf(error);
  } finally {
    host.endCall();
  }
}

/**
 * The loader files exports named `Class#method` under an object that it looks up by the class's name, prototype chain
 * included: `constructor#toString` would land on Object.prototype. No kind needs classes, so no such name passes.
 */
function refuseClassExports(module: WebAssembly.Module): void {
  const odd = WebAssembly.Module.exports(module).find(({ name }) => /[#.]|^__proto__$/.test(name));
  if (odd)
    throw new GuestFault(
      "DRIVER_MALFORMED",
      `the export "${odd.name}" is a class member; drivers export functions only`,
    );
}

// Objects without a prototype: an import named "constructor" must not find the host's.
function createImports(
  host: HostFunctions,
  exports: () => Exports | undefined,
): Record<string, Record<string, unknown>> {
  const text = (pointer: number, lengthMax: number) => cutString(exports(), pointer, lengthMax);
  const bare = (functions: Record<string, unknown>) => Object.assign(Object.create(null), functions);
  let giving = false;
  // The guest's own allocator makes room for what the host gives: one that asks the host again would never come to an end.
  const give = (make: () => string): number | undefined => {
    if (giving)
      throw new GuestFault("DRIVER_TRAP", "the driver asks the host while it makes room for what the host gives");
    const value = make();
    giving = true;
    try {
      return exports()?.__newString(value);
    } finally {
      giving = false;
    }
  };
  return bare({
    env: bare({
      abort(message: number, file: number, line: number, column: number) {
        const at = `${text(file, LOG_LINE_LENGTH_MAX)}:${line}:${column}`;
        throw new GuestFault("DRIVER_TRAP", `abort: ${text(message, LOG_LINE_LENGTH_MAX)} at ${at}`);
      },
      // The loader fills these three gaps with the console, the clock and the whole of Math and Date unless they are taken.
      trace: refusedFunction("trace"),
      seed: refusedFunction("seed"),
    }),
    Math: bare({}),
    Date: bare({}),
    holdfast: bare({
      log(level: number, message: number) {
        host.log(GUEST_LOG_LEVELS[level] ?? "info", text(message, LOG_LINE_LENGTH_MAX));
      },
      ...Object.fromEntries(
        DOOR_FUNCTIONS.map(({ wire }) => [
          wire,
          (request: number) => give(() => host.ask(wire, text(request, REQUEST_LENGTH_MAX + 1))),
        ]),
      ),
      config_get(key: number) {
        const value = host.configGet(text(key, KEY_LENGTH_MAX));
        return value === undefined ? 0 : give(() => value);
      },
    }),
  });
}

async function link(
  module: WebAssembly.Module,
  imports: Record<string, Record<string, unknown>>,
  watch: GuestBudget,
): Promise<Exports> {
  try {
    const linked = await instantiateWithLoader(module, imports);
    return linked.exports as unknown as Exports;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // V8 says LinkError for a function of the wrong type, TypeError for a namespace that is not there.
    const refused = error instanceof WebAssembly.LinkError || error instanceof TypeError;
    throw refused ? new GuestFault("DRIVER_IMPORT_REFUSED", reason, error) : watch.faultOf(error);
  }
}

function callExport(exports: Exports, name: string, ...args: number[]): number {
  const exported = exports[name];
  if (typeof exported !== "function")
    throw new GuestFault("DRIVER_EXPORT_MISSING", `the driver does not export ${name}`);
  return (exported as GuestFunction)(...args);
}

/** The string at a pointer, refused by its header before it is decoded. The header is the guest's: it may lie. */
function readString(exports: Exports, pointer: number, bytesMax: number): string {
  const length = stringLength(exports, pointer);
  // Two bytes of UTF-16 in the guest are one to three bytes of the UTF-8 that the limit counts.
  if (length > bytesMax * 2) throw tooLarge(length, bytesMax);
  const bytes = memoryAt(exports, pointer, length);
  if (headerWord(exports, pointer, CLASS_OFFSET) !== STRING_CLASS)
    throw new GuestFault("DRIVER_BAD_ANSWER", `the driver answered with ${pointer >>> 0}, which is no string`);
  try {
    return STRICT_UTF16.decode(bytes);
  } catch (error) {
    throw new GuestFault("DRIVER_BAD_ANSWER", "the answer has half of a character", error);
  }
}

function tooLarge(bytes: number, bytesMax: number): GuestFault {
  return new GuestFault("DRIVER_OUTPUT_TOO_LARGE", `the answer has ${bytes} bytes, the limit is ${bytesMax}`);
}

function cutString(exports: Exports | undefined, pointer: number, lengthMax: number): string {
  if (!exports?.memory || pointer === 0) return "";
  const bytes = Math.min(stringLength(exports, pointer), lengthMax * 2);
  return UTF16.decode(memoryAt(exports, pointer, bytes));
}

function stringLength(exports: Exports, pointer: number): number {
  return headerWord(exports, pointer, SIZE_OFFSET);
}

function headerWord(exports: Exports, pointer: number, offset: number): number {
  const at = (pointer >>> 0) - offset;
  const memory = exports.memory;
  if (!memory || at < 0 || at + offset > memory.buffer.byteLength) {
    throw new GuestFault("DRIVER_BAD_ANSWER", `the driver gave a text at ${pointer >>> 0}, outside of its memory`);
  }
  return new DataView(memory.buffer).getUint32(at, true);
}

/** Bytes of a text whose header was read: it lies where the header is, but may be said to be longer than the memory. */
function memoryAt(exports: Exports, pointer: number, length: number): Uint8Array {
  const buffer = exports.memory?.buffer ?? new ArrayBuffer(0);
  const at = pointer >>> 0;
  if (at + length > buffer.byteLength)
    throw new GuestFault(
      "DRIVER_BAD_ANSWER",
      `the driver gave a text of ${length} bytes that ends outside of its memory`,
    );
  return new Uint8Array(buffer, at, length);
}
