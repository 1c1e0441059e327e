// The rooms of host/src and the owners of outside packages as data; the tables of ARCHITECTURE.md say the same, and a test compares them.

/** A room, and what it may import besides the base and itself. */
const ROOMS = {
  base: ["sdk"],
  conf: [],
  db: ["conf"],
  rpc: ["conf"],
  driver: ["conf", "sdk"],
  operation: ["conf", "db"],
  manager: ["rpc", "db"],
  service: ["conf", "db", "rpc", "manager"],
  volume: ["conf", "db", "rpc", "operation", "manager", "sdk"],
  network: ["conf", "db", "rpc", "operation", "manager", "sdk"],
  function: ["conf", "db", "rpc", "operation", "manager", "sdk"],
  admin: ["conf", "db", "rpc", "driver", "operation", "manager", "service"],
  api: ["conf", "rpc", "manager", "service"],
  cmd: [
    ...["conf", "db", "rpc", "driver", "operation", "manager", "service"],
    ...["volume", "network", "function", "admin", "api", "sdk"],
  ],
  executor: ["base", "sdk"],
};

/** Where a room sees types only, nothing that is there at run time. */
const TYPES_ONLY = {
  manager: ["rpc", "db"],
  volume: ["sdk"],
  network: ["sdk"],
  function: ["sdk"],
};

/** The rooms that are domains: of each other they see the `rpcapi` and nothing else. */
const DOMAINS = ["volume", "network", "function"];

/** An outside package, and the only places of host/src that may name it: a room, a file of a room, or a file name in any room. */
const OWNERS = {
  kysely: ["db"],
  "better-sqlite3": ["db"],
  ws: ["rpc"],
  esbuild: ["manager/load-object"],
  "@extism/extism": ["driver/extism-runtime", "driver/extism-env"],
  "@assemblyscript/loader": ["driver/assemblyscript-runtime"],
  pino: ["log"],
  yaml: ["conf", "executor"],
  zod: ["conf", "*/messages", "rpc/envelope"],
  commander: ["cmd"],
};

module.exports = { ROOMS, TYPES_ONLY, DOMAINS, OWNERS };
