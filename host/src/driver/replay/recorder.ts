// Notes what one instance asks: for the recording of a call that fails, and in a ledger for one that is ended.
import { Ledger } from "./ledger.ts";
import type {
  RecordedCall,
  RecordedFault,
  RecordedOutcome,
  Recording,
  RecordOptions,
  Tape,
  TapeEntry,
  TapeValue,
} from "./tape.ts";

// What the calls before may take, in bytes: an instance that worked long is replayed as a fresh one.
const HISTORY_BYTES_MAX = 65_536;
const ENTRY_BYTES = 64;

/** Notes what one instance asks. In the good case it keeps references and copies only what WASI moved. */
export class Recorder implements Tape {
  readonly replays = false;
  readonly #bytesMax: number;
  #start: RecordedCall | undefined;
  #earlier: RecordedCall[] | null = [];
  #historyBytes = 0;
  #callsBefore = 0;
  #exportName = "";
  #input: Uint8Array = new Uint8Array(0);
  #fuelMax: number | undefined;
  #entries: TapeEntry[] = [];
  #bytes = 0;
  #cut = false;
  #inside = false;
  readonly #ledger: Ledger | undefined;

  constructor({ bytesMax, ledger }: RecordOptions) {
    this.#bytesMax = bytesMax;
    this.#ledger = ledger && new Ledger(ledger);
    this.#ledger?.begin("", this.#input, undefined);
  }

  /** The initialisers have run. */
  opened(): void {
    this.#start = this.#present();
    this.#ledger?.opened();
  }

  begin(exportName: string, input: Uint8Array, fuelMax: number | undefined): void {
    this.#exportName = exportName;
    this.#input = input;
    this.#fuelMax = fuelMax;
    // Most calls of most guests ask nothing.
    if (this.#entries.length > 0) this.#entries = [];
    this.#bytes = 0;
    this.#cut = false;
    if (this.#earlier === null) this.#ledger?.forget(this.#callsBefore);
    this.#ledger?.begin(exportName, input, fuelMax);
  }

  /** The present call, which ended so. Its bytes are copies. */
  recording(outcome: RecordedOutcome): Recording {
    const call = this.#present();
    const start = this.#start ?? call;
    return { start, earlier: this.#earlier, callsBefore: this.#callsBefore, call, outcome };
  }

  /** The present call is over and its instance lives on. */
  ended(): void {
    this.#callsBefore += 1;
    if (this.#earlier === null) return;
    this.#historyBytes += this.#bytes + this.#input.length + ENTRY_BYTES;
    if (this.#cut || this.#historyBytes > HISTORY_BYTES_MAX) this.#earlier = null;
    else this.#earlier.push(this.#present());
  }

  get isFull(): boolean {
    return this.#cut;
  }

  pass(call: string, said: readonly TapeValue[], live: () => readonly TapeValue[]): readonly TapeValue[] {
    // What a question leads to inside of the host is no question of the guest's.
    if (this.#inside) return live();
    this.#inside = true;
    if (!this.#cut) this.#ledger?.asked(call, said);
    try {
      const got = live();
      this.#note({ call, said, got });
      return got;
    } catch (error) {
      this.#note({ call, said, got: [], fault: faultIn(error) });
      throw error;
    } finally {
      this.#inside = false;
    }
  }

  #note(entry: TapeEntry): void {
    this.#bytes += ENTRY_BYTES + sizeOf(entry.said) + sizeOf(entry.got);
    if (this.#cut) return;
    if (this.#bytes > this.#bytesMax) {
      this.#cut = true;
      this.#ledger?.cut();
      return;
    }
    this.#entries.push(entry);
    if (entry.fault) this.#ledger?.fault(entry.fault);
    else this.#ledger?.got(entry.got);
  }

  #present(): RecordedCall {
    return {
      exportName: this.#exportName,
      // A view would take the whole of its batch along.
      input: this.#input.slice(),
      fuelMax: this.#fuelMax,
      entries: this.#entries.length > 0 ? this.#entries : [],
      cut: this.#cut,
    };
  }
}

function faultIn(error: unknown): RecordedFault {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return { code: typeof code === "string" ? code : "DRIVER_TRAP", message: String(message ?? error).slice(0, 4096) };
}

function sizeOf(values: readonly TapeValue[]): number {
  let bytes = 0;
  for (const value of values) if (typeof value === "string" || value instanceof Uint8Array) bytes += value.length;
  return bytes;
}
