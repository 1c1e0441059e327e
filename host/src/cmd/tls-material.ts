// The certificates that the configuration names, read and looked at before anybody relies on them.
import { readFileSync, statSync } from "node:fs";
import type { TlsOptions } from "../conf/tls-options.ts";
import { HostError, messageOf } from "../errors.ts";

/** PEM texts. */
export interface TlsTexts {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthority?: string;
}

/** Reads the files of one `tls` section; `option` is its path. Throws START_FAILED, and PERMISSION_DENIED for a key that others can read. */
export function tlsMaterial({ certificate, key, clientAuthority }: TlsOptions, option: string): TlsTexts {
  const texts = { certificate: pem(certificate, `${option}.certificate`), key: pem(key, `${option}.key`) };
  if ((statSync(key).mode & 0o077) !== 0) {
    throw new HostError("PERMISSION_DENIED", `others can read the key of ${option}.key; run: chmod 600 ${key}`);
  }
  if (clientAuthority === undefined) return texts;
  return { ...texts, clientAuthority: pem(clientAuthority, `${option}.clientAuthority`) };
}

function pem(path: string, option: string): string {
  try {
    const text = readFileSync(path, "utf8");
    if (text.includes("-----BEGIN ")) return text;
  } catch (cause) {
    throw new HostError("START_FAILED", `${option}: ${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
  throw new HostError("START_FAILED", `${option}: ${path} is no PEM file`);
}
