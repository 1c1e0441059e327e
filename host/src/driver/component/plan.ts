// What a translated component says about its functions, in a custom section of the module that stands for it.
import { COMPONENT_SECTION } from "@holdfast/sdk";
import type { PlannedShape, PlannedType } from "./canonical.ts";
import type { ValueType } from "./component-values.ts";

/** The custom section with the plan, as JSON in UTF-8. A file of somebody else's that has one is refused. */
export const PLAN_SECTION = COMPONENT_SECTION;

/** Prefix of the exports that are no functions of the kind: what frees answers, and makes room. */
export const POST_PREFIX = "post:";
export const REALLOC_PREFIX = "realloc:";

export interface PlannedExport {
  /** The wire name, under which the module exports it. */
  readonly name: string;
  /** The function's type, written out; only verdicts read it. */
  readonly type: string;
  readonly input?: PlannedType;
  readonly output?: PlannedType;
  /** True when `post:NAME` is to be called after the answer was read. */
  readonly hasPost: boolean;
  /** The export by which the guest makes room for an input. */
  readonly realloc?: string;
}

export interface PlannedImport {
  /** As the module imports it. */
  readonly namespace: string;
  readonly name: string;
  /** The function's own name, and its interface's. */
  readonly function: string;
  readonly interface: string;
  readonly params: readonly PlannedType[];
  readonly output?: PlannedType;
  readonly realloc?: string;
}

export interface ComponentPlan {
  /** The interface that it exports, such as holdfast:volume/driver@1.1.0. */
  readonly interface: string;
  /** Each refers only to those before it. */
  readonly types: readonly PlannedShape[];
  readonly exports: readonly PlannedExport[];
  readonly imports: readonly PlannedImport[];
}

/** Gives each type a number, the same for the same object: types that share parts stay small. */
export class TypeTable {
  readonly types: PlannedShape[] = [];
  readonly #known = new Map<ValueType, number>();

  add(type: ValueType): PlannedType {
    if (typeof type === "string") return type;
    const known = this.#known.get(type);
    if (known !== undefined) return known;
    const number = this.types.push(this.#planned(type)) - 1;
    this.#known.set(type, number);
    return number;
  }

  #planned(type: Exclude<ValueType, string>): PlannedShape {
    switch (type.kind) {
      case "record":
        return { kind: "record", fields: type.fields.map(({ name, type: of }) => ({ name, type: this.add(of) })) };
      case "variant": {
        const cases = type.cases.map(({ name, type: of }) => ({
          name,
          ...(of !== undefined && { type: this.add(of) }),
        }));
        return { kind: "variant", cases };
      }
      case "list":
        return { kind: "list", item: this.add(type.item) };
      case "option":
        return { kind: "option", item: this.add(type.item) };
      case "tuple":
        return { kind: "tuple", items: type.items.map((item) => this.add(item)) };
      case "result": {
        const { ok, error } = type;
        return {
          kind: "result",
          ...(ok !== undefined && { ok: this.add(ok) }),
          ...(error !== undefined && { error: this.add(error) }),
        };
      }
      case "alias":
        return { kind: "alias", of: this.add(type.of) };
      default:
        return type;
    }
  }
}
