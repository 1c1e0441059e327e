// What a driver used: sums over its calls that came back, and the largest memory that one of its instances had.
import type { DriverAccount } from "./driver-types.ts";
import type { GuestAnswer } from "./guest-thread.ts";

export class Account {
  #guestMs = 0;
  #fuel = 0;
  #memoryBytesPeak = 0;
  #hostCalls = 0;
  #bytesIn = 0;
  #bytesOut = 0;

  note(inputBytes: number, { output, guestMs, usage }: GuestAnswer): void {
    this.#guestMs += guestMs;
    this.#bytesIn += inputBytes;
    this.#bytesOut += output.length;
    if (!usage) return;
    this.#fuel += usage.fuelUsed;
    this.#hostCalls += usage.hostCalls;
    this.#memoryBytesPeak = Math.max(this.#memoryBytesPeak, usage.memoryBytes);
  }

  read(): DriverAccount {
    return {
      guestMs: this.#guestMs,
      fuel: this.#fuel,
      memoryBytesPeak: this.#memoryBytesPeak,
      hostCalls: this.#hostCalls,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
    };
  }
}
