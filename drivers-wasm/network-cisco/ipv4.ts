// IPv4 addresses as texts and as numbers.
import { DriverFailure } from "../../sdk/guest/typescript/holdfast.ts";

export function numberOf(address: string): number {
  const parts = address.split(".").map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  if (parts.length !== 4 || parts.some((part) => part > 255))
    throw new DriverFailure("invalid_argument", "An address is four numbers with dots.");
  return parts.reduce((number, part) => number * 256 + part, 0);
}

/** 255.255.255.0 for 24. */
export function maskOf(prefix: number): string {
  return dotted(2 ** 32 - 2 ** (32 - prefix));
}

/** The wildcard of access lists: 0.0.0.255 for 24. */
export function wildcardOf(prefix: number): string {
  return dotted(2 ** (32 - prefix) - 1);
}

/** Whether two addresses are in one network of that mask. */
export function isSameNetwork(one: string, other: string, mask: string): boolean {
  const size = 2 ** 32 - numberOf(mask);
  return Math.floor(numberOf(one) / size) === Math.floor(numberOf(other) / size);
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
