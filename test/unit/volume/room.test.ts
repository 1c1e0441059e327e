import { equal, ok, rejects } from "node:assert/strict";
import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { RequestContext } from "#host/context";
import { roomOfDirectory } from "#host/volume/room";

test("the room of a directory is that of its file system; one that is not there, and a call that is over, fail", async (t) => {
  const ctx = new RequestContext({ timeoutMs: 60_000 });
  t.after(() => ctx.close());
  const { bsize, blocks } = statfsSync(tmpdir());
  const room = await roomOfDirectory(ctx, tmpdir());
  equal(room.totalBytes, bsize * blocks);
  ok(room.freeBytes >= 0 && room.freeBytes <= room.totalBytes);
  await rejects(roomOfDirectory(ctx, join(tmpdir(), "holdfast-is-not-there")), { code: "ENOENT" });
  ctx.close();
});
