// The languages that drivers can be built from, in the order in which they are shown.
import { ASSEMBLYSCRIPT } from "./assemblyscript.ts";
import { C } from "./c.ts";
import type { GuestLanguage } from "./compiler.ts";
import { CPP } from "./cpp.ts";
import { GO } from "./go.ts";
import { RUST } from "./rust.ts";
import { TYPESCRIPT } from "./typescript.ts";
import { ZIG } from "./zig.ts";

/** One row a language; its kit is in sdk/guest, in the folder of its name. */
export const GUEST_LANGUAGES: readonly GuestLanguage[] = [ASSEMBLYSCRIPT, TYPESCRIPT, C, CPP, RUST, GO, ZIG];

/** The language of a name, or undefined. */
export function guestLanguage(name: string): GuestLanguage | undefined {
  return GUEST_LANGUAGES.find((language) => language.name === name);
}
