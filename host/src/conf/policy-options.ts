// The options about what the operator asks of drivers before they may run.
import { z } from "zod";
import { textOf } from "./fields.ts";

export const POLICY_OPTIONS = z.strictObject({
  minConformance: z.enum(["none", "passed", "complete"]).default("none").meta({
    description:
      "What the signed report beside a driver's file must say: nothing, no failed case, or no skipped one either. Drivers that come with Holdfast need none.",
  }),
  trustedKeys: z
    .array(
      textOf(
        /^[A-Za-z0-9+/]{40,200}={0,2}$/,
        "expected a public key as `holdfast driver report verify` shows it",
        "A public key.",
      ),
    )
    .max(100)
    .default([])
    .meta({ description: "Whose reports count: public keys as `holdfast driver report verify` shows them." }),
});
