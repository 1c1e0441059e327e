// What volume drivers must leave behind when something comes in between: no room, or a caller whose time is over in the middle of the work.
import { ok, strictEqual } from "node:assert/strict";
import type { VolumeDriver } from "../generated/volume.ts";
import type { ConformanceCase, ConformanceTools } from "./case.ts";
import { answeredStatus, mayBeCut, mustAnswer } from "./expect.ts";

const MIB = 1024 * 1024;
/** Some end before the driver begins, some in its middle, some after it. */
const TIMEOUTS_MS = [1, 3, 10, 30];

export const VOLUME_TROUBLE_CASES: readonly ConformanceCase<VolumeDriver>[] = [
  { name: "extending far beyond the room gives all of it, or is refused and changes nothing", run: extendFar },
  { name: "a create that is interrupted leaves a whole volume or none, and the name can be used", run: cutCreate },
  { name: "an extension that is interrupted leaves the old size or the new one, and can be repeated", run: cutExtend },
  { name: "a delete that is interrupted leaves a whole volume or none, and can be repeated", run: cutDelete },
];

async function extendFar(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const name = tools.freshName("far");
  await driver.createVolume(tools.context(), { name, sizeBytes: MIB });
  const sizeBytes = Number.MAX_SAFE_INTEGER;
  const status = await answeredStatus(driver.extendVolume(tools.context(), { name, sizeBytes }));
  const refused = status === "resource_exhausted" || status === "invalid_argument";
  ok(status === "ok" || refused, `extending to 2^53-1 was answered ${status}`);
  const wanted = status === "ok" ? sizeBytes : MIB;
  strictEqual(await sizeOf(driver, tools, name), wanted, `after ${status} the volume has another size`);
  await driver.deleteVolume(tools.context(), { name });
}

async function cutCreate(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  for (const timeoutMs of TIMEOUTS_MS) {
    const volume = { name: tools.freshName("cut"), sizeBytes: MIB };
    const cut = await mayBeCut(driver.createVolume(tools.context(timeoutMs), volume));
    const found = await sizeOf(driver, tools, volume.name);
    ok(found === volume.sizeBytes || (cut && found === undefined), `the volume that was made has the size ${found}`);
    const again = await answeredStatus(driver.createVolume(tools.context(), volume));
    strictEqual(again, found === undefined ? "ok" : "already_exists", "the name cannot be used");
    await driver.deleteVolume(tools.context(), volume);
    strictEqual(await sizeOf(driver, tools, volume.name), undefined, "what was interrupted cannot be deleted");
  }
}

async function cutExtend(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  for (const timeoutMs of TIMEOUTS_MS) {
    const [name, witness] = await twoVolumes(driver, tools);
    const larger = { name, sizeBytes: 2 * MIB };
    const cut = await mayBeCut(driver.extendVolume(tools.context(timeoutMs), larger));
    if (await lostAll(driver, tools, witness)) return;
    const found = await sizeOf(driver, tools, name);
    ok(found === larger.sizeBytes || (cut && found === MIB), `the volume has the size ${found}`);
    strictEqual((await driver.extendVolume(tools.context(), larger)).sizeBytes, larger.sizeBytes);
    for (const one of [name, witness]) await driver.deleteVolume(tools.context(), { name: one });
  }
}

async function cutDelete(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  for (const timeoutMs of TIMEOUTS_MS) {
    const [name, witness] = await twoVolumes(driver, tools);
    const cut = await mayBeCut(driver.deleteVolume(tools.context(timeoutMs), { name }));
    const found = await sizeOf(driver, tools, name);
    ok(found === undefined || (cut && found === MIB), `the volume has the size ${found}`);
    for (const one of [name, witness]) await driver.deleteVolume(tools.context(), { name: one });
    await mustAnswer("not_found", driver.inspectVolume(tools.context(), { name }));
  }
}

async function twoVolumes(driver: VolumeDriver, tools: ConformanceTools): Promise<readonly [string, string]> {
  const names = [tools.freshName("cut"), tools.freshName("witness")] as const;
  for (const name of names) await driver.createVolume(tools.context(), { name, sizeBytes: MIB });
  return names;
}

/** True for a driver that keeps volumes in its instance alone: an end of the instance takes all of them, which such a driver may say. */
async function lostAll(driver: VolumeDriver, tools: ConformanceTools, witness: string): Promise<boolean> {
  return (await sizeOf(driver, tools, witness)) === undefined;
}

/** What inspect and the list say alike: the size, or undefined when there is no such volume. */
async function sizeOf(driver: VolumeDriver, tools: ConformanceTools, name: string): Promise<number | undefined> {
  let inspected: number | undefined;
  const status = await answeredStatus(
    driver.inspectVolume(tools.context(), { name }).then(({ sizeBytes }) => {
      inspected = sizeBytes;
    }),
  );
  ok(status === "ok" || status === "not_found", `inspect answers ${status}`);
  const { volumes } = await driver.listVolumes(tools.context());
  const listed = volumes.filter((volume) => volume.name === name).map(({ sizeBytes }) => sizeBytes);
  strictEqual(listed.length, inspected === undefined ? 0 : 1, `inspect answers ${status}, and the list says otherwise`);
  strictEqual(listed[0], inspected, "the list shows another size than inspect");
  return inspected;
}
