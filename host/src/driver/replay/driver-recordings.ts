// Which calls of one driver are kept, and what becomes of them: from what an instance noted to a bundle without secrets.
import { type Clock, isoTime } from "../../clock.ts";
import { longestCallMs } from "../call-limits.ts";
import { readSecret } from "../host-functions/secrets.ts";
import type { PreparedDriver } from "../load-driver.ts";
import { WASI_NAMESPACE } from "../prepared-names.ts";
import type { GuestOptions, GuestUsage } from "../runtime.ts";
import { readDriverFile } from "../store.ts";
import type { Bundle, BundleHead } from "./bundle.ts";
import type { BundleStore } from "./bundle-store.ts";
import { createMask, type Mask, secretsOfSchema } from "./mask.ts";
import type { RecordedCall, RecordedOutcome, Recording, RecordMode, RecordOptions } from "./tape.ts";

/** Where recordings go and how large they may be. */
export interface RecordingTerms extends RecordOptions {
  readonly store: BundleStore;
  /** The version of this host. */
  readonly host: string;
}

/** A call as the host's side saw it; its input is gone when it was large and was given away. */
export interface SeenCall {
  readonly exportName: string;
  readonly input: Uint8Array;
  readonly inputBytes: number;
  readonly fuelMax?: number | undefined;
}

const FILE_BYTES_MAX = 32 * 1024 * 1024;
const NOTHING: RecordedCall = { exportName: "", input: new Uint8Array(0), entries: [], cut: true };

export class DriverRecordings {
  readonly #prepared: PreparedDriver;
  readonly #name: string;
  readonly #terms: RecordingTerms & { readonly clock: Clock };
  #mode: RecordMode;
  #withModule = false;

  constructor(name: string, prepared: PreparedDriver, terms: RecordingTerms & { readonly clock: Clock }) {
    this.#name = name;
    this.#prepared = prepared;
    this.#terms = terms;
    this.#mode = prepared.record ?? terms.mode;
  }

  get mode(): RecordMode {
    return this.#mode;
  }

  /** From the next instance on; with the driver's file in each bundle, if wanted. */
  change(mode: RecordMode, withModule: boolean): void {
    this.#mode = mode;
    this.#withModule = withModule;
  }

  /** For an instance that is being born. */
  options(): Pick<GuestOptions, "record"> {
    return this.#mode === "off" ? {} : { record: { mode: this.#mode, bytesMax: this.#terms.bytesMax } };
  }

  /** An instance tells of a call that is to be kept. */
  keep({ start, earlier, callsBefore, call, outcome }: Recording): void {
    const calls = [start, ...(earlier ?? []), call];
    const incomplete = calls.some(({ cut }) => cut)
      ? "more was asked than is kept"
      : earlier === null
        ? `the ${callsBefore} calls before it are more than is kept: it is replayed on a fresh instance`
        : undefined;
    this.#write({ start, earlier: earlier ?? [], call, outcome }, callsBefore, incomplete);
  }

  /** The answer broke the contract, which only the host's side can tell; what the call asked was not sent along. */
  broken(seen: SeenCall, answer: Uint8Array, usage: GuestUsage | undefined): void {
    const imports = WebAssembly.Module.imports(this.#prepared.guest.module);
    const asked = (usage?.hostCalls ?? 1) > 0 || imports.some(({ module }) => module === WASI_NAMESPACE);
    const why = asked ? "what it asked is only kept with `record: all`, for its answer was good in form" : undefined;
    this.#seen(seen, { answer }, why);
  }

  #seen({ exportName, input, inputBytes, fuelMax }: SeenCall, outcome: RecordedOutcome, why: string | undefined): void {
    // An instance that keeps every call has told of this one itself.
    if (this.#mode === "off" || (this.#mode === "all" && "answer" in outcome)) return;
    const gone = input.length < inputBytes ? `its input of ${inputBytes} bytes was given away` : why;
    const call = { exportName, input: input.slice(), fuelMax, entries: [], cut: gone !== undefined };
    this.#write({ start: { ...NOTHING, cut: call.cut }, earlier: [], call, outcome }, 0, gone);
  }

  #write(what: Pick<Bundle, "start" | "earlier" | "call" | "outcome">, callsBefore: number, incomplete?: string): void {
    const { kind, digest, path } = this.#prepared;
    const withModule = this.#withModule;
    const make = async (): Promise<Bundle> => {
      const mask = await this.#mask();
      return {
        head: this.#head(mask, callsBefore, incomplete),
        start: masked(what.start, mask),
        earlier: what.earlier.map((call) => masked(call, mask)),
        call: masked(what.call, mask),
        outcome: maskedOutcome(what.outcome, mask),
        ...(withModule && { module: (await readDriverFile(path, { bytesMax: FILE_BYTES_MAX, digest })).bytes }),
      };
    };
    this.#terms.store.keep({ kind: kind.name, name: this.#name }, make, { every: this.#mode === "all" });
  }

  /** Secrets in files are read anew: they may have changed, and are kept nowhere. */
  async #mask(): Promise<Mask> {
    const { config, host } = this.#prepared.guest.options;
    const reads = Object.keys(host?.secret ?? {}).map((name) => host && readSecret(host, name).catch(() => ""));
    const values = (await Promise.all(reads)).filter((value) => value !== undefined);
    return createMask(config, { names: secretsOfSchema(this.#prepared.manifest.config), values });
  }

  #head(mask: Mask, callsBefore: number, incomplete: string | undefined): BundleHead {
    const { kind, manifest, digest, guest, limits } = this.#prepared;
    const { memoryPagesMax, outputBytesMax, hostBytesMax, config, log, fs, variablesBytesMax, fuelAtStart } =
      guest.options;
    return {
      ...{ recordedAt: isoTime(this.#terms.clock), host: this.#terms.host },
      driver: { kind: kind.name, name: this.#name, version: manifest.version, digest },
      ...{ runtime: guest.runtime, heapMibMax: guest.heapMibMax, timeoutMs: longestCallMs(kind, limits) },
      options: {
        ...{ memoryPagesMax, outputBytesMax, hostBytesMax, log, config: config && mask.config },
        fs: fs.map(({ guest: seen, mode }) => ({ guest: seen, mode })),
        ...(variablesBytesMax !== undefined && { variablesBytesMax }),
        ...(fuelAtStart !== undefined && { fuelAtStart }),
      },
      ...{ grants: grantNames(guest.options), masked: mask.names, callsBefore },
      ...(incomplete !== undefined && { incomplete }),
    };
  }
}

function masked(call: RecordedCall, mask: Mask): RecordedCall {
  return { ...call, input: mask.value(call.input), entries: call.entries.map(mask.entry) };
}

function maskedOutcome(outcome: RecordedOutcome, mask: Mask): RecordedOutcome {
  if ("answer" in outcome) return { answer: mask.value(outcome.answer) };
  return { fault: { ...outcome.fault, message: mask.value(outcome.fault.message) } };
}

function grantNames({ log, config, fs, host }: GuestOptions): string[] {
  const plain = (["clock", "random", "event", "kv"] as const).filter((name) => host?.[name]);
  return [
    ...(log ? ["log"] : []),
    ...(config ? ["config"] : []),
    ...fs.map(({ guest, mode }) => `fs ${guest} (${mode})`),
    ...plain,
    ...(host?.exec ?? []).map((rule) => `exec ${rule}`),
    ...(host?.http ?? []).map(({ origin }) => `http ${origin}`),
    ...Object.keys(host?.secret ?? {}).map((name) => `secret ${name}`),
  ];
}
