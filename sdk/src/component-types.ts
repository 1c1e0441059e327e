// The types of a component's functions against those of its kind: a component that was made from other interfaces is refused before it runs.
import { COMPONENT_SECTION } from "./component-imports.ts";
import type { Inspection } from "./inspection.ts";
import type { KindDescriptor } from "./kind.ts";
import type { Manifest } from "./manifest.ts";
import type { VerdictProblem } from "./verdict-model.ts";

const SHOWN_LENGTH_MAX = 400;

/** What a translation wrote down; undefined for what stands for no component. */
export function componentTypesIn(
  bytes: Uint8Array,
  { customSections }: Inspection,
): ReadonlyMap<string, string> | undefined {
  const section = customSections.find(({ name }) => name === COMPONENT_SECTION);
  if (section === undefined) return undefined;
  const plan = JSON.parse(new TextDecoder().decode(bytes.subarray(section.start, section.end))) as {
    readonly exports: readonly { readonly name: string; readonly type: string }[];
  };
  return new Map(plan.exports.map(({ name, type }) => [name, type]));
}

/** Of an earlier minor version the shapes are not kept: there the calls themselves are checked, as they always are. */
export function checkTypes(
  kind: KindDescriptor,
  { abi }: Manifest,
  types: ReadonlyMap<string, string>,
): VerdictProblem[] {
  if (abi !== kind.version) return [];
  return kind.functions.flatMap((fn): VerdictProblem[] => {
    const own = types.get(fn.wire);
    if (own === undefined || fn.component === undefined || own === fn.component) return [];
    return [
      {
        code: "DRIVER_EXPORT_MISSING",
        message: `${fn.wire} is ${from(own, fn.component)} in the component, it must be ${from(fn.component, own)}`,
        remedy: `build the component from the interfaces of ${kind.name} ${kind.version}`,
      },
    ];
  });
}

/** A type from where it differs from another. */
function from(type: string, other: string): string {
  let at = 0;
  while (at < type.length && type[at] === other[at]) at++;
  const begin = Math.max(0, type.lastIndexOf("{", at));
  const end = type.length > begin + SHOWN_LENGTH_MAX ? "…" : "";
  return `${begin > 0 ? "…" : ""}${type.slice(begin, begin + SHOWN_LENGTH_MAX)}${end}`;
}
