// Reads the steps of its own schema that a manager declares: `static migrations`, or a field of a plain object or module.
import type { TableStep } from "../db/manager-tables.ts";
import { HostError } from "../errors.ts";

/** The declared steps; none for a manager without tables. Throws LOAD_FAILED for what is no list of named steps. */
export function migrationsOf(manager: object, label: string): readonly TableStep[] {
  const declared = (manager as Declared).migrations ?? (manager.constructor as Declared).migrations ?? [];
  const problems: string[] = [];
  const names = new Set<string>();
  for (const [index, step] of (Array.isArray(declared) ? declared : [undefined]).entries()) {
    if (!isStep(step)) problems.push(`migrations[${index}] must be { name, up }, with a text and a function`);
    else if (names.has(step.name)) problems.push(`migrations has the name ${step.name} twice`);
    else names.add(step.name);
  }
  if (problems.length > 0)
    throw new HostError("LOAD_FAILED", `${label} is not a manager that can run: ${problems.join("; ")}`, {
      data: { object: label, problems },
    });
  return declared as readonly TableStep[];
}

interface Declared {
  readonly migrations?: unknown;
}

function isStep(step: unknown): step is TableStep {
  const { name, up } = (step ?? {}) as Partial<TableStep>;
  return typeof name === "string" && name !== "" && typeof up === "function";
}
