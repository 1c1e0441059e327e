// The token file and the check of tokens.
import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type ErrorCode, isHostError } from "#host/errors";
import { createTokenCheck, ensureTokenFile, readTokenFile } from "#host/rpc/token";

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "holdfast-token-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}
const refuses = (work: Promise<unknown>, code: ErrorCode, message: RegExp) =>
  assert.rejects(work, (error) => isHostError(error, code) && message.test(error.message));

test("the first start makes a token that only its owner can read, later starts keep it", async (t) => {
  const path = join(await folder(t), "state", "token");
  const token = await ensureTokenFile(path);
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal(await ensureTokenFile(path), token);
  assert.equal(await readTokenFile(path), token);
  assert.equal(await readFile(path, "utf8"), `${token}\n`);
  assert.deepEqual(await readdir(join(path, "..")), ["token"], "a draft was left behind");
});

test("hosts that start at once agree on one token", async (t) => {
  const path = join(await folder(t), "token");
  const tokens = await Promise.all(Array.from({ length: 20 }, () => ensureTokenFile(path)));
  assert.equal(new Set(tokens).size, 1);
});

test("a token that others can read is refused, with the command that mends it", async (t) => {
  const path = join(await folder(t), "token");
  await ensureTokenFile(path);
  for (const mode of [0o640, 0o604, 0o620, 0o666]) {
    await chmod(path, mode);
    await refuses(readTokenFile(path), "PERMISSION_DENIED", /chmod 600/);
    await refuses(ensureTokenFile(path), "PERMISSION_DENIED", /chmod 600/);
  }
});

test("a file that is missing, empty, damaged or a link is no token", async (t) => {
  const path = await folder(t);
  await refuses(readTokenFile(join(path, "none")), "UNAUTHENTICATED", /no token can be read/);
  for (const text of ["", "short", "x".repeat(44), `${"x".repeat(42)}!`]) {
    await writeFile(join(path, "bad"), text, { mode: 0o600 });
    await refuses(readTokenFile(join(path, "bad")), "UNAUTHENTICATED", /holds no token/);
  }
  await symlink(join(path, "bad"), join(path, "link"));
  await refuses(readTokenFile(join(path, "link")), "UNAUTHENTICATED", /no token can be read/);
});

test("a token names its caller, and nothing else names anybody", () => {
  const check = createTokenCheck([
    { token: "a".repeat(43), caller: { name: "one", roles: ["admin"] } },
    { token: "b".repeat(43), caller: { name: "two", roles: ["reader"] } },
  ]);
  assert.equal(check("a".repeat(43))?.name, "one");
  assert.equal(check("b".repeat(43))?.name, "two");
  for (const token of ["", "a", "a".repeat(42), "a".repeat(44), "c".repeat(43), "a".repeat(1_000_000)]) {
    assert.equal(check(token), undefined);
  }
  assert.equal(createTokenCheck([])(""), undefined);
});
