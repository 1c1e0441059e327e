// The types of a component's functions, written out as the kinds write theirs, so that the two can be compared.
import type { FunctionType, ValueType } from "./component-values.ts";

// Far more than the longest type of a contract; types that share parts could be without end.
const LENGTH_MAX = 20_000;

/** Like `(record{name: string}) -> result<_, string>`; cut off where it is longer than any of ours. */
export function typeText({ params, result }: FunctionType): string {
  const writer = new TypeWriter();
  writer.add("(");
  writer.list(params, ({ type }) => writer.value(type));
  writer.add(") -> ");
  if (result === undefined) writer.add("_");
  else writer.value(result);
  return writer.text;
}

class TypeWriter {
  text = "";

  add(words: string): void {
    if (this.text.length < LENGTH_MAX) this.text += words;
  }

  list<T>(items: readonly T[], write: (item: T) => void): void {
    for (const [index, item] of items.entries()) {
      if (this.text.length >= LENGTH_MAX) return;
      if (index > 0) this.add(", ");
      write(item);
    }
  }

  value(type: ValueType): void {
    if (this.text.length >= LENGTH_MAX) return;
    if (typeof type === "string") {
      this.add(type);
      return;
    }
    switch (type.kind) {
      case "alias":
        this.value(type.of);
        return;
      case "record":
        this.#braces("record", type.fields, ({ name, type: of }) => {
          this.add(`${name}: `);
          this.value(of);
        });
        return;
      case "variant":
        this.#braces("variant", type.cases, ({ name, type: of }) => this.#case(name, of));
        return;
      case "enum":
      case "flags":
        this.#braces(type.kind, type.names, (name) => this.add(name));
        return;
      default:
        this.#generic(type);
    }
  }

  #generic(type: Exclude<ValueType, string>): void {
    if (type.kind === "list" || type.kind === "option") this.#angles(type.kind, [type.item]);
    else if (type.kind === "tuple") this.#angles("tuple", type.items);
    else if (type.kind === "result") this.#angles("result", [type.ok, type.error]);
    else this.add(type.kind);
  }

  #case(name: string, of: ValueType | undefined): void {
    this.add(name);
    if (of === undefined) return;
    this.add("(");
    this.value(of);
    this.add(")");
  }

  #braces<T>(kind: string, items: readonly T[], write: (item: T) => void): void {
    this.add(`${kind}{`);
    this.list(items, write);
    this.add("}");
  }

  #angles(kind: string, items: readonly (ValueType | undefined)[]): void {
    this.add(`${kind}<`);
    this.list(items, (item) => (item === undefined ? this.add("_") : this.value(item)));
    this.add(">");
  }
}
