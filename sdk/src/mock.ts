// Stand-ins made of a contract's tables: a driver for managers' tests and host functions for guests' tests, which take and answer only what the contract allows.
import type { Conversion, HostDescriptor, KindDescriptor } from "./kind.ts";
import { type DriverErrorStatus, DriverStatusError } from "./status.ts";

/** One call that a stand-in got. */
export interface FakeCall {
  /** The method's name, camelCase. */
  readonly method: string;
  readonly input: unknown;
}

export interface FakeControls {
  /** All calls so far, the oldest first. */
  readonly calls: readonly FakeCall[];
  /** The next call of the method ends so instead: a status that the contract lists for it, or any error, an accident. */
  failNext(method: string, how: DriverErrorStatus | Error): void;
  /** The next call of the method does its work and loses the answer: what a crash in the middle looks like to a manager. */
  loseNextAnswer(method: string, error: Error): void;
}

type Method = (ctx: unknown, input?: unknown) => Promise<unknown>;

/**
 * A driver of a kind. Each method that `methods` has is called with what it is given; the others answer `unsupported`, optional ones are
 * not there. What does not fit the contract, in or out, throws: a test with it would prove nothing.
 */
export function fakeDriver<D extends object>(kind: KindDescriptor, methods: Partial<D> = {}): D & FakeControls {
  const calls: FakeCall[] = [];
  const faults = new Map<string, DriverErrorStatus | Error>();
  const losses = new Map<string, Error>();
  const take = <T>(from: Map<string, T>, name: string): T | undefined => {
    const found = from.get(name);
    from.delete(name);
    return found;
  };
  const given = methods as Readonly<Record<string, Method | undefined>>;
  const offered = kind.functions.filter((fn) => fn.required || given[fn.camel] !== undefined);
  const entries = offered.map((fn): [string, Method] => [
    fn.camel,
    async (ctx, input) => {
      fn.encodeInput?.(input);
      calls.push({ method: fn.camel, input });
      const fault = take(faults, fn.camel);
      if (fault instanceof Error) throw fault;
      if (fault !== undefined) throw new DriverStatusError(fault, `${fn.camel} was told to answer ${fault}`);
      const result = await (given[fn.camel] ?? unsupported(fn.camel)).call(methods, ctx, input);
      const loss = take(losses, fn.camel);
      if (loss !== undefined) throw loss;
      return result;
    },
  ]);
  const listed = (method: string) => {
    const fn = offered.find(({ camel }) => camel === method);
    if (fn === undefined) throw new Error(`the stand-in of ${kind.name} has no ${method}`);
    return fn;
  };
  const controls: FakeControls = {
    calls,
    failNext(method, how) {
      const { errors } = listed(method);
      if (!(how instanceof Error) && how !== "unsupported" && !errors.includes(how))
        throw new Error(`${method} may not answer ${how}; the contract lists ${errors.join(", ")}`);
      faults.set(method, how);
    },
    loseNextAnswer(method, error) {
      losses.set(listed(method).camel, error);
    },
  };
  return Object.assign(Object.fromEntries(entries), controls) as D & FakeControls;
}

function unsupported(method: string): Method {
  return async () => {
    throw new DriverStatusError("unsupported", `the stand-in does not offer ${method}`);
  };
}

/** Stands in for the host functions. */
export interface FakeHost {
  /** All that was asked so far, the oldest first. */
  readonly calls: readonly FakeCall[];
  /** Asks by wire name, with wire values, as a guest does. */
  call(wireName: string, sent: unknown): unknown;
}

/**
 * The host functions by camelCase name, as what a guest's wire values go through: `answers` has what each answers, as value or function
 * of its input. What the guest sends must fit `host.yaml`, and so must what is answered; a function without an answer is refused.
 */
export function fakeHost(host: HostDescriptor, answers: Readonly<Record<string, unknown>>): FakeHost {
  const calls: FakeCall[] = [];
  return {
    calls,
    call(wireName, sent) {
      const fn = host.functions.find(({ wire }) => wire === wireName);
      if (fn === undefined) throw new Error(`there is no host function ${wireName}`);
      const input = fn.decodeInput?.(sent);
      calls.push({ method: fn.camel, input });
      if (!Object.hasOwn(answers, fn.camel))
        throw new Error(`${fn.camel} was asked, and the test has no answer for it`);
      const answer = answers[fn.camel];
      const value = typeof answer === "function" ? (answer as Conversion)(input) : answer;
      return fn.encodeOutput?.(value);
    },
  };
}

/** What a driver in TypeScript finds as the global `holdfast`. */
export interface FakeEngine {
  config(slot: string, key: string): string | undefined;
  log(slot: string, message: string): void;
  encodeUtf8(text: string): Uint8Array;
  decodeUtf8(bytes: Uint8Array): string;
  trap(): never;
}

/**
 * The engine of the TypeScript kit in front of a host's stand-in: set it as the global `holdfast`, and the code of a driver runs in Node, in a test
 * of the author's own. It has the log, the configuration and texts; what else a driver asks of its host needs the real engine.
 */
export function fakeEngine(host: FakeHost): FakeEngine {
  return {
    config: (_slot, key) => (host.call("config_get", { key }) as { readonly value?: string }).value,
    log: (slot, message) => void host.call("log", { level: slot.replace("holdfast:import:log_", ""), message }),
    encodeUtf8: (text) => new TextEncoder().encode(text),
    decodeUtf8: (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    trap: () => {
      throw new Error("the driver gave its instance up");
    },
  };
}
