// Bytes as they stand in JSON: as text where they are UTF-8, else as base64.
import { HostError } from "../errors.ts";

export interface WrittenBytes {
  readonly encoding: "text" | "base64";
  readonly text: string;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Throws INVALID_PARAMS for what is no base64. */
export function readBytes({ encoding, text }: WrittenBytes): Uint8Array {
  if (encoding === "text") return new TextEncoder().encode(text);
  if (!BASE64.test(text)) throw new HostError("INVALID_PARAMS", "input is no base64; for text say encoding: text");
  // A copy of its own: it is given away to another thread.
  return Uint8Array.from(Buffer.from(text, "base64"));
}

export function writeBytes(bytes: Uint8Array): WrittenBytes {
  try {
    return { encoding: "text", text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    // What is no UTF-8 is no accident here.
    return { encoding: "base64", text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64") };
  }
}
