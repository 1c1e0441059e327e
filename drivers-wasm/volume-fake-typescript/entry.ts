// The entry of volume-fake-typescript: what a good driver does, behind what a name can ask for instead.

import { serve } from "../../sdk/guest/typescript/generated/volume.ts";
import { DriverFailure, type FailureStatus } from "../../sdk/guest/typescript/holdfast.ts";
import { MemoryVolumes } from "./volumes.ts";

const volumes = new MemoryVolumes();

serve({
  describe: () => volumes.describe(),
  probe: () => volumes.probe(),
  createVolume(input) {
    failIfAsked(input.name);
    return volumes.createVolume(input);
  },
  deleteVolume: (input) => volumes.deleteVolume(input),
  extendVolume: (input) => volumes.extendVolume(input),
  inspectVolume: (input) => volumes.inspectVolume(input),
  listVolumes: () => volumes.listVolumes(),
  getStats: () => volumes.getStats(),
});

const STATUSES: readonly FailureStatus[] = [
  "invalid_argument",
  "not_found",
  "already_exists",
  "not_ready",
  "unsupported",
  "permission_denied",
  "resource_exhausted",
  "busy",
  "failed",
];

/** `fail-<status>-…` answers that status; an unknown one is the caller's mistake. */
function failIfAsked(name: string): void {
  const [word, wanted] = name.split("-");
  if (word !== "fail" || wanted === undefined) return;
  const status = STATUSES.find((one) => one === wanted);
  if (status !== undefined) throw new DriverFailure(status, "The name asked for this status.");
  throw new DriverFailure("invalid_argument", `${wanted} is no status that a name can ask for.`);
}
