// IPv4 addresses as numbers, and blocks of them.

/** A block of addresses: all whose first `prefix` bits are those of `base`. */
export interface Block {
  readonly base: number;
  readonly prefix: number;
  /** The last address of the block, the one for broadcasts. */
  readonly broadcast: number;
}

const BITS = 32;

/** `10.0.0.1` as a number from 0 to 2^32-1; undefined for anything else, also for 010.0.0.1, which two programs read differently. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let number = 0;
  for (const part of parts) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    number = number * 256 + Number(part);
  }
  return number;
}

export function formatAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

/** `10.0.0.0/24`; undefined when it is no block or an address has bits behind the prefix. */
export function parseBlock(text: string): Block | undefined {
  const [address, prefixText, ...rest] = text.split("/");
  const base = parseAddress(address ?? "");
  if (base === undefined || rest.length > 0 || !/^(?:[0-9]|[12][0-9]|3[0-2])$/.test(prefixText ?? "")) return undefined;
  const prefix = Number(prefixText);
  const size = 2 ** (BITS - prefix);
  return base % size === 0 ? { base, prefix, broadcast: base + size - 1 } : undefined;
}

/** True when an address can belong to a machine in the block: neither its name nor its broadcast address. */
export function isHostAddress(block: Block, number: number): boolean {
  return number > block.base && number < block.broadcast;
}

export function overlaps(one: Block, other: Block): boolean {
  return one.base <= other.broadcast && other.base <= one.broadcast;
}
