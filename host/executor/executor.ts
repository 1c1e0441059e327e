// What the executor does for its host: finds the rule, checks the request, notes it, runs it. The only way to a process.
import { createHash, randomUUID } from "node:crypto";
import { type DriverStatus, DriverStatusError, HOST, isDriverStatus } from "@holdfast/sdk";
import type { Audit } from "./audit.ts";
import { runCommand } from "./command.ts";
import type { Daemons } from "./daemons.ts";
import { checkParameters, type GivenParameter } from "./parameters.ts";
import type { Rule } from "./rule.ts";
import type { Rules } from "./rules-file.ts";
import { fillTemplate } from "./template.ts";

/** A request as the host sends it. */
export interface ExecutorRequest {
  /** The host function, such as `exec`. */
  readonly method: string;
  /** The driver that asks, for the audit log. */
  readonly driver: string;
  /** The trace of the call in which it asks, for the audit log. */
  readonly traceId?: string;
  /** In wire names. */
  readonly input: unknown;
  /** What is left of the caller's time. */
  readonly timeoutMs: number;
}

export interface ExecutorAnswer {
  readonly status: DriverStatus;
  readonly message?: string;
  readonly result?: unknown;
}

export interface ExecutorParts {
  readonly rules: Rules;
  readonly audit: Audit;
  readonly daemons: Daemons;
  readonly owner: string;
  /** Commands at once; further ones are refused. */
  readonly commandsMax: number;
}

/** What all methods have in common of their input, after it was checked against the contract. */
interface Asked {
  readonly rule: string;
  readonly instance?: string;
  readonly parameters?: readonly GivenParameter[];
  readonly stdinText?: string;
  readonly timeoutMs?: number;
  readonly dryRun?: boolean;
}

const INSTANCE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

export class Executor {
  readonly #parts: ExecutorParts;
  readonly #turns = new Map<string, Promise<unknown>>();
  #running = 0;
  #lastRun = 0;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  /** Never throws: what went wrong is a status. */
  async answer(request: ExecutorRequest, signal: AbortSignal): Promise<ExecutorAnswer> {
    this.#lastRun += 1;
    const run = this.#lastRun;
    try {
      return { status: "ok", result: await this.#do(request, signal, run) };
    } catch (error) {
      const status = isDriverStatus(error) ? error.status : "failed";
      const message = error instanceof Error ? error.message : String(error);
      if (status === "invalid_argument" || status === "permission_denied") this.#noteRefusal(request, run, message);
      return { status, message };
    }
  }

  async #do(request: ExecutorRequest, signal: AbortSignal, run: number): Promise<unknown> {
    const asked = decode(request);
    if (request.method === "exec") return this.#exec(request, asked, { signal, run });
    const rule = this.#rule(asked.rule, "daemon");
    if (request.method === "daemon_list") return { daemons: this.#parts.daemons.list(rule) };
    const instance = asked.instance ?? "";
    if (!INSTANCE.test(instance))
      throw new DriverStatusError("invalid_argument", "an instance has letters, digits, _ . and -, 63 at most");
    // One at a time for each daemon: two that start it at once must not start two.
    return this.#inTurn(`${rule.id}/${instance}`, () => this.#daemon(request, { rule, instance, asked, run }));
  }

  async #exec(
    request: ExecutorRequest,
    asked: Asked,
    { signal, run }: { readonly signal: AbortSignal; readonly run: number },
  ): Promise<unknown> {
    if (asked.dryRun) return this.#rehearse(request, asked, run);
    const rule = this.#rule(asked.rule, "command");
    const argv = argumentsOf(rule, asked);
    const stdin = stdinOf(rule, asked.stdinText);
    const whole = [rule.binary, ...argv];
    const about = { ...this.#about(request, rule, run), argv: whole, ...digestOf(stdin) };
    if (this.#running >= this.#parts.commandsMax)
      throw new DriverStatusError("busy", `${this.#running} commands run already; try again`);
    this.#running += 1;
    const timeoutMs = Math.max(1, Math.min(rule.timeoutMs, asked.timeoutMs ?? rule.timeoutMs, request.timeoutMs));
    const { owner, audit } = this.#parts;
    try {
      audit.note({ event: "run", ...about });
      const end = await runCommand({ rule, argv, stdin, timeoutMs, signal, owner, run: randomUUID() });
      audit.note({
        event: "ended",
        ...this.#about(request, rule, run),
        exitCode: end.exitCode,
        durationMs: end.durationMs,
      });
      const { exitCode, stdout, stderr, truncated, durationMs } = end;
      return {
        argv: whole,
        exit_code: exitCode,
        stdout_text: stdout,
        stderr_text: stderr,
        truncated,
        duration_ms: durationMs,
      };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      audit.note({ event: "ended", ...this.#about(request, rule, run), reason });
      throw error;
    } finally {
      this.#running -= 1;
    }
  }

  /** What a rule would run, of either type: a daemon's arguments belong into a plan as much as a command's. */
  #rehearse(request: ExecutorRequest, asked: Asked, run: number): unknown {
    const rule = this.#rule(asked.rule);
    // Which instance it would be, the request of a command cannot say.
    const argv = [rule.binary, ...argumentsOf(rule, { ...asked, instance: "{instance}" })];
    const stdin = stdinOf(rule, asked.stdinText);
    this.#parts.audit.note({ event: "dry-run", ...this.#about(request, rule, run), argv, ...digestOf(stdin) });
    return { argv, exit_code: 0, stdout_text: "", stderr_text: "", truncated: false, duration_ms: 0 };
  }

  async #daemon(
    request: ExecutorRequest,
    {
      rule,
      instance,
      asked,
      run,
    }: { rule: Extract<Rule, { type: "daemon" }>; instance: string; asked: Asked; run: number },
  ): Promise<unknown> {
    const { daemons, audit } = this.#parts;
    const about = { ...this.#about(request, rule, run), instance };
    switch (request.method) {
      case "daemon_start": {
        const argv = argumentsOf(rule, asked);
        const stdin = stdinOf(rule, asked.stdinText);
        audit.note({ event: "started", ...about, argv: [rule.binary, ...argv], ...digestOf(stdin) });
        return daemons.start({ rule, instance, argv, stdin, run: randomUUID() });
      }
      case "daemon_stop":
        audit.note({ event: "stopped", ...about });
        return daemons.stop(rule, instance);
      case "daemon_reload":
        audit.note({ event: "reloaded", ...about });
        return daemons.reload(rule, instance);
      case "daemon_status":
        return daemons.status(rule, instance);
      default:
        throw new DriverStatusError("unsupported", `the executor has no function ${request.method}`);
    }
  }

  #rule<T extends Rule["type"]>(id: string, type?: T): Extract<Rule, { type: T }> {
    const rule = this.#parts.rules.get(id);
    if (rule === undefined)
      throw new DriverStatusError("permission_denied", `the executor has no rule ${JSON.stringify(id.slice(0, 80))}`);
    if (type !== undefined && rule.type !== type)
      throw new DriverStatusError("invalid_argument", `the rule ${id} is of the type ${rule.type}`);
    if (rule.problem !== undefined)
      throw new DriverStatusError("not_ready", `the rule ${id} cannot be used here: ${rule.problem}`);
    return rule as Extract<Rule, { type: T }>;
  }

  #about({ driver, traceId }: ExecutorRequest, rule: Rule, run: number) {
    const { user, capabilities } = rule;
    return {
      run,
      driver,
      ...(traceId !== undefined && { traceId }),
      rule: rule.id,
      ...(user && { user: user.name }),
      ...(capabilities.length > 0 && { capabilities }),
    };
  }

  // The refusal is answered whether or not it can be noted: nothing was run.
  #noteRefusal({ driver, method, input }: ExecutorRequest, run: number, reason: string): void {
    const rule = typeof input === "object" && input !== null && "rule" in input ? String(input.rule).slice(0, 80) : "";
    try {
      this.#parts.audit.note({ event: "refused", run, driver, rule, method, reason: reason.slice(0, 500) });
    } catch {
      // The answer says already that nothing was done.
    }
  }

  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }
}

function decode({ method, input }: ExecutorRequest): Asked {
  const fn = HOST.functions.find((one) => one.wire === method && one.permission === "exec");
  if (fn?.decodeInput === undefined)
    throw new DriverStatusError("unsupported", `the executor has no function ${method.slice(0, 80)}`);
  try {
    return fn.decodeInput(input) as Asked;
  } catch (error) {
    throw new DriverStatusError("invalid_argument", error instanceof Error ? error.message : String(error));
  }
}

function argumentsOf(rule: Rule, { parameters = [], instance }: Asked): string[] {
  const values = new Map(checkParameters(rule, parameters));
  if (rule.type === "daemon" && instance !== undefined) values.set("instance", [instance]);
  return fillTemplate(rule.template, rule.parameters, values);
}

function stdinOf(rule: Rule, text: string | undefined): string | undefined {
  if (text === undefined || text === "") return rule.stdinBytesMax === undefined ? undefined : "";
  if (rule.stdinBytesMax === undefined)
    throw new DriverStatusError("invalid_argument", `the rule ${rule.id} lets nothing be read from standard input`);
  const bytes = Buffer.byteLength(text);
  if (bytes > rule.stdinBytesMax)
    throw new DriverStatusError(
      "invalid_argument",
      `the rule ${rule.id} takes ${rule.stdinBytesMax} bytes of input, these are ${bytes}`,
    );
  return text;
}

function digestOf(stdin: string | undefined) {
  if (!stdin) return {};
  return { stdinBytes: Buffer.byteLength(stdin), stdinDigest: createHash("sha256").update(stdin).digest("hex") };
}
