// What the volume manager exposes over RPC and repeats by itself, as data.
import type { PeriodicDeclarations, RpcDeclarations } from "../manager/manager.ts";
import { CHANGE_ERRORS, DRIVER_CALL_ERRORS } from "../manager/method-errors.ts";
import * as messages from "./messages.ts";

const change = { result: messages.CHANGE, access: "operate", errors: CHANGE_ERRORS } as const;
const look = { access: "read", whileDraining: true, errors: [] } as const;
const lookAtOne = { ...look, errors: ["NOT_FOUND"] } as const;
const SINCE = { since: "1.1" } as const;

export const VOLUME_RPC: RpcDeclarations = {
  create: { ...change, params: messages.CREATE_PARAMS, summary: "Makes a volume of an exact size." },
  delete: {
    ...change,
    params: messages.DELETE_PARAMS,
    summary: "Deletes a volume and all it holds; deleting what is absent succeeds.",
  },
  extend: { ...change, params: messages.EXTEND_PARAMS, summary: "Grows a volume; what it holds stays." },
  forget: {
    params: messages.DELETE_PARAMS,
    result: messages.CHANGE,
    access: "admin",
    errors: CHANGE_ERRORS,
    summary: "Removes the record of a volume whose driver is gone; asks nobody, and what the driver made stays.",
  },
  get: { ...lookAtOne, params: messages.NAME_PARAMS, result: messages.VOLUME_DETAILS, summary: "Shows one volume." },
  list: {
    ...look,
    params: messages.LIST_PARAMS,
    result: messages.VOLUMES,
    summary: "Lists volumes by name, a page at a time.",
  },
  clone: {
    ...change,
    ...SINCE,
    params: messages.CLONE_PARAMS,
    summary: "Makes a volume with what another, or a snapshot of it, holds.",
  },
  createSnapshot: {
    ...change,
    ...SINCE,
    params: messages.SNAPSHOT_PARAMS,
    summary: "Keeps what a volume holds now under a name.",
  },
  deleteSnapshot: { ...change, ...SINCE, params: messages.SNAPSHOT_PARAMS, summary: "Deletes a snapshot." },
  restoreSnapshot: {
    ...change,
    ...SINCE,
    params: messages.SNAPSHOT_PARAMS,
    summary: "Makes a volume hold again what it held at a snapshot.",
  },
  export: {
    ...change,
    ...SINCE,
    params: messages.EXPORT_PARAMS,
    summary: "Makes a volume reachable for programs of this node.",
  },
  unexport: { ...change, ...SINCE, params: messages.UNEXPORT_PARAMS, summary: "Takes an export back." },
  migrate: {
    ...change,
    ...SINCE,
    params: messages.MIGRATE_PARAMS,
    summary: "Begins to move a volume to another driver; the operation that is answered tells how far it is.",
  },
  manage: {
    ...change,
    ...SINCE,
    params: messages.MANAGE_PARAMS,
    summary: "Takes a volume into the records that a driver has already.",
  },
  unmanage: {
    ...change,
    ...SINCE,
    params: messages.DELETE_PARAMS,
    summary: "Removes a volume from the records and leaves it with its driver.",
  },
  backends: { ...look, ...SINCE, result: messages.BACKENDS, summary: "Lists drivers with abilities and room." },
  orphans: {
    access: "read",
    errors: DRIVER_CALL_ERRORS,
    ...SINCE,
    result: messages.ORPHANS,
    summary: "Lists what drivers have and the records do not know.",
  },
  explain: {
    ...lookAtOne,
    ...SINCE,
    params: messages.NAME_PARAMS,
    summary: "Tells all that is known of a volume: what should be, what is, what was done, what comes next.",
  },
  retry: {
    ...change,
    ...SINCE,
    params: messages.OPERATION_PARAMS,
    summary: "Asks for a failed change once more, or settles an unknown outcome now.",
  },
};

export const VOLUME_PERIODIC: PeriodicDeclarations = {
  settleUnknowns: { spacingMs: 5_000, timeoutMs: 60_000 },
  refreshStats: { spacingMs: 60_000, timeoutMs: 30_000 },
  audit: { spacingMs: 600_000, timeoutMs: 120_000 },
};
