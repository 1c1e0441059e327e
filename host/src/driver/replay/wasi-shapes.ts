// What the parameters of each WASI function mean: numbers, what the guest gives, and where its answers go.

/**
 * `plain`: a number. `in`: pointer and length of bytes that are read; `ins`: the same of a list of buffers. A number: a pointer to so many
 * bytes that are written; `count`: to four that say how much went into `part` (pointer, length), `outs` (a list of buffers) or `events`.
 * `buffer`: pointer and length of bytes that are written whole. `events`: pointers to subscriptions and events, whose number comes next.
 */
export type WasiPart = "plain" | "in" | "ins" | "buffer" | "part" | "outs" | "events" | "count" | 8 | 24 | 64 | 4;

/** Functions that ask something of the world or change it; what is not here answers the same in every replay. */
export const WASI_SHAPES: Readonly<Record<string, readonly WasiPart[]>> = {
  clock_res_get: ["plain", 8],
  clock_time_get: ["plain", "plain", 8],
  fd_advise: ["plain", "plain", "plain", "plain"],
  fd_allocate: ["plain", "plain", "plain"],
  fd_close: ["plain"],
  fd_datasync: ["plain"],
  fd_fdstat_get: ["plain", 24],
  fd_fdstat_set_flags: ["plain", "plain"],
  fd_fdstat_set_rights: ["plain", "plain", "plain"],
  fd_filestat_get: ["plain", 64],
  fd_filestat_set_size: ["plain", "plain"],
  fd_filestat_set_times: ["plain", "plain", "plain", "plain"],
  fd_pread: ["plain", "outs", "plain", "count"],
  fd_pwrite: ["plain", "ins", "plain", 4],
  fd_read: ["plain", "outs", "count"],
  fd_readdir: ["plain", "part", "plain", "count"],
  fd_renumber: ["plain", "plain"],
  fd_seek: ["plain", "plain", "plain", 8],
  fd_sync: ["plain"],
  fd_tell: ["plain", 8],
  fd_write: ["plain", "ins", 4],
  path_create_directory: ["plain", "in"],
  path_filestat_get: ["plain", "plain", "in", 64],
  path_filestat_set_times: ["plain", "plain", "in", "plain", "plain", "plain"],
  path_link: ["plain", "plain", "in", "plain", "in"],
  path_open: ["plain", "plain", "in", "plain", "plain", "plain", "plain", 4],
  path_readlink: ["plain", "in", "part", "count"],
  path_remove_directory: ["plain", "in"],
  path_rename: ["plain", "in", "plain", "in"],
  path_symlink: ["in", "plain", "in"],
  path_unlink_file: ["plain", "in"],
  poll_oneoff: ["events", "plain", "count"],
  random_get: ["buffer"],
};
