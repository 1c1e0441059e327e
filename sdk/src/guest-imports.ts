// What a guest may import and under which types: Extism's environment, WASI preview 1, and AssemblyScript's own.
import type { FunctionType } from "./inspection.ts";
import type { HostDescriptor } from "./kind.ts";

export const EXTISM_ENV = "extism:host/env";
export const EXTISM_USER = "extism:host/user";
export const WASI = "wasi_snapshot_preview1";
export const HOLDFAST = "holdfast";

/** An import that a host links: its type, and the permission it needs, if any. */
export interface OfferedImport {
  readonly type: FunctionType;
  readonly permission?: string;
}

// Types in short: i is i32, I is i64; parameters, then `>`, then results.
const EXTISM_ENV_TYPES: Readonly<Record<string, string>> = {
  alloc: "I>I",
  free: "I>",
  length: "I>I",
  length_unsafe: "I>I",
  load_u8: "I>i",
  load_u64: "I>I",
  store_u8: "Ii>",
  store_u64: "II>",
  input_offset: ">I",
  input_length: ">I",
  input_load_u8: "I>i",
  input_load_u64: "I>I",
  output_set: "II>",
  error_set: "I>",
  error_get: ">I",
  config_get: "I>I",
  log_trace: "I>",
  log_debug: "I>",
  log_info: "I>",
  log_warn: "I>",
  log_error: "I>",
  get_log_level: ">i",
};

const WASI_TYPES: Readonly<Record<string, string>> = {
  args_get: "ii>i",
  args_sizes_get: "ii>i",
  clock_res_get: "ii>i",
  clock_time_get: "iIi>i",
  environ_get: "ii>i",
  environ_sizes_get: "ii>i",
  fd_advise: "iIIi>i",
  fd_allocate: "iII>i",
  fd_close: "i>i",
  fd_datasync: "i>i",
  fd_fdstat_get: "ii>i",
  fd_fdstat_set_flags: "ii>i",
  fd_fdstat_set_rights: "iII>i",
  fd_filestat_get: "ii>i",
  fd_filestat_set_size: "iI>i",
  fd_filestat_set_times: "iIIi>i",
  fd_pread: "iiiIi>i",
  fd_prestat_get: "ii>i",
  fd_prestat_dir_name: "iii>i",
  fd_pwrite: "iiiIi>i",
  fd_read: "iiii>i",
  fd_readdir: "iiiIi>i",
  fd_renumber: "ii>i",
  fd_seek: "iIii>i",
  fd_sync: "i>i",
  fd_tell: "ii>i",
  fd_write: "iiii>i",
  path_create_directory: "iii>i",
  path_filestat_get: "iiiii>i",
  path_filestat_set_times: "iiiiIIi>i",
  path_link: "iiiiiii>i",
  path_open: "iiiiiIIii>i",
  path_readlink: "iiiiii>i",
  path_remove_directory: "iii>i",
  path_rename: "iiiiii>i",
  path_symlink: "iiiii>i",
  path_unlink_file: "iii>i",
  poll_oneoff: "iiii>i",
  proc_exit: "i>",
  proc_raise: "i>i",
  random_get: "ii>i",
  sched_yield: ">i",
  sock_accept: "iii>i",
  sock_recv: "iiiiii>i",
  sock_send: "iiiii>i",
  sock_shutdown: "ii>i",
};

/** Everything an Extism guest may import: namespace and name, joined by `namespaceAndName`; `more` of the environment is for its kind alone. */
export function extismImports(
  host: HostDescriptor,
  more: Readonly<Record<string, OfferedImport>> = {},
): ReadonlyMap<string, OfferedImport> {
  const offered = new Map<string, OfferedImport>();
  for (const [name, own] of Object.entries(more)) offered.set(namespaceAndName(EXTISM_ENV, name), own);
  for (const [name, type] of Object.entries(EXTISM_ENV_TYPES)) {
    const permission = host.functions.find((fn) => fn.extism.includes(name))?.permission;
    offered.set(namespaceAndName(EXTISM_ENV, name), offer(type, permission));
  }
  for (const fn of host.functions.filter((one) => one.extism.length === 0)) {
    offered.set(namespaceAndName(EXTISM_USER, fn.wire), offer("I>I", fn.permission));
  }
  // Standard streams, clocks and random numbers come with it; without the permission `fs` it has no directories.
  for (const [name, type] of Object.entries(WASI_TYPES)) offered.set(namespaceAndName(WASI, name), offer(type));
  return offered;
}

/** Everything a plain AssemblyScript guest may import. */
export function assemblyScriptImports(host: HostDescriptor): ReadonlyMap<string, OfferedImport> {
  const offered = new Map<string, OfferedImport>([[namespaceAndName("env", "abort"), offer("iiii>")]]);
  for (const fn of host.functions) {
    offered.set(namespaceAndName(HOLDFAST, fn.wire), { type: fn.assemblyScript, permission: fn.permission });
  }
  return offered;
}

export function namespaceAndName(namespace: string, name: string): string {
  return `${namespace}\0${name}`;
}

function offer(short: string, permission?: string): OfferedImport {
  const [params = "", results = ""] = short.split(">");
  const type = { params: [...params].map(valueType), results: [...results].map(valueType) };
  return permission === undefined ? { type } : { type, permission };
}

function valueType(letter: string): string {
  return letter === "I" ? "i64" : "i32";
}
