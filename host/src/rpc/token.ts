// Who may come in: the token file that a host makes at its first start, and the check of what a connection presents.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { constants } from "node:fs";
import { link, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Caller } from "../context.ts";
import { HostError, messageOf } from "../errors.ts";

/** Says who presents a token; undefined for a token that nobody has. */
export type TokenCheck = (token: string) => Caller | undefined;

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const TOKEN_BYTES = 32;

/** The token of `path`, which is made, for its owner only, if it is not there. Throws PERMISSION_DENIED if others can read it. */
export async function ensureTokenFile(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  // Linked into place when it is whole: two hosts may start at once, and a crash must not leave an empty token behind.
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await writeDurably(draft, `${token}\n`);
    await link(draft, path);
    return token;
  } catch (error) {
    if (isCode(error, "EEXIST")) return await readTokenFile(path);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** The token of `path`. Throws UNAUTHENTICATED if there is none, PERMISSION_DENIED if others than its owner can get at it. */
export async function readTokenFile(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
    throw new HostError("UNAUTHENTICATED", `no token can be read from ${path}: ${messageOf(cause)}`, { cause });
  });
  try {
    const { mode } = await file.stat();
    if ((mode & 0o077) !== 0) {
      throw new HostError("PERMISSION_DENIED", `others can read the token ${path}; run: chmod 600 ${path}`);
    }
    const token = (await file.readFile("utf8")).trim();
    if (!TOKEN.test(token)) {
      throw new HostError(
        "UNAUTHENTICATED",
        `${path} holds no token; remove it and start the host to have a new one made`,
      );
    }
    return token;
  } finally {
    await file.close();
  }
}

/** A check against a fixed set of tokens, in a time that tells nothing about them. */
export function createTokenCheck(known: readonly { readonly token: string; readonly caller: Caller }[]): TokenCheck {
  const entries = known.map(({ token, caller }) => ({ digest: digestOf(token), caller }));
  return (token) => {
    const presented = digestOf(token);
    let found: Caller | undefined;
    for (const { digest, caller } of entries) if (timingSafeEqual(digest, presented)) found = caller;
    return found;
  };
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

// Of equal length whatever was presented, which timingSafeEqual needs.
function digestOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
