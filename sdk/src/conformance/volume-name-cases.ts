// What every volume driver must do with names: any UTF-8 is a name, and no name is ever a path.
import { ok, strictEqual } from "node:assert/strict";
import type { VolumeDriver } from "../generated/volume.ts";
import type { ConformanceCase, ConformanceTools } from "./case.ts";
import { answeredStatus, mustAnswer } from "./expect.ts";

// A size that every driver takes: some make whole blocks only, and none less than this.
const SIZE_BYTES = 1024 * 1024;

/** Names that mean something to file systems, shells and encoders. Each is an ordinary volume or invalid_argument. */
const ODD_NAMES: readonly string[] = [
  "..",
  ".",
  "../x",
  "../../../../tmp/holdfast-escape",
  "/etc/holdfast-escape",
  "a/b",
  "a/../b",
  "a\\b",
  "C:\\x",
  ".hidden",
  ".holdfast-x",
  "-rf",
  "%2e%2e%2fx",
  "a%00b",
  "a\0b",
  "line\nbreak",
  "tab\there",
  " lead and trail ",
  "quote\"'`",
  "$(id)",
  "*?[x]",
  "con",
  "__proto__",
  "constructor",
  "\u0001",
  "\u007f",
  "\u202eright to left",
];

const FOREIGN_NAMES: readonly string[] = ["größe", "данные", "数据卷", "音量🎛️", "𐍈𠜎", "é", "\u{10fffd}"];

export const VOLUME_NAME_CASES: readonly ConformanceCase<VolumeDriver>[] = [
  { name: "the empty name is invalid_argument everywhere", run: emptyName },
  { name: "a name of 255 bytes is a volume or invalid_argument, one of 256 bytes is invalid_argument", run: longNames },
  { name: "names in any script come back as they were given", run: foreignNames },
  { name: "a name that looks like a path is an ordinary name or invalid_argument", run: oddNames },
  { name: "names that differ in case, form or spelling only are different volumes", run: similarNames },
];

async function emptyName(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  await mustAnswer("invalid_argument", driver.createVolume(tools.context(), { name: "", sizeBytes: SIZE_BYTES }));
  await mustAnswer("invalid_argument", driver.inspectVolume(tools.context(), { name: "" }));
  await mustAnswer("invalid_argument", driver.extendVolume(tools.context(), { name: "", sizeBytes: SIZE_BYTES }));
  await mustAnswer("invalid_argument", driver.deleteVolume(tools.context(), { name: "" }));
}

async function longNames(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const prefix = tools.freshName("long");
  await ordinaryOrRefused(driver, tools, prefix.padEnd(255, "x"));
  const tooLong = prefix.padEnd(256, "x");
  await mustAnswer("invalid_argument", driver.createVolume(tools.context(), { name: tooLong, sizeBytes: SIZE_BYTES }));
}

async function foreignNames(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  for (const foreign of FOREIGN_NAMES) {
    const name = `${foreign}${tools.freshName("")}`;
    strictEqual(await ordinaryOrRefused(driver, tools, name), "ok", `${JSON.stringify(name)} was refused`);
  }
}

async function oddNames(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  // Used as they are: a prefix would take away what makes them odd. One that is in use already is left alone.
  for (const name of ODD_NAMES) await ordinaryOrRefused(driver, tools, name);
}

async function similarNames(driver: VolumeDriver, tools: ConformanceTools): Promise<void> {
  const stem = tools.freshName("like");
  const names = [
    `${stem}a`,
    `${stem}A`,
    `${stem}é`,
    `${stem}e\u0301`,
    `${stem}/`,
    `${stem}%2F`,
    `${stem}%2f`,
    `${stem} `,
  ];
  const made: { name: string; sizeBytes: number }[] = [];
  for (const [index, name] of names.entries()) {
    const volume = { name, sizeBytes: SIZE_BYTES * (index + 1) };
    const status = await answeredStatus(driver.createVolume(tools.context(), volume));
    ok(status === "ok" || status === "invalid_argument", `creating ${JSON.stringify(name)} answered ${status}`);
    if (status === "ok") made.push(volume);
  }
  for (const { name, sizeBytes } of made) {
    const found = await driver.inspectVolume(tools.context(), { name });
    strictEqual(found.name, name);
    strictEqual(found.sizeBytes, sizeBytes, `${JSON.stringify(name)} is another volume than the one that was made`);
  }
  for (const { name } of made) await driver.deleteVolume(tools.context(), { name });
}

/** The whole life of a volume under a name, unless the driver refuses the name; then nothing may be there. */
async function ordinaryOrRefused(driver: VolumeDriver, tools: ConformanceTools, name: string): Promise<string> {
  const shown = JSON.stringify(name);
  const status = await answeredStatus(driver.createVolume(tools.context(), { name, sizeBytes: SIZE_BYTES }));
  if (status === "already_exists") return status;
  const { volumes } = await driver.listVolumes(tools.context());
  const listed = volumes.filter((volume) => volume.name === name).length;
  if (status !== "ok") {
    strictEqual(status, "invalid_argument", `creating ${shown} answered ${status}`);
    strictEqual(listed, 0, `${shown} was refused and is in the list`);
    return status;
  }
  strictEqual(listed, 1, `${shown} is in the list ${listed} times`);
  const found = await driver.inspectVolume(tools.context(), { name });
  strictEqual(found.name, name, `${shown} came back as ${JSON.stringify(found.name)}`);
  strictEqual(found.sizeBytes, SIZE_BYTES);
  await driver.deleteVolume(tools.context(), { name });
  await mustAnswer("not_found", driver.inspectVolume(tools.context(), { name }));
  return status;
}
