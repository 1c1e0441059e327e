// Errors as WASI numbers them, and how a system error of Node becomes one.
import { constants } from "node:os";

// The order is the numbering of WASI preview 1.
const ERRNO_NAMES = [
  ...["SUCCESS", "2BIG", "ACCES", "ADDRINUSE", "ADDRNOTAVAIL", "AFNOSUPPORT", "AGAIN", "ALREADY", "BADF", "BADMSG"],
  ...["BUSY", "CANCELED", "CHILD", "CONNABORTED", "CONNREFUSED", "CONNRESET", "DEADLK", "DESTADDRREQ", "DOM", "DQUOT"],
  ...["EXIST", "FAULT", "FBIG", "HOSTUNREACH", "IDRM", "ILSEQ", "INPROGRESS", "INTR", "INVAL", "IO"],
  ...["ISCONN", "ISDIR", "LOOP", "MFILE", "MLINK", "MSGSIZE", "MULTIHOP", "NAMETOOLONG", "NETDOWN", "NETRESET"],
  ...["NETUNREACH", "NFILE", "NOBUFS", "NODEV", "NOENT", "NOEXEC", "NOLCK", "NOLINK", "NOMEM", "NOMSG"],
  ...["NOPROTOOPT", "NOSPC", "NOSYS", "NOTCONN", "NOTDIR", "NOTEMPTY", "NOTRECOVERABLE", "NOTSOCK", "NOTSUP", "NOTTY"],
  ...["NXIO", "OVERFLOW", "OWNERDEAD", "PERM", "PIPE", "PROTO", "PROTONOSUPPORT", "PROTOTYPE", "RANGE", "ROFS"],
  ...["SPIPE", "SRCH", "STALE", "TIMEDOUT", "TXTBSY", "XDEV", "NOTCAPABLE"],
] as const;

export type ErrnoName = (typeof ERRNO_NAMES)[number];

/** Thrown by the calls of the shim and answered to the guest as a number; it never leaves the shim. */
export class WasiError extends Error {
  readonly errno: ErrnoName;

  constructor(errno: ErrnoName) {
    super(errno);
    this.name = "WasiError";
    this.errno = errno;
  }
}

/** The number of a name. */
export function errnoNumber(name: ErrnoName): number {
  return ERRNO_NAMES.indexOf(name);
}

/** The name of a number, for tests and logs. */
export function errnoName(value: number): ErrnoName | undefined {
  return ERRNO_NAMES[value];
}

/** What the guest is told about an error. Anything but a refusal of ours or of the operating system is a fault of the host and goes on. */
export function errnoOf(error: unknown): number {
  if (error instanceof WasiError) return errnoNumber(error.errno);
  if (!isSystemError(error)) throw error;
  return systemErrnoNumber(-error.errno);
}

/** True when the operating system refused with that code, `ENOENT` and the like. */
export function isSystemCode(error: unknown, code: string): boolean {
  return isSystemError(error) && error.code === code;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly errno: number } {
  return error instanceof Error && "errno" in error && typeof error.errno === "number";
}

// By number, not by Node's name of the error: libuv has no name for EDQUOT, ESTALE and a few others.
function systemErrnoNumber(systemNumber: number): number {
  for (const [name, value] of Object.entries(constants.errno)) {
    if (value !== systemNumber) continue;
    const index = ERRNO_NAMES.indexOf(name.slice(1) as ErrnoName);
    if (index > 0) return index;
  }
  return errnoNumber("IO");
}
