// What the host's own service exposes, and to whom.
import type { RpcDeclarations } from "../manager/manager.ts";
import { DRIVER_LOAD_ERRORS } from "../manager/method-errors.ts";
import * as messages from "./messages.ts";

const SERVICE_CHANGE = ["NOT_FOUND", "BUSY", "FAILED_PRECONDITION"] as const;
const STEER = ["NOT_FOUND", "BUSY", "FAILED_PRECONDITION"] as const;

export const ADMIN_METHODS: RpcDeclarations = {
  status: { errors: [], access: "read", summary: "Shows the host with its services and drivers.", whileDraining: true },
  listServices: {
    errors: [],
    params: messages.SERVICES_PARAMS,
    access: "read",
    summary: "Lists services with their liveness, all or those of a topic, a host or a state.",
    whileDraining: true,
  },
  showService: {
    errors: ["NOT_FOUND"],
    params: messages.SERVICE_PARAMS,
    access: "read",
    summary: "Shows one service.",
    whileDraining: true,
  },
  disableService: {
    errors: SERVICE_CHANGE,
    params: messages.DISABLE_PARAMS,
    access: "admin",
    summary: "Takes a service out of scheduling; it goes on serving.",
  },
  enableService: {
    errors: SERVICE_CHANGE,
    params: messages.SERVICE_PARAMS,
    access: "admin",
    summary: "Puts a disabled service back.",
  },
  forceDownService: {
    errors: SERVICE_CHANGE,
    params: messages.FORCE_DOWN_PARAMS,
    access: "admin",
    summary: "Declares a service down, or takes that back.",
  },
  deleteService: {
    errors: SERVICE_CHANGE,
    params: messages.SERVICE_PARAMS,
    access: "admin",
    summary: "Deletes the record of a service that is not up.",
  },
  listDrivers: {
    errors: [],
    access: "read",
    summary: "Lists drivers with state, health and figures.",
    whileDraining: true,
  },
  showDriver: {
    errors: ["NOT_FOUND"],
    params: messages.DRIVER_PARAMS,
    access: "read",
    summary: "Shows one driver.",
    whileDraining: true,
  },
  showDriverUses: {
    errors: ["NOT_FOUND", "DRIVER_UNAVAILABLE"],
    params: messages.DRIVER_PARAMS,
    access: "read",
    summary: "Shows what a driver used of its grants and what it was denied since it was loaded.",
  },
  addDriver: {
    errors: ["ALREADY_EXISTS", ...DRIVER_LOAD_ERRORS],
    params: messages.ADD_DRIVER_PARAMS,
    access: "admin",
    summary: "Loads a driver by path and remembers it.",
  },
  swapDriver: {
    errors: ["NOT_FOUND", "BUSY", "FAILED_PRECONDITION", ...DRIVER_LOAD_ERRORS],
    params: messages.SWAP_DRIVER_PARAMS,
    access: "admin",
    summary: "Puts another file in a driver's place without losing a call; its faults take it back.",
  },
  rollbackDriver: {
    errors: ["NOT_FOUND", "BUSY", "FAILED_PRECONDITION", ...DRIVER_LOAD_ERRORS],
    params: messages.DRIVER_PARAMS,
    access: "admin",
    summary: "Takes the last swap of a driver back.",
  },
  recordDriver: {
    errors: ["NOT_FOUND", "UNSUPPORTED", "DRIVER_UNAVAILABLE"],
    params: messages.RECORD_DRIVER_PARAMS,
    access: "admin",
    summary: "Chooses which calls of a driver are recorded, until it is loaded anew.",
  },
  removeDriver: {
    errors: ["NOT_FOUND", "FAILED_PRECONDITION"],
    params: messages.REMOVE_DRIVER_PARAMS,
    access: "admin",
    summary: "Takes an added driver away.",
  },
  listOperations: {
    errors: [],
    params: messages.OPERATIONS_PARAMS,
    access: "read",
    summary: "Lists operations, the newest first.",
    whileDraining: true,
  },
  showOperation: {
    params: messages.OPERATION_PARAMS,
    access: "read",
    summary: "Shows one operation with its transitions.",
    errors: ["NOT_FOUND"],
    whileDraining: true,
  },
  cancelOperation: {
    errors: ["NOT_FOUND", "FAILED_PRECONDITION"],
    params: messages.OPERATION_PARAMS,
    access: "operate",
    summary: "Cancels an operation that runs.",
    whileDraining: true,
  },
  listTasks: {
    errors: [],
    access: "read",
    summary: "Lists periodic tasks with their last and next runs.",
    whileDraining: true,
  },
  runTask: { errors: STEER, params: messages.TASK_PARAMS, access: "operate", summary: "Runs a periodic task now." },
  pauseTask: { errors: STEER, params: messages.TASK_PARAMS, access: "operate", summary: "Pauses a periodic task." },
  resumeTask: {
    errors: STEER,
    params: messages.TASK_PARAMS,
    access: "operate",
    summary: "Resumes a paused periodic task.",
  },
  listCalls: {
    errors: [],
    params: messages.CALLS_PARAMS,
    access: "read",
    summary: "Lists the calls that services of this host work on, the oldest first.",
    whileDraining: true,
  },
  showLogLevel: { errors: [], access: "read", summary: "Shows the level of the log.", whileDraining: true },
  setLogLevel: {
    errors: [],
    params: messages.LOG_LEVEL_PARAMS,
    access: "admin",
    summary: "Changes the level of the log for a time, after which the configured one is back.",
  },
  readLog: {
    errors: [],
    params: messages.LOG_LINES_PARAMS,
    access: "admin",
    summary: "Streams the last lines of the log, and on demand those that come.",
    streams: true,
  },
  restoreLogLevel: { errors: [], access: "admin", summary: "Puts the log back to its configured level." },
  reload: {
    errors: ["CONFIG_INVALID"],
    access: "admin",
    summary: "Takes up a changed configuration; answers what changed, and what needs a restart.",
  },
};
