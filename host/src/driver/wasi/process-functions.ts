// What a guest asks of a process: arguments and environment (none), randomness, exit; and the sockets it does not get.
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
  const writeNone = ([countPointer, bytesPointer]: [number, number]) => {
    memory.writeU32(countPointer, 0);
    memory.writeU32(bytesPointer, 0);
  };
  return {
    args_get: wasiFunction("ii", () => {}),
    args_sizes_get: wasiFunction("ii", writeNone),
    environ_get: wasiFunction("ii", () => {}),
    environ_sizes_get: wasiFunction("ii", writeNone),
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
