// Stand-ins for the programs of LVM, for machines whose kernel has no device-mapper: one volume is one file that holds its size and its tag.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const EXTENT_BYTES = 4 * 2 ** 20;
/** All the room of the group. */
export const GROUP_BYTES = 64 * 2 ** 20;

/** Where the last word names the volume, and options come in pairs before it, as in the rules. */
const SCRIPT = `#!/bin/sh
cd HERE/volumes || exit 5
extents() { echo $(( ($1 + ${EXTENT_BYTES} - 1) / ${EXTENT_BYTES} * ${EXTENT_BYTES} )); }
used() { total=0; for one in *; do [ -f "$one" ] && total=$(( total + $(cut -d' ' -f1 "$one") )); done; echo $total; }
command=$(basename "$0")
while [ $# -gt 1 ]; do
  case $1 in
    --size) size=\${2%b}; shift ;;
    --name) name=$2; shift ;;
    --addtag) tag=$2; shift ;;
    --deltag | --wipesignatures | --units | --separator | --options) shift ;;
  esac
  shift
done
name=\${name:-\${1#*/}}
case $command in
  lvs) for one in *; do [ -f "$one" ] && read -r given tag <"$one" && echo "  $one|$given|$tag|/dev/vg0/$one"; done; exit 0 ;;
  vgs) echo "  ${GROUP_BYTES}|$(( ${GROUP_BYTES} - $(used) ))" ;;
  lvcreate) [ ! -f "$name" ] || { echo "$name exists" >&2; exit 5; }; echo "$(extents "$size") $tag" >"$name" ;;
  lvextend) read -r given tag <"$name" && echo "$(extents "$size") $tag" >"$name" ;;
  lvchange) read -r given old <"$name" && echo "$given $tag" >"$name" ;;
  lvremove) rm -- "$name" ;;
esac
`;

/** Puts them into a directory, and answers the rules that ship with them for LVM, on a kernel that has, or has not, device-mapper. */
export function logicalVolumes(directory: string, hasMapper: boolean): (shipped: string) => string {
  mkdirSync(join(directory, "volumes"));
  writeFileSync(join(directory, "misc"), hasMapper ? "236 device-mapper\n" : "200 tun\n");
  for (const name of ["lvs", "vgs", "lvcreate", "lvextend", "lvchange", "lvremove"]) {
    writeFileSync(join(directory, name), SCRIPT.replace("HERE", directory));
    chmodSync(join(directory, name), 0o755);
  }
  return (shipped) =>
    shipped
      .replaceAll(/binary: \[\/usr\/sbin\/(\w+), [^\]]*\]/g, `binary: ${directory}/$1`)
      .replace("argv: [/proc/misc]", `argv: [${directory}/misc]`);
}
