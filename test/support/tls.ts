// Certificates for a test: copies whose keys are their owner's alone, as the host wants them.
import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFiles } from "./files.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures/tls/", import.meta.url));

export interface TlsFiles {
  /** Who issued both certificates, a path. */
  readonly authority: string;
  readonly server: { readonly certificate: string; readonly key: string };
  /** As the server's, but its time is over. */
  readonly expired: { readonly certificate: string; readonly key: string };
  readonly client: { readonly certificate: string; readonly key: string };
  /** The text of any of them. */
  read(file: string): string;
}

export function tlsFiles(t: TestContext): TlsFiles {
  const directory = temporaryFiles(t);
  const copy = (name: string): string => {
    const to = path.join(directory, name);
    copyFileSync(path.join(FIXTURES, name), to);
    if (name.endsWith(".key")) chmodSync(to, 0o600);
    return to;
  };
  const pair = (name: string) => ({ certificate: copy(`${name}.pem`), key: copy(`${name}.key`) });
  return {
    authority: copy("authority.pem"),
    server: pair("server"),
    expired: pair("expired"),
    client: pair("client"),
    read: (file) => readFileSync(file, "utf8"),
  };
}
