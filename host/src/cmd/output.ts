// What the command line prints: answers on standard output as tables or JSON, everything else on standard error.
import { formatBytes } from "../conf/units.ts";
import { type HostError, isHostError, messageOf } from "../errors.ts";

/** A column of a table: its heading and how a row's cell is made. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
}

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
    const body = this.json ? JSON.stringify(value, null, 2) : text();
    this.#streams.out.write(body.endsWith("\n") || body === "" ? body : `${body}\n`);
  }

  /** A remark beside the answer; silent for programs. */
  note(text: string): void {
    if (!this.json) this.#streams.err.write(`${text}\n`);
  }

  /** An error, as one line and what else is known, or as one JSON object. */
  error(error: unknown): void {
    this.#streams.err.write(this.json ? `${JSON.stringify({ error: errorFields(error) })}\n` : `${errorText(error)}\n`);
  }

  /** Shows on a terminal, from the second second on, that long work goes on; the answer ends it. */
  progress(label: string): () => void {
    if (this.json || !this.#streams.err.isTTY) return () => {};
    const start = performance.now();
    let shown = false;
    const timer = setInterval(() => {
      shown = true;
      this.#streams.err.write(`\r${label} … ${Math.round((performance.now() - start) / 1000)} s`);
    }, 1000);
    timer.unref();
    return () => {
      clearInterval(timer);
      if (shown) this.#streams.err.write(`\r${" ".repeat(label.length + 12)}\r`);
    };
  }

  /** Text in a colour that means something, where colours are wanted. */
  paint(tone: "good" | "bad" | "warn" | "dim", text: string): string {
    if (!this.color) return text;
    const code = { good: 32, bad: 31, warn: 33, dim: 2 }[tone];
    return `\u001b[${code}m${text}\u001b[0m`;
  }
}

/** Columns padded to their widest cell, two blanks between; the heading is there even without rows. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((column) => column.cell(row))),
  ];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => visibleLength(line[index] ?? ""))));
  const pad = (text: string, index: number) => text + " ".repeat((widths[index] ?? 0) - visibleLength(text));
  return `${lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n")}\n`;
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
  if (!isHostError(error)) return { code: "INTERNAL", message: messageOf(error), retryable: false };
  return { code: error.code, message: error.message, retryable: error.retryable, data: error.data };
}

function errorText(error: unknown): string {
  if (!isHostError(error)) return `error: ${messageOf(error)}`;
  const lines = [`error: ${error.message} (${error.code})`, ...problemLines(error)];
  return lines.join("\n");
}

/** The single problems of an error that reports several, a line each. */
function problemLines(error: HostError): string[] {
  const { problems, issues } = error.data as { problems?: unknown; issues?: unknown };
  const list = Array.isArray(problems) ? problems : Array.isArray(issues) ? issues : [];
  return list.map((problem) => `  ${problemLine(problem)}`);
}

function problemLine(problem: unknown): string {
  if (typeof problem !== "object" || problem === null) return String(problem);
  const fields = problem as Record<string, unknown>;
  const where = [
    fields["at"],
    fields["where"],
    Array.isArray(fields["path"]) ? fields["path"].join(".") : fields["path"],
  ].find(Boolean);
  const remedy = fields["remedy"] ? ` → ${fields["remedy"]}` : "";
  return `${where ? `${where}: ` : ""}${fields["message"] ?? ""}${remedy}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character
const COLOUR_CODES = /\u001b\[\d+m/g;

function visibleLength(text: string): number {
  return [...text.replace(COLOUR_CODES, "")].length;
}
