// `holdfast driver new`: a folder with a driver that builds and passes its tests, to be changed into what its author wants.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative, resolve } from "node:path";
import { GUEST_LANGUAGES, type GuestLanguage, guestLanguage, runTool, scaffoldDriver } from "@holdfast/sdk/author";
import { HostError, messageOf, nearestWord } from "../errors.ts";
import { kindOfAuthor } from "./author-kinds.ts";
import type { Cli } from "./cli.ts";

export interface NewOptions {
  readonly lang: string;
  readonly kind: string;
  readonly install: boolean;
}

const INSTALL_TIMEOUT_MS = 300_000;
const NAME = /^[a-z][a-z0-9-]{0,62}$/;

export async function newDriver(cli: Cli, name: string, options: NewOptions): Promise<void> {
  if (!NAME.test(name))
    throw new HostError(
      "INVALID_PARAMS",
      `${JSON.stringify(name)} is no name of a driver: a-z, 0-9 and -, a letter first`,
    );
  const language = languageOf(options.lang);
  const folder = resolve(cli.surroundings.cwd, name);
  if (existsSync(folder)) throw new HostError("ALREADY_EXISTS", `${folder} exists; choose another name or remove it`);
  const files = filesOf(name, language, kindOfAuthor(options.kind, cli.surroundings.cwd));
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const kindFile =
    extname(options.kind) === "" ? "" : ` --kind-file ${relative(folder, resolve(cli.surroundings.cwd, options.kind))}`;
  const test = `npx holdfast driver test${kindFile}`;
  const install = files.has("package.json") && options.install ? await installIn(folder, cli) : undefined;
  cli.output.answer(
    { folder, language: language.name, kind: options.kind, files: [...files.keys()].sort(), install: install ?? null },
    () =>
      [
        `${name}: a driver of the kind ${options.kind} in ${language.title}`,
        ...(install === undefined || install === "done" ? [] : [`npm install failed in it: ${install}`]),
        `now: cd ${name} && ${install === "done" || !files.has("package.json") ? "" : "npm install && "}npx holdfast driver build && ${test}`,
      ].join("\n"),
  );
}

function languageOf(name: string): GuestLanguage {
  const language = guestLanguage(name);
  if (language !== undefined) return language;
  const names = GUEST_LANGUAGES.map((one) => one.name);
  const near = nearestWord(name, names);
  const meant = near === undefined ? "" : `; did you mean ${near}?`;
  throw new HostError(
    "INVALID_PARAMS",
    `there is no kit for ${JSON.stringify(name)}: there are ${names.join(", ")}${meant}`,
  );
}

function filesOf(name: string, language: GuestLanguage, kind: Parameters<typeof scaffoldDriver>[0]["kind"]) {
  try {
    return scaffoldDriver({ name, language, kind });
  } catch (cause) {
    throw new HostError("INVALID_PARAMS", messageOf(cause), { cause });
  }
}

/** The compiler comes from npm. Without a network, or without npm, the folder is there all the same. */
async function installIn(folder: string, cli: Cli): Promise<string> {
  const stop = cli.output.progress("installing the compiler");
  try {
    const args = ["install", "--no-audit", "--no-fund", "--loglevel=error"];
    await runTool("npm", args, { cwd: folder, env: cli.surroundings.env, timeoutMs: INSTALL_TIMEOUT_MS });
    return "done";
  } catch (error) {
    return messageOf(error).trim();
  } finally {
    stop();
  }
}
