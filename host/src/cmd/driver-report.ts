// `holdfast driver report …`: what a signed conformance report says, who signed it, and whether it fits a driver's file.
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readReport } from "@holdfast/sdk";
import { readDriverFile } from "../driver/store.ts";
import { HostError, messageOf } from "../errors.ts";
import { authorKey } from "./author-key.ts";
import { driverFile } from "./builtin-drivers.ts";
import { type Cli, EXIT } from "./cli.ts";

export interface VerifyOptions {
  readonly driver?: string;
  readonly trust?: readonly string[];
}

const FILE_BYTES_MAX = 32 * 1024 * 1024;
const PROBLEMS = {
  "not-a-report": "it is no conformance report",
  "bad-signature": "it is not signed by the key that it names, or was changed afterwards",
  "untrusted-key": "it is signed with a key that --trust does not name",
} as const;

/** Exit code 0 when the signature holds, the key is trusted and the report is about the driver; a failed case does not matter here. */
export async function verifyReport(cli: Cli, file: string, { driver, trust }: VerifyOptions): Promise<number> {
  const path = resolve(cli.surroundings.cwd, file);
  const document = documentIn(path);
  const read = readReport(document, trust);
  if ("problem" in read) {
    cli.output.answer({ verified: false, problem: read.problem }, () =>
      cli.output.paint("bad", `${file}: ${PROBLEMS[read.problem]}`),
    );
    return EXIT.failed;
  }
  const { report } = read;
  const { key } = document as { readonly key: string };
  const about = driver === undefined ? undefined : await digestOf(cli, driver);
  const fits = about === undefined || about === report.driver.digest;
  cli.output.answer({ verified: fits, ...(fits ? {} : { problem: "another-file" }), key, report }, () =>
    [
      `${report.driver.name} ${report.driver.version}, kind ${report.kind} ${report.abi}: ${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`,
      ...(report.only === undefined ? [] : [`only cases with ${JSON.stringify(report.only)} in their name`]),
      `tested ${report.testedAt} on ${report.host}, runtime ${report.runtime}`,
      ...(report.note === undefined ? [] : [`note: ${report.note}`]),
      `sha-256 ${report.driver.digest}`,
      `signed with ${key}`,
      ...(fits ? [] : [cli.output.paint("bad", `${driver} is another file, sha-256 ${about}`)]),
    ].join("\n"),
  );
  return fits ? EXIT.ok : EXIT.failed;
}

/** The public half of a signing key, as `policy.trustedKeys` lists it. */
export async function reportKey(cli: Cli, file: string): Promise<void> {
  const key = createPublicKey(authorKey(resolve(cli.surroundings.cwd, file)))
    .export({ type: "spki", format: "der" })
    .toString("base64");
  cli.output.answer({ key }, () => key);
}

function documentIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new HostError("INVALID_PARAMS", `${path} cannot be read as a report: ${messageOf(cause)}`, { cause });
  }
}

async function digestOf(cli: Cli, driver: string): Promise<string> {
  return (await readDriverFile(driverFile(driver, cli.surroundings.cwd), { bytesMax: FILE_BYTES_MAX })).digest;
}
