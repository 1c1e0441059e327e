// Tables for people: columns padded to their widest cell, whatever stands in it.
import { displayWidth, onOneLine, printable } from "./printable.ts";

/** A column of a table: its heading and how a row's cell is made. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
}

/** Two blanks between columns; the heading is there even without rows. A cell stays on its line and may have our own colours. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ cell }) => safe(cell(row))))];
  const widths = columns.map((_, index) =>
    lines.reduce((widest, line) => Math.max(widest, displayWidth(line[index] ?? "")), 0),
  );
  const pad = (text: string, index: number) => text + " ".repeat((widths[index] ?? 0) - displayWidth(text));
  return `${lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n")}\n`;
}

// Before it is measured: an escaped character is wider than what it stands for.
function safe(cell: string): string {
  return onOneLine(printable(cell, { colors: true }));
}
