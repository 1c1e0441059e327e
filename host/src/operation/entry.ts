// An operation as it is asked for, and as it is answered.

/** What is about to be done to what. */
export interface OperationEntry {
  readonly domain: string;
  /** The thing: at most one operation of it is open at a time. */
  readonly resource: string;
  readonly action: string;
  readonly driver: string;
  /** sha-256 of the driver's file as it is asked; empty or absent for an object. */
  readonly driverDigest?: string;
  /** A digest of where it works; empty or absent when nobody knows. */
  readonly driverPlace?: string;
  /** JSON; repeated with the same key it must be the same. */
  readonly input: unknown;
  /** The caller's word for "this very request": unique in its domain. */
  readonly idempotencyKey?: string;
}

export interface OperationResult<T> {
  readonly operationId: string;
  readonly result: T;
  /** True when the same request was done before and this is its recorded result. */
  readonly replayed: boolean;
}
