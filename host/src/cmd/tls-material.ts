// The certificates that the configuration names, read and looked at before anybody relies on them.
import { readFileSync, statSync } from "node:fs";
import type { TlsOptions } from "../conf/tls-options.ts";
import { HostError, messageOf } from "../errors.ts";
import type { ClientTls } from "../rpc/dial.ts";

/** PEM texts. */
export interface TlsTexts {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthority?: string;
}

/** Reads the files of one `tls` section; `option` is its path. Throws START_FAILED, and PERMISSION_DENIED for a key that others can read. */
export function tlsMaterial({ certificate, key, clientAuthority }: TlsOptions, option: string): TlsTexts {
  const texts = { certificate: pem(certificate, `${option}.certificate`), key: privatePem(key, `${option}.key`) };
  if (clientAuthority === undefined) return texts;
  return { ...texts, clientAuthority: pem(clientAuthority, `${option}.clientAuthority`) };
}

/** The files that a client shows and trusts; undefined if none is named. `prefix` begins the names of the options. Throws as `tlsMaterial` does. */
export function clientTls(
  { authority, certificate, key }: { [Name in keyof ClientTls]?: string | undefined },
  prefix: string,
): ClientTls | undefined {
  if (authority === undefined && certificate === undefined && key === undefined) return undefined;
  return {
    ...(authority === undefined ? {} : { authority: pem(authority, `${prefix}authority`) }),
    ...(certificate === undefined ? {} : { certificate: pem(certificate, `${prefix}certificate`) }),
    ...(key === undefined ? {} : { key: privatePem(key, `${prefix}key`) }),
  };
}

function privatePem(path: string, option: string): string {
  const text = pem(path, option);
  if ((statSync(path).mode & 0o077) === 0) return text;
  throw new HostError("PERMISSION_DENIED", `others can read the key of ${option}; run: chmod 600 ${path}`);
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
