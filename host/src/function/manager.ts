// The function manager: calls exports of plain Extism plugins with bytes, and journals those calls for which it is asked to.
import { createHash } from "node:crypto";
import type { FunctionDriver } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";
import type { Database } from "../db/connection.ts";
import { isHostError } from "../errors.ts";
import {
  type DriverSet,
  Manager,
  type ManagerParts,
  type PeriodicDeclarations,
  type RpcDeclarations,
} from "../manager/manager.ts";
import { CHANGE_ERRORS } from "../manager/method-errors.ts";
import type { Journal } from "../operation/journal.ts";
import { settleUnknowns } from "../operation/reconcile.ts";
import { readBytes, writeBytes } from "./bytes.ts";
import * as messages from "./messages.ts";

/** What the function domain needs besides what every manager gets. */
export interface FunctionDomain {
  readonly database: Database;
  readonly journal: Journal;
  readonly drivers: DriverSet<FunctionDriver>;
}

// Nobody can be asked what a plugin did: it has no contract.
const CUT_OFF = "the call was cut off, and nobody can be asked what the function did; look, then call it again";

/** Functions of one host. */
export class FunctionManager extends Manager {
  static override readonly version: string = "1.0";
  static override readonly rpc: RpcDeclarations = {
    call: {
      ...{ access: "operate", params: messages.CALL_PARAMS, result: messages.CALLED, errors: CHANGE_ERRORS },
      summary: "Calls an export of an Extism plugin with bytes.",
    },
    list: {
      ...{ access: "read", result: messages.FUNCTIONS, whileDraining: true, errors: [] },
      summary: "Lists the plugins that serve, with what can be called.",
    },
  };
  static override readonly periodic: PeriodicDeclarations = {
    settleUnknowns: { spacingMs: 5_000, timeoutMs: 30_000 },
  };

  readonly #domain: FunctionDomain;

  constructor({ domain }: ManagerParts<FunctionDomain>) {
    super();
    this.#domain = domain;
  }

  override initHost(ctx: RequestContext): Promise<void> {
    return this.settleUnknowns(ctx);
  }

  /** NOT_FOUND for an export that is not there, DRIVER_FAILED with the plugin's own words, DRIVER_* for its accidents. */
  async call(ctx: RequestContext, params: messages.CallParams): Promise<messages.Called> {
    ctx.visit("function manager");
    const input = readBytes({ encoding: params.encoding, text: params.input });
    if (params.journal) return this.#journaled(ctx, params, input);
    const answer = await this.#domain.drivers.get(params.driver).call(ctx, params.export, input);
    return { ...calledOf(answer), operationId: null, replayed: false };
  }

  async list(ctx: RequestContext): Promise<messages.Functions> {
    ctx.visit("function manager");
    const { drivers } = this.#domain;
    const exportsOf = (name: string): string[] => {
      try {
        return [...drivers.get(name).exports];
      } catch (error) {
        // One that does not serve has nothing that could be called; `driver list` says why.
        if (!isHostError(error, "DRIVER_UNAVAILABLE")) throw error;
        return [];
      }
    };
    return { drivers: drivers.names().map((name) => ({ name, exports: exportsOf(name) })) };
  }

  /** Ends what a crash or a time-out left open, as failed. Runs at start and then periodically. */
  async settleUnknowns(ctx: RequestContext): Promise<void> {
    const inspect = async () => ({ state: "failed" as const, note: CUT_OFF });
    const { settled } = await settleUnknowns(ctx, this.#domain.journal, { domain: "function", inspect });
    for (const { operationId, note } of settled) ctx.log.warn({ operationId, note }, "a function's call was cut off");
  }

  /** The input itself may be large or secret: its digest is what the journal needs to know the same request again. */
  async #journaled(
    ctx: RequestContext,
    { driver, export: exportName }: messages.CallParams,
    input: Uint8Array,
  ): Promise<messages.Called> {
    const { journal, drivers } = this.#domain;
    const { digest: driverDigest } = drivers.info(driver);
    const inputSha256 = createHash("sha256").update(input).digest("hex");
    const entry = {
      // Calls do not exclude each other: each is a thing of its own, but for the same request made again.
      ...{ domain: "function", resource: `${driver}.${exportName}/${ctx.idempotencyKey ?? ctx.requestId}` },
      ...{ action: "call", driver },
      ...{ driverDigest, input: { export: exportName, inputSha256, inputBytes: input.length } },
      ...(ctx.idempotencyKey === undefined ? {} : { idempotencyKey: ctx.idempotencyKey }),
    };
    const { operationId, result, replayed } = await journal.run(ctx, entry, {
      mark: async () => {},
      work: async (_id, inner) => calledOf(await drivers.get(driver).call(inner, exportName, input)),
      settle: async () => {},
    });
    return { ...result, operationId, replayed };
  }
}

function calledOf(answer: Uint8Array): Pick<messages.Called, "encoding" | "output"> {
  const { encoding, text } = writeBytes(answer);
  return { encoding, output: text };
}
