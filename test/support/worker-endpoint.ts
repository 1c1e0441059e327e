// What the bus suites call: an object whose methods echo, wait, fail and remember.
import { z } from "zod";
import type { RequestContext } from "#host/context";
import { ERRORS, type ErrorCode, HostError } from "#host/errors";
import type { Endpoint, MethodDeclaration } from "#host/rpc/endpoint";
import { DriverStatusError } from "#sdk/status";

const METHODS: Readonly<Record<string, MethodDeclaration>> = {
  echo: { summary: "Answers what it got.", access: "read", params: z.strictObject({ value: z.unknown() }) },
  who: { summary: "Answers the server's name and what it knows of the caller.", access: "read" },
  note: { summary: "Remembers a number.", access: "operate", params: z.strictObject({ number: z.int() }) },
  hold: {
    summary: "Waits until it is released or cancelled.",
    access: "read",
    params: z.strictObject({ name: z.string() }),
  },
  stubborn: { summary: "Waits until it is released, whatever its signal says.", access: "read" },
  fail: {
    summary: "Fails as it is told.",
    access: "read",
    params: z.strictObject({ kind: z.enum(["host", "driver", "accident"]), code: z.string().optional() }),
  },
  fill: {
    summary: "Answers a text of so many bytes.",
    access: "read",
    params: z.strictObject({ bytes: z.int().min(0) }),
  },
  make_thing: {
    summary: "Checks nested params.",
    access: "admin",
    params: z.strictObject({ name: z.string().min(1), spec: z.strictObject({ sizeBytes: z.int().positive() }) }),
    since: "1.2",
  },
  echo_bytes: { summary: "Answers the bytes it got.", access: "read", params: z.instanceof(Uint8Array) },
  fill_bytes: { summary: "Answers some bytes.", access: "read" },
  unspeakable: { summary: "Answers what JSON cannot carry.", access: "read" },
  count: {
    summary: "Streams numbers from 1, and fails or ends behind the last one.",
    access: "read",
    streams: true,
    params: z.strictObject({ to: z.int(), fails: z.boolean().default(false) }),
  },
  no_stream: { summary: "Is declared to stream and does not.", access: "read", streams: true, method: "who" },
  status: { summary: "Answers even while the server drains.", access: "read", whileDraining: true },
};

export class TestWorker {
  readonly name: string;
  readonly numbers: number[] = [];
  /** Names that `hold` is waiting under, and the reasons of those that were cancelled. */
  readonly held = new Map<string, () => void>();
  readonly cancelled: { readonly name: string; readonly code: string }[] = [];
  releaseStubborn: () => void = () => {};

  constructor(name: string) {
    this.name = name;
  }

  get endpoint(): Endpoint {
    return { version: "1.2", methods: METHODS, target: this };
  }

  async echo(_ctx: RequestContext, { value }: { readonly value: unknown }): Promise<unknown> {
    return value;
  }

  /** How far `count` got, and how its streams ended. */
  counted = 0;
  readonly streamEnds: string[] = [];

  async *count(ctx: RequestContext, { to, fails }: { readonly to: number; readonly fails: boolean }) {
    try {
      for (let number = 1; number <= to; number++) {
        ctx.throwIfOver();
        this.counted = number;
        yield number;
      }
      if (fails) throw new HostError("BUSY", "counted out");
      this.streamEnds.push("all");
    } finally {
      this.streamEnds.push(ctx.ending.reason?.message ?? "no reason");
    }
  }

  async who(ctx: RequestContext): Promise<unknown> {
    const { caller, requestId, traceparent, tracestate, idempotencyKey } = ctx;
    return {
      server: this.name,
      caller,
      requestId,
      traceparent,
      tracestate,
      idempotencyKey,
      remainingMs: ctx.remainingMs(),
    };
  }

  async note(_ctx: RequestContext, { number }: { readonly number: number }): Promise<void> {
    this.numbers.push(number);
  }

  async hold(ctx: RequestContext, { name }: { readonly name: string }): Promise<string> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.held.set(name, resolve);
        ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason), { once: true });
      });
    } catch (error) {
      this.cancelled.push({ name, code: error instanceof HostError ? error.code : String(error) });
      throw error;
    }
    return `${name} was released`;
  }

  async stubborn(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.releaseStubborn = resolve;
    });
    return "at last";
  }

  async fail(_ctx: RequestContext, { kind, code }: { readonly kind: string; readonly code?: string }): Promise<never> {
    if (kind === "driver") throw new DriverStatusError("busy", "the disk is in use", { by: "vm1" });
    if (kind === "accident") throw new TypeError("secret: /etc/shadow cannot be read");
    if (code !== undefined && isCode(code))
      throw new HostError(code, `told to fail with ${code}`, { data: { thing: "db1" } });
    throw new Error(`no such code: ${code}`);
  }

  async fill(_ctx: RequestContext, { bytes }: { readonly bytes: number }): Promise<string> {
    return "x".repeat(bytes);
  }

  async makeThing(_ctx: RequestContext, params: unknown): Promise<unknown> {
    return params;
  }

  async echoBytes(_ctx: RequestContext, bytes: Uint8Array): Promise<Uint8Array> {
    return bytes;
  }

  async fillBytes(): Promise<Uint8Array> {
    return Uint8Array.of(1, 2, 3);
  }

  async unspeakable(): Promise<unknown> {
    return { size: 1n };
  }

  async status(): Promise<string> {
    return "fine";
  }

  /** Is no RPC method, and must never become one. */
  async initHost(): Promise<void> {
    throw new Error("called from outside");
  }
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
