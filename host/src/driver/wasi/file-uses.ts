// Which granted directories a guest uses, and how: noted at the functions that take a path.
import type { GuestUses } from "../host-functions/uses.ts";
import type { FsGrant } from "../runtime.ts";
import { errnoNumber } from "./errno.ts";
import type { WasiImport } from "./function.ts";

type Imports = Readonly<Record<string, WasiImport>>;

const FIRST_PREOPEN = 3;
/** Where path_open is told where to put the descriptor. */
const OPENED_AT = 8;
const CREATE_OR_TRUNCATE = 1 | 8;
const WRITES = 1n << 6n;
/** Where the descriptor of the directory stands among the parameters, and whether the function changes what is in it. */
const PATH_FUNCTIONS: Readonly<Record<string, { readonly at: number; readonly changes: boolean }>> = {
  path_open: { at: 0, changes: false },
  path_filestat_get: { at: 0, changes: false },
  path_readlink: { at: 0, changes: false },
  path_create_directory: { at: 0, changes: true },
  path_filestat_set_times: { at: 0, changes: true },
  path_link: { at: 3, changes: true },
  path_remove_directory: { at: 0, changes: true },
  path_rename: { at: 0, changes: true },
  path_symlink: { at: 2, changes: true },
  path_unlink_file: { at: 0, changes: true },
};

interface Granted {
  readonly fs: readonly FsGrant[];
  readonly memory: () => WebAssembly.Memory | undefined;
}

/** The same imports, which also tell what they were used for. */
export function watchedImports(imports: Imports, { fs, memory }: Granted, uses: GuestUses): Imports {
  const readOnly = errnoNumber("ROFS");
  // Drivers work on directories that they opened below a granted one, too.
  const below = new Map(fs.map((grant, index) => [FIRST_PREOPEN + index, grant]));
  const watched = Object.entries(PATH_FUNCTIONS).map(([name, { at, changes }]): [string, WasiImport] => {
    const live = imports[name] ?? (() => errnoNumber("NOSYS"));
    return [
      name,
      (...values) => {
        const errno = live(...values);
        const grant = below.get(Number(values[at]));
        if (grant === undefined) return errno;
        if (name === "path_open" && errno === 0) below.set(wordAt(memory(), Number(values[OPENED_AT])), grant);
        const how = changes || (name === "path_open" && opensToWrite(values)) ? "rw" : "ro";
        uses.note({ permission: "fs", item: grant.guest, denied: errno === readOnly, how });
        return errno;
      },
    ];
  });
  return { ...imports, ...Object.fromEntries(watched) };
}

function wordAt(memory: WebAssembly.Memory | undefined, pointer: number): number {
  return memory === undefined ? 0 : new DataView(memory.buffer).getUint32(pointer >>> 0, true);
}

function opensToWrite(values: readonly unknown[]): boolean {
  const rights = values[5];
  return (Number(values[4]) & CREATE_OR_TRUNCATE) !== 0 || (typeof rights === "bigint" && (rights & WRITES) !== 0n);
}
