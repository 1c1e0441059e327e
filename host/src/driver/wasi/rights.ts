// The rights of WASI preview 1: which bit allows what, and which of them change something on disk.

const bit = (position: bigint): bigint => 1n << position;

export const RIGHT = {
  fdDatasync: bit(0n),
  fdRead: bit(1n),
  fdSeek: bit(2n),
  fdFdstatSetFlags: bit(3n),
  fdSync: bit(4n),
  fdTell: bit(5n),
  fdWrite: bit(6n),
  fdAdvise: bit(7n),
  fdAllocate: bit(8n),
  pathCreateDirectory: bit(9n),
  pathCreateFile: bit(10n),
  pathLinkSource: bit(11n),
  pathLinkTarget: bit(12n),
  pathOpen: bit(13n),
  fdReaddir: bit(14n),
  pathReadlink: bit(15n),
  pathRenameSource: bit(16n),
  pathRenameTarget: bit(17n),
  pathFilestatGet: bit(18n),
  pathFilestatSetSize: bit(19n),
  pathFilestatSetTimes: bit(20n),
  fdFilestatGet: bit(21n),
  fdFilestatSetSize: bit(22n),
  fdFilestatSetTimes: bit(23n),
  pathSymlink: bit(24n),
  pathRemoveDirectory: bit(25n),
  pathUnlinkFile: bit(26n),
  pollFdReadwrite: bit(27n),
} as const;

const union = (...rights: readonly bigint[]): bigint => rights.reduce((all, right) => all | right, 0n);

/** What makes the host open a file for writing. */
export const FILE_WRITE_RIGHTS = union(RIGHT.fdWrite, RIGHT.fdAllocate, RIGHT.fdFilestatSetSize);

/** Everything that applies to a regular file. */
export const FILE_RIGHTS = union(
  FILE_WRITE_RIGHTS,
  RIGHT.fdDatasync,
  RIGHT.fdRead,
  RIGHT.fdSeek,
  RIGHT.fdFdstatSetFlags,
  RIGHT.fdSync,
  RIGHT.fdTell,
  RIGHT.fdAdvise,
  RIGHT.fdFilestatGet,
  RIGHT.fdFilestatSetTimes,
  RIGHT.pollFdReadwrite,
);

/** What changes names, sizes or times below a directory: nothing of it works below a read-only grant. */
export const MUTATING_RIGHTS = union(
  FILE_WRITE_RIGHTS,
  RIGHT.fdFilestatSetTimes,
  RIGHT.pathCreateDirectory,
  RIGHT.pathCreateFile,
  RIGHT.pathLinkSource,
  RIGHT.pathLinkTarget,
  RIGHT.pathRenameSource,
  RIGHT.pathRenameTarget,
  RIGHT.pathFilestatSetSize,
  RIGHT.pathFilestatSetTimes,
  RIGHT.pathSymlink,
  RIGHT.pathRemoveDirectory,
  RIGHT.pathUnlinkFile,
);

/** Everything that applies to a directory. */
export const DIRECTORY_RIGHTS = union(
  MUTATING_RIGHTS & ~FILE_WRITE_RIGHTS,
  RIGHT.fdDatasync,
  RIGHT.fdFdstatSetFlags,
  RIGHT.fdSync,
  RIGHT.pathOpen,
  RIGHT.fdReaddir,
  RIGHT.pathReadlink,
  RIGHT.pathFilestatGet,
  RIGHT.fdFilestatGet,
);

/** Standard input, output and error. No seek and no tell: this is how a C library knows a terminal and sends line by line. */
export const STREAM_RIGHTS = union(RIGHT.fdFilestatGet, RIGHT.pollFdReadwrite);
