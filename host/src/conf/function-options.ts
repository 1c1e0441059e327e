// The options of the function domain: plain Extism plugins by name.
import { z } from "zod";
import { DRIVERS } from "./driver-options.ts";

export const FUNCTION_OPTIONS = z.strictObject({ drivers: DRIVERS });
