// Turns what a file exports into an object: which export is meant, and what form it has.
import { isHostError, messageOf, nearestWord } from "../errors.ts";
import type { ManagerParts } from "./manager.ts";
import { loadFailed, type ObjectFile } from "./object-file.ts";

/** What a module exports, by name. */
export type Namespace = Readonly<Record<string, unknown>>;
export type ObjectForm = "class" | "factory" | "object" | "module";

/** The export that was named; without a name the default one, or the module itself. Throws LOAD_FAILED with the list of exports. */
export function pickExport(
  namespace: Namespace,
  found: ObjectFile,
  spec: string,
): { value: unknown; form: ObjectForm } {
  const { exportName } = found;
  if (exportName === undefined && !Object.hasOwn(namespace, "default")) return { value: namespace, form: "module" };
  const name = exportName ?? "default";
  const value = Object.hasOwn(namespace, name) ? namespace[name] : fromCommonJs(namespace, name);
  if (value === undefined) {
    const names = Object.keys(namespace).filter((key) => key !== "module.exports");
    const meant = nearestWord(name, names);
    const listed = names.length > 0 ? `it exports ${names.join(", ")}` : "it exports nothing";
    const message = `${found.file} has no export ${name}; ${meant ? `did you mean ${meant}? ` : ""}(${listed})`;
    throw loadFailed("export_missing", message, { data: { exports: names } });
  }
  if (typeof value === "function") return { value, form: isClass(value) ? "class" : "factory" };
  if (typeof value === "object" && value !== null) return { value, form: "object" };
  throw loadFailed("wrong_form", `${spec} is ${describe(value)}; it must be a class, a factory, an object or a module`);
}

// What a CommonJS file assigns at run time is not always seen as a name of the module, but always as its default.
function fromCommonJs(namespace: Namespace, name: string): unknown {
  const whole = namespace["default"];
  if ((typeof whole !== "object" && typeof whole !== "function") || whole === null) return undefined;
  return Object.hasOwn(whole, name) ? (whole as Namespace)[name] : undefined;
}

/** A class is constructed, a factory called (and awaited), an object or a module taken as it is. Throws LOAD_FAILED. */
export async function makeObject(value: unknown, parts: ManagerParts, spec: string): Promise<object> {
  if (typeof value !== "function") return value as object;
  const asClass = isClass(value);
  let made: unknown;
  try {
    made = asClass ? Reflect.construct(value, [parts]) : await (value as (parts: ManagerParts) => unknown)(parts);
  } catch (cause) {
    if (isHostError(cause)) throw cause;
    const what = asClass ? "the constructor" : "the factory";
    throw loadFailed("threw", `${spec}: ${what} threw: ${messageOf(cause)}`, { cause });
  }
  if (typeof made === "object" && made !== null) return made;
  throw loadFailed("wrong_form", `${spec}: the factory must return an object, it returned ${describe(made)}`);
}

// A class is written as one, or is an old constructor function with methods on its prototype.
function isClass(value: object): boolean {
  if (/^class[\s{]/.test(Function.prototype.toString.call(value))) return true;
  const prototype = (value as { readonly prototype?: unknown }).prototype;
  return typeof prototype === "object" && prototype !== null && Object.getOwnPropertyNames(prototype).length > 1;
}

function describe(value: unknown): string {
  return value === null || value === undefined
    ? String(value)
    : typeof value === "object"
      ? "an object"
      : `a ${typeof value}`;
}
