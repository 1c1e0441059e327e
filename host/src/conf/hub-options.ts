// How other machines come to a hub, and how a host goes out to one.
import { z } from "zod";
import { parseListen } from "./address.ts";
import { text, textOf } from "./fields.ts";
import { TLS_OPTIONS } from "./tls-options.ts";

/** Beyond this machine there is no listener without TLS: the section cannot be written without it. */
export const REMOTE_OPTIONS = z.strictObject({
  listen: z
    .string()
    .refine((address) => parseListen(address) !== undefined, { error: "expected host:port, such as 0.0.0.0:4651" })
    .meta({ description: "Where other machines find the hub; port 0 lets the system choose." }),
  tls: TLS_OPTIONS,
});

/** Who may come in besides the operator, by name: by the token in its file, or by a certificate with that common name. */
export const PEERS_OPTIONS = z
  .record(
    z.string().regex(/^[A-Za-z0-9_.:-]{1,255}$/, { error: "expected 1 to 255 letters, digits and _ . : -" }),
    z.strictObject({
      role: z.enum(["admin", "host", "reader"]).meta({
        description: "What it may do: `host` serves topics and calls, `reader` only looks, `admin` may do everything.",
      }),
      tokenFile: text("Its token; made when absent. Without a file it must show a certificate.").optional(),
    }),
  )
  .default({})
  .meta({ description: "Who may come in besides the operator, by name." });

export const JOIN_OPTIONS = z.strictObject({
  url: textOf(/^wss?:\/\/[^/?#@]+\/?$/, "expected an address such as wss://hub.example:4651", "The hub to join."),
  tokenFile: text("The token to show there, a file that only its owner may read.").optional(),
  authority: text("Who issued that hub's certificate, a PEM file; what Node trusts by default.").optional(),
  certificate: text("The certificate to show there, a PEM file.").optional(),
  key: text("Its private key, a PEM file that only its owner may read.").optional(),
});
export type JoinOptions = z.output<typeof JOIN_OPTIONS>;
