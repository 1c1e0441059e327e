import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { testHost } from "../support/host-process.ts";
import { until } from "../support/until.ts";

const LIMIT_BYTES = 256 * 2 ** 20;

interface ControlGroup {
  /** Written to by a process that joins. */
  readonly processes: string;
  peakBytes(): number;
}

/** A memory control group of 256 MiB, swap included, of either version; undefined where none can be made. */
function controlGroup(t: TestContext): ControlGroup | undefined {
  const name = `holdfast-test-${process.pid}`;
  const versions = [
    {
      root: "/sys/fs/cgroup/memory",
      limits: ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"],
      peak: "memory.max_usage_in_bytes",
    },
    { root: "/sys/fs/cgroup", limits: ["memory.max"], peak: "memory.peak" },
  ];
  for (const { root, limits, peak } of versions) {
    const directory = join(root, name);
    try {
      mkdirSync(directory);
    } catch {
      continue;
    }
    t.after(() => until("the control group is empty", () => removed(directory)));
    try {
      for (const limit of limits)
        if (existsSync(join(directory, limit))) writeFileSync(join(directory, limit), String(LIMIT_BYTES));
      if (!existsSync(join(directory, limits[0] ?? ""))) continue;
    } catch {
      continue;
    }
    return {
      processes: join(directory, "cgroup.procs"),
      peakBytes: () => (existsSync(join(directory, peak)) ? Number(readFileSync(join(directory, peak), "utf8")) : 0),
    };
  }
  return undefined;
}

function removed(directory: string): boolean {
  try {
    rmdirSync(directory);
  } catch {
    return !existsSync(directory);
  }
  return true;
}

test("a host makes its first volume in 256 MiB of memory", async (t) => {
  const group = controlGroup(t);
  if (!group) {
    const why = "a memory control group can be made only by root on Linux with the memory controller";
    assert.notEqual(process.env["HOLDFAST_REQUIRE_ALL"], "1", why);
    t.skip(why);
    return;
  }
  const host = testHost(t);
  await host.up({ wrapper: ["sh", "-c", `echo $$ > ${group.processes} && exec "$@"`, "sh"] });
  assert.match(readFileSync(group.processes, "utf8"), new RegExp(`^${host.pid()}$`, "m"));
  const created = await host.run("volume", "create", "db1", "--size", "2GiB", "--json");
  assert.equal(created.code, 0, created.err);
  assert.equal(statSync(join(host.dataDir, "volumes", "db1")).size, 2 * 2 ** 30);
  const { json } = await host.run("status", "--json");
  assert.equal(json.services.find((one: { topic: string }) => one.topic === "volume").state, "up");
  assert.ok(json.rssBytes < LIMIT_BYTES);
  t.diagnostic(
    `resident ${Math.round(json.rssBytes / 2 ** 20)} MiB, peak of the group ${Math.round(group.peakBytes() / 2 ** 20)} MiB`,
  );
  assert.equal(await host.stop(), 0);
});
