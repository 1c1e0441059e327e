// How a batch of messages crosses between threads: small calls and answers as numbers in one list and bytes in one buffer, the rest as it is.
import type { HostMessage, SharedMessage } from "./shared-messages.ts";

/** Cloning a list of numbers costs a tenth of cloning an object each, and one buffer a tenth of many. */
export interface Batch {
  /** For a small message its fields in order, the length of its bytes among them; otherwise the message. */
  readonly fields: readonly unknown[];
  readonly bytes: Uint8Array;
}

type Call = Extract<HostMessage, { type: "call" }>;
type Answer = Extract<SharedMessage, { type: "answer" }>;

const SMALL_BYTES_MAX = 16_384;
const NOTHING = new Uint8Array(0);

export function packHostMessages(messages: readonly HostMessage[]): Batch {
  const fields: unknown[] = [];
  const parts: Uint8Array[] = [];
  for (const message of messages) {
    if (message.type !== "call" || message.input.length > SMALL_BYTES_MAX) {
      fields.push(message);
      continue;
    }
    const { slot, turn, id, exportName, input, fuelMax } = message;
    fields.push(slot, turn, id, exportName, input.length, fuelMax);
    parts.push(input);
  }
  return { fields, bytes: joined(parts) };
}

export function unpackHostMessages({ fields, bytes }: Batch): HostMessage[] {
  const messages: HostMessage[] = [];
  let from = 0;
  for (let at = 0; at < fields.length; ) {
    if (typeof fields[at] === "object") {
      messages.push(fields[at] as HostMessage);
      at += 1;
      continue;
    }
    const [slot, turn, id, exportName, length, fuelMax] = fields.slice(at, at + 6) as CallFields;
    messages.push({ type: "call", slot, turn, id, exportName, input: bytes.subarray(from, from + length), fuelMax });
    from += length;
    at += 6;
  }
  return messages;
}

export function packSharedMessages(messages: readonly SharedMessage[]): Batch {
  const fields: unknown[] = [];
  const parts: Uint8Array[] = [];
  for (const message of messages) {
    if (message.type !== "answer" || message.output.length > SMALL_BYTES_MAX) {
      fields.push(message);
      continue;
    }
    const { slot, turn, id, output, guestMs, usage } = message;
    fields.push(slot, turn, id, output.length, guestMs, usage.fuelUsed, usage.memoryBytes, usage.hostCalls);
    parts.push(output);
  }
  return { fields, bytes: joined(parts) };
}

/** Small outputs are views of the batch's bytes. */
export function unpackSharedMessages({ fields, bytes }: Batch): SharedMessage[] {
  const messages: SharedMessage[] = [];
  let from = 0;
  for (let at = 0; at < fields.length; ) {
    if (typeof fields[at] === "object") {
      messages.push(fields[at] as SharedMessage);
      at += 1;
      continue;
    }
    const [slot, turn, id, length, guestMs, fuelUsed, memoryBytes, hostCalls] = fields.slice(
      at,
      at + 8,
    ) as AnswerFields;
    const output = bytes.subarray(from, from + length);
    const usage = { fuelUsed, memoryBytes, hostCalls };
    messages.push({ type: "answer", slot, turn, id, output, guestMs, usage });
    from += length;
    at += 8;
  }
  return messages;
}

type CallFields = [
  ...[slot: number, turn: number, id: number],
  ...[exportName: Call["exportName"], length: number, fuelMax: Call["fuelMax"]],
];
type AnswerFields = [
  ...[slot: number, turn: number, id: Answer["id"], length: number],
  ...[guestMs: number, fuelUsed: number, memoryBytes: number, hostCalls: number],
];

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only = NOTHING] = parts;
  // A view takes the whole of its buffer along.
  if (parts.length <= 1 && only.byteLength === only.buffer.byteLength) return only;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
