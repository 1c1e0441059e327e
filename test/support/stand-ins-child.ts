// A process in which what stands for a driver's machinery runs: LVM's programs, a switch. A line says how `driver test` reaches it; it ends with its input.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { temporaryFiles } from "./files.ts";
import { logicalVolumes } from "./logical-volumes.ts";
import { ciscoDriver, freshConfig, restconfDevice } from "./restconf-device.ts";

const PORTS = 8;
const PASSWORD = "secret-token";

/** By the name of the driver; what was started ends with the place. */
const STAND_INS: Readonly<Record<string, (place: TestContext) => Promise<readonly string[]>>> = {
  "volume-lvm": async (place) => {
    const directory = temporaryFiles(place);
    const rules = join(directory, "rules.yaml");
    const shipped = readFileSync("drivers-wasm/volume-lvm/rules.yaml", "utf8");
    writeFileSync(rules, logicalVolumes(directory, true)(shipped), { mode: 0o600 });
    const note = "with stand-ins for the programs of LVM, not on device-mapper";
    return ["--rules", rules, "--grant", "config", "--driver-config", "group=vg0", "--note", note];
  },
  "network-cisco": async (place) => {
    const authorization = `Basic ${Buffer.from(`holdfast:${PASSWORD}`).toString("base64")}`;
    const device = await restconfDevice(place, { authorization, config: freshConfig(PORTS) });
    const directory = temporaryFiles(place, { token: PASSWORD });
    const { config, grants } = ciscoDriver(device, join(directory, "token"));
    const file = join(directory, "grants.yaml");
    writeFileSync(file, JSON.stringify({ ...grants, config: true }), { mode: 0o600 });
    const own = { ...config, access_lists: "stateless", nat: "static" };
    return [
      ...["--grants", file, "--note", "on a simulated switch, with access lists and static NAT chosen"],
      ...Object.entries(own).flatMap(([key, value]) => ["--driver-config", `${key}=${value}`]),
      ...Array.from({ length: PORTS }, (_, at) => ["--device", `Gi1/0/${at + 1}`]).flat(),
    ];
  },
};

const ends: (() => unknown)[] = [];
const place = { after: (end: () => unknown) => ends.push(end) } as unknown as TestContext;
const args = await STAND_INS[process.argv[2] ?? ""]?.(place);
process.stdout.write(`${JSON.stringify(args ?? [])}\n`);
process.stdin.resume().once("end", async () => {
  for (const end of ends.reverse()) await end();
});
