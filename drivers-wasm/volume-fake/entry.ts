// The entry of volume-fake: each export looks first whether it shall misbehave, then does what a good driver does.
import {
  create_volume as createWell,
  delete_volume as deleteWell,
  describe,
  extend_volume as extendWell,
  get_stats,
  inspect_volume as inspectWell,
  list_volumes,
  probe,
  serve,
} from "../../sdk/guest/assemblyscript/generated/volume";
import { misbehave } from "./misbehave";
import { MemoryVolumes } from "./volumes";

export { describe, get_stats, list_volumes, probe };

serve(new MemoryVolumes());

export function create_volume(input: string): string {
  const instead = misbehave("create_volume", input);
  return instead === null ? createWell(input) : instead;
}

export function delete_volume(input: string): string {
  const instead = misbehave("delete_volume", input);
  return instead === null ? deleteWell(input) : instead;
}

export function extend_volume(input: string): string {
  const instead = misbehave("extend_volume", input);
  return instead === null ? extendWell(input) : instead;
}

export function inspect_volume(input: string): string {
  const instead = misbehave("inspect_volume", input);
  return instead === null ? inspectWell(input) : instead;
}
