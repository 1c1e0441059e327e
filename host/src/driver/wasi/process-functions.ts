// What a guest asks of a process: arguments and environment, randomness, exit; and the sockets it does not get.
import { GuestFault } from "../runtime.ts";
import { WasiError } from "./errno.ts";
import { type WasiFunctions, wasiFunction } from "./function.ts";
import type { WasiParts } from "./parts.ts";

// One piece at a time, so that a thread that is being ended does not first fill gigabytes.
const RANDOM_PIECE_BYTES = 1_048_576;

/** The guest called proc_exit. Not an errno: it ends the call, and the instance with it. */
export class WasiExit extends GuestFault {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("DRIVER_TRAP", `the driver ended itself with exit code ${exitCode}; return a status instead`);
    this.name = "WasiExit";
    this.exitCode = exitCode;
  }
}

export function processFunctions(parts: WasiParts, exit: (exitCode: number) => never): WasiFunctions {
  const { memory, random } = parts;
  return {
    ...textFunctions(parts, "args", parts.args),
    ...textFunctions(parts, "environ", parts.environment),
    random_get: wasiFunction("ii", ([pointer, length]) => {
      const target = memory.bytes(pointer, length);
      for (let at = 0; at < length; at += RANDOM_PIECE_BYTES) random(target.subarray(at, at + RANDOM_PIECE_BYTES));
    }),
    proc_exit: wasiFunction("i", ([exitCode]) => exit(exitCode)),
    proc_raise: wasiFunction("i", () => {
      throw new WasiError("NOSYS");
    }),
    sched_yield: wasiFunction("", () => {}),
    ...socketFunctions(parts),
  };
}

/** Both functions for a list of texts: how many and how long, and then pointers to each, which ends with a zero byte. */
function textFunctions({ memory }: WasiParts, name: "args" | "environ", texts: readonly string[]): WasiFunctions {
  const encoded = texts.map((text) => new TextEncoder().encode(`${text}\0`));
  return {
    [`${name}_get`]: wasiFunction("ii", ([pointers, bytes]) => {
      let at = bytes;
      for (const [index, text] of encoded.entries()) {
        memory.writeU32(pointers + 4 * index, at);
        memory.bytes(at, text.length).set(text);
        at += text.length;
      }
    }),
    [`${name}_sizes_get`]: wasiFunction("ii", ([countPointer, bytesPointer]) => {
      memory.writeU32(countPointer, encoded.length);
      memory.writeU32(
        bytesPointer,
        encoded.reduce((sum, text) => sum + text.length, 0),
      );
    }),
  };
}

function socketFunctions({ table }: WasiParts): WasiFunctions {
  const refuse = ([fd]: [number, ...number[]]) => {
    table.get(fd);
    throw new WasiError("NOTSOCK");
  };
  return {
    sock_accept: wasiFunction("iii", refuse),
    sock_recv: wasiFunction("iiiiii", refuse),
    sock_send: wasiFunction("iiiii", refuse),
    sock_shutdown: wasiFunction("ii", refuse),
  };
}
