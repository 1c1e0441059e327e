// Values as bytes of a program's own making: a method may name a codec beside JSON, and who asks in its bytes is answered in them.
import { HostError, isHostError } from "../errors.ts";

/** Writes values as bytes and reads them back; both sides of a method must mean the same by its name. Either may throw. */
export interface Codec {
  /** What documents call it. */
  readonly name: string;
  write(value: unknown): Uint8Array;
  read(bytes: Uint8Array): unknown;
}

/** Params as they travel. Throws INVALID_PARAMS for what the codec cannot write. */
export function encodeParams(codec: Codec, params: unknown): Uint8Array {
  try {
    return codec.write(params ?? {});
  } catch (cause) {
    throw new HostError("INVALID_PARAMS", `the params hold what ${codec.name} cannot carry`, { cause });
  }
}

/** Params as they were sent. Throws INVALID_PARAMS for bytes that are not the codec's. */
export function decodeParams(codec: Codec, bytes: Uint8Array): unknown {
  try {
    return codec.read(bytes);
  } catch (cause) {
    throw isHostError(cause) ? cause : new HostError("INVALID_PARAMS", `the params are no ${codec.name}`, { cause });
  }
}
