import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "#host/db/connection";
import { readLease, takeLease } from "#host/db/leases-table";
import { temporaryFiles } from "../../support/files.ts";

test("the token of a lease rises with each change of hands and outlives the process", async (t) => {
  const path = join(temporaryFiles(t), "state.db");
  const first = openDatabase({ path });
  assert.equal(await readLease(first, "sweep"), undefined);
  assert.equal((await takeLease(first, "sweep", "a")).token, 1);
  assert.equal((await takeLease(first, "sweep", "b")).token, 2);
  assert.equal((await takeLease(first, "other", "b")).token, 1);
  await first.close();
  const second = openDatabase({ path });
  t.after(() => second.close());
  const { holder, token } = (await readLease(second, "sweep"))!;
  assert.deepEqual([holder, token], ["b", 2]);
  assert.equal((await takeLease(second, "sweep", "c")).token, 3);
});
