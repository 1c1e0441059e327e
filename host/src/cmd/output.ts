// What the command line prints: answers on standard output as text or JSON, everything else on standard error.
import { formatBytes } from "../conf/units.ts";
import { type HostError, isHostError, messageOf } from "../errors.ts";
import { displayWidth, printable, printableJson } from "./printable.ts";

export interface Streams {
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** Prints a command's answer in the form that the user asked for. */
export class Output {
  readonly json: boolean;
  readonly color: boolean;
  readonly #streams: Streams;

  constructor(options: { readonly json: boolean; readonly color: boolean; readonly streams: Streams }) {
    this.json = options.json;
    this.color = options.color;
    this.#streams = options.streams;
  }

  /** The answer: `value` as JSON for programs, or what `text` makes of it for people. */
  answer(value: unknown, text: () => string): void {
    const body = this.json ? printableJson(JSON.stringify(value, null, 2)) : this.#safe(text());
    this.#streams.out.write(body.endsWith("\n") || body === "" ? body : `${body}\n`);
  }

  /** Something that happened, while the command goes on: one line of JSON for programs, or text. */
  event(value: unknown, text: () => string): void {
    this.#streams.out.write(`${this.json ? printableJson(JSON.stringify(value)) : this.#safe(text())}\n`);
  }

  /** A remark beside the answer; silent for programs. */
  note(text: string): void {
    if (!this.json) this.#streams.err.write(`${this.#safe(text)}\n`);
  }

  /** An error, as one line and what else is known, or as one JSON object. */
  error(error: unknown): void {
    const line = this.json
      ? printableJson(JSON.stringify({ error: errorFields(error) }))
      : this.#safe(errorText(error));
    this.#streams.err.write(`${line}\n`);
  }

  /** Shows on a terminal, from the second second on, that long work goes on, until the function it answers is called. */
  progress(label: string): () => void {
    if (this.json || !this.#streams.err.isTTY) return () => {};
    const start = performance.now();
    const shownLabel = printable(label, { colors: false });
    let shownWidth = 0;
    const timer = setInterval(() => {
      const line = `${shownLabel} … ${Math.round((performance.now() - start) / 1000)} s`;
      shownWidth = displayWidth(line);
      this.#streams.err.write(`\r${line}`);
    }, 1000);
    timer.unref();
    return () => {
      clearInterval(timer);
      if (shownWidth > 0) this.#streams.err.write(`\r${" ".repeat(shownWidth)}\r`);
    };
  }

  /** Text in a colour that means something, where colours are wanted. */
  paint(tone: "good" | "bad" | "warn" | "dim", text: string): string {
    const plain = printable(text, { colors: false });
    if (!this.color) return plain;
    const code = { good: 32, bad: 31, warn: 33, dim: 2 }[tone];
    return `\u001b[${code}m${plain}\u001b[0m`;
  }

  #safe(text: string): string {
    return printable(text, { colors: this.color });
  }
}

/** `size` or a dash. */
export function bytesOr(value: number | null | undefined): string {
  return value === null || value === undefined ? "-" : formatBytes(value);
}

/** A span of time as people say it: 340 ms, 4.2 s, 3 min. */
export function formatAge(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}

/** The fields of an error that a program may rely on. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!isHostError(error)) return { code: "INTERNAL", message: messageOf(error), retryable: false, data: {} };
  return { code: error.code, message: error.message, retryable: error.retryable, data: error.data };
}

function errorText(error: unknown): string {
  if (!isHostError(error)) return `error: ${messageOf(error)}`;
  return [`error: ${error.message} (${error.code}${statusOf(error)})`, ...problemLines(error)].join("\n");
}

/** What a driver answered, where that says more than that it failed. */
function statusOf({ code, data }: HostError): string {
  const { status } = data as { status?: unknown };
  return code === "DRIVER_FAILED" && typeof status === "string" && status !== "failed" ? `: ${status}` : "";
}

/** The single problems of an error that reports several, a line each, unless the message has told them all. */
function problemLines(error: HostError): string[] {
  const { problems, issues } = error.data as { problems?: unknown; issues?: unknown };
  const list = Array.isArray(problems) ? problems : Array.isArray(issues) ? issues : [];
  if (list.every((problem) => error.message.includes(messageOfProblem(problem)))) return [];
  return list.map((problem) => `  ${problemLine(problem)}`);
}

function messageOfProblem(problem: unknown): string {
  return typeof problem === "object" && problem !== null && "message" in problem
    ? String(problem.message)
    : String(problem);
}

function problemLine(problem: unknown): string {
  if (typeof problem !== "object" || problem === null) return String(problem);
  const fields = problem as Record<string, unknown>;
  const path = Array.isArray(fields["path"]) ? fields["path"].join(".") : fields["path"];
  const where = [fields["at"], fields["where"], path].find(Boolean);
  const remedy = fields["remedy"] ? ` → ${fields["remedy"]}` : "";
  return `${where ? `${where}: ` : ""}${fields["message"] ?? ""}${remedy}`;
}
