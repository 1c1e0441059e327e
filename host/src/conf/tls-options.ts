// How a listener proves who it is, and whom it lets in by certificate.
import { z } from "zod";
import { text } from "./fields.ts";

/** Files in PEM form, relative to where the option stands. */
export const TLS_OPTIONS = z.strictObject({
  certificate: text("The certificate chain, a PEM file."),
  key: text("Its private key, a PEM file that only its owner may read."),
  clientAuthority: text(
    "Who issues the certificates of clients, a PEM file; with it a client without a certificate is turned away.",
  ).optional(),
});
export type TlsOptions = z.output<typeof TLS_OPTIONS>;
