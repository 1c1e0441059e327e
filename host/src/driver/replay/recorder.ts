// Notes what one instance asks: for the recording of a call that fails, and in a ledger for one that is ended.
import { CallHistory, sizeOf } from "./call-history.ts";
import { Ledger, newLedger } from "./ledger.ts";
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

const ENTRY_BYTES = 64;
// The caller has no more of such an input, once it is made.
const GIVEN_AWAY_BYTES_MIN = 65_536;
const NOTHING = new Uint8Array(0);

/** Notes what one instance asks. In the good case it keeps references and copies only what WASI moved. */
export class Recorder implements Tape {
  readonly replays = false;
  readonly #bytesMax: number;
  #start: RecordedCall | undefined;
  #earlier: CallHistory | null = new CallHistory();
  #callsBefore = 0;
  #exportName = "";
  #input: Uint8Array = NOTHING;
  #fuelMax: number | undefined;
  #entries: TapeEntry[] = [];
  #bytes = 0;
  #cut = false;
  #inside = false;
  readonly #share: (ledger: SharedArrayBuffer) => void;
  #ledger: Ledger | undefined;

  /** `share` is given the ledger once there is one: most guests ask nothing, and have none. */
  constructor({ bytesMax }: RecordOptions, share: (ledger: SharedArrayBuffer) => void) {
    this.#bytesMax = bytesMax;
    this.#share = share;
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
    if (this.#ledger) this.#beginIn(this.#ledger);
    else if (input.length >= GIVEN_AWAY_BYTES_MIN) this.#ledger = this.#open();
  }

  /** The present call, which ended so. Its bytes are copies. */
  recording(outcome: RecordedOutcome): Recording {
    const call = this.#present();
    const start = this.#start ?? call;
    return { start, earlier: this.#earlier?.calls() ?? null, callsBefore: this.#callsBefore, call, outcome };
  }

  /** The present call is over and its instance lives on. */
  ended(): void {
    this.#callsBefore += 1;
    if (this.#earlier && !this.#earlier.push(this.#callWith(this.#input))) this.#earlier = null;
    this.#input = NOTHING;
  }

  /** Its instance is gone. Idempotent. */
  close(): void {
    this.#earlier?.close();
  }

  get isFull(): boolean {
    return this.#cut;
  }

  pass(call: string, said: readonly TapeValue[], live: () => readonly TapeValue[]): readonly TapeValue[] {
    // What a question leads to inside of the host is no question of the guest's.
    if (this.#inside) return live();
    this.#inside = true;
    if (!this.#cut) {
      this.#ledger ??= this.#open();
      this.#ledger.asked(call, said);
    }
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

  /** With all that was so far. */
  #open(): Ledger {
    const buffer = newLedger(this.#bytesMax);
    const ledger = new Ledger(buffer);
    if (this.#start) copyInto(ledger, this.#start);
    ledger.opened();
    for (const call of this.#earlier?.calls() ?? []) copyInto(ledger, call);
    this.#beginIn(ledger);
    this.#share(buffer);
    return ledger;
  }

  #beginIn(ledger: Ledger): void {
    if (this.#earlier === null) ledger.forget(this.#callsBefore);
    ledger.begin(this.#exportName, this.#input, this.#fuelMax);
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

  // A view would take the whole of its batch along.
  #present(): RecordedCall {
    return this.#callWith(this.#input.slice());
  }

  #callWith(input: Uint8Array): RecordedCall {
    return {
      exportName: this.#exportName,
      input,
      fuelMax: this.#fuelMax,
      entries: this.#entries.length > 0 ? this.#entries : [],
      cut: this.#cut,
    };
  }
}

function copyInto(ledger: Ledger, { exportName, input, fuelMax, entries, cut }: RecordedCall): void {
  ledger.begin(exportName, input, fuelMax);
  for (const { call, said, got, fault } of entries) {
    ledger.asked(call, said);
    if (fault) ledger.fault(fault);
    else ledger.got(got);
  }
  if (cut) ledger.cut();
}

function faultIn(error: unknown): RecordedFault {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return { code: typeof code === "string" ? code : "DRIVER_TRAP", message: String(message ?? error).slice(0, 4096) };
}
