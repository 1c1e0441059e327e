// A driver file as a core module: one that is a component is translated, once for each digest.
import { COMPONENT_SECTION, inspect, isComponent } from "@holdfast/sdk/verdict";
import { HostError } from "../../errors.ts";
import type { DriverFile } from "../store.ts";
import type { ComponentStore } from "./component-store.ts";

const TIMEOUT_MS = 20_000;

export interface TranslateOptions {
  /** Where translations are kept; each time anew without one. */
  readonly store?: ComponentStore | undefined;
  readonly timeoutMs?: number;
}

/** The file itself, or what stands for a component in its place, under the component's own digest. Throws DRIVER_MALFORMED. */
export async function moduleOf(
  file: DriverFile,
  { store, timeoutMs = TIMEOUT_MS }: TranslateOptions = {},
): Promise<DriverFile> {
  if (!isComponent(file.bytes)) return withoutPlan(file);
  const kept = await store?.read(file.digest);
  if (kept) return { ...file, bytes: kept };
  const { translateApart } = await import("./translate-apart.ts");
  const bytes = await translateApart(file, timeoutMs);
  await store?.write(file.digest, bytes);
  return { ...file, bytes };
}

/** A plan comes from a translation of ours only: what runs by it relies on what was compared then. */
function withoutPlan(file: DriverFile): DriverFile {
  if (!Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.length).includes(COMPONENT_SECTION))
    return file;
  if (!sectionNames(file.bytes).includes(COMPONENT_SECTION)) return file;
  throw new HostError(
    "DRIVER_MALFORMED",
    `${file.path} has a section ${COMPONENT_SECTION}, which belongs to the host; build it without`,
  );
}

function sectionNames(bytes: Uint8Array): string[] {
  try {
    return inspect(bytes).customSections.map(({ name }) => name);
  } catch {
    // The verdict says what is wrong with it.
    return [];
  }
}
