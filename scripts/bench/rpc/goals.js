// What is measured, and the ratios that must hold. Each case's roles are processes, `file:role` where the file is another one; the last is the client.
const LOAD = { c: 64, bytes: 100 };
const ALONE = { c: 1, bytes: 100 };
const RAW_SMALL = { c: 64, bytes: 100, raw: true };
const RAW = { c: 64, bytes: 4096, raw: true };
const DIRECT = ["server", "client"];
const BROKERED = ["broker", "server", "client"];

const STOCK = { file: "holdfast", roles: ["text", "stock:single"], shapes: [LOAD] };
const RPC_WEBSOCKETS = { file: "rpc-websockets", roles: ["server", "stock:single"], shapes: [LOAD] };

/** `long` is left out of the short run. `clients` processes share what is in flight; one where it is not said. */
export const CASES = {
  "holdfast direct": { file: "holdfast", roles: ["local", "client"], shapes: [LOAD, ALONE] },
  "rpc-websockets": RPC_WEBSOCKETS,
  "holdfast, stock client": STOCK,
  "holdfast, two stock clients": { ...STOCK, clients: 2 },
  "rpc-websockets, two clients": { ...RPC_WEBSOCKETS, clients: 2 },
  "holdfast, batching stock client": { ...STOCK, roles: ["text", "stock:batched"] },
  "rpc-websockets, batching client": { ...RPC_WEBSOCKETS, roles: ["server", "stock:batched"] },
  "moleculer tcp": { file: "moleculer", roles: DIRECT, shapes: [LOAD], about: { transporter: "tcp" } },
  "grpc-js": { file: "grpc", roles: DIRECT, shapes: [LOAD] },
  "ws echo": { file: "ws-echo", roles: DIRECT, shapes: [ALONE, LOAD] },
  "holdfast hub": { file: "holdfast", roles: ["broker", "server", "client"], shapes: [LOAD, ALONE, RAW_SMALL, RAW] },
  "nats.js 3": { file: "nats", roles: BROKERED, shapes: [LOAD, ALONE] },
  rabbitmq: { file: "rabbit", roles: BROKERED, shapes: [LOAD], long: true },
  "moleculer nats": { file: "moleculer", roles: BROKERED, shapes: [LOAD] },
};

const load = (name) => `${name} | 100 B, 64 in flight`;
const alone = (name) => `${name} | 100 B, 1 in flight`;
const rate = (ours, theirs, least, aim) => ({
  what: `${ours} / ${theirs}, calls/s`,
  ours: load(ours),
  theirs: load(theirs),
  by: "callsPerSecond",
  least,
  aim,
});

export const GOALS = [
  rate("holdfast direct", "rpc-websockets", 1.7, 2.5),
  rate("holdfast direct", "moleculer tcp", 2, 3),
  rate("holdfast direct", "grpc-js", 15, 25),
  // One process with the client of rpc-websockets is what either server waits for, so this one is only shown.
  rate("holdfast, stock client", "rpc-websockets"),
  rate("holdfast, two stock clients", "rpc-websockets, two clients", 1.1),
  rate("holdfast, batching stock client", "rpc-websockets", 1.1),
  rate("holdfast, batching stock client", "rpc-websockets, batching client"),
  rate("holdfast hub", "nats.js 3", 3.5, 5),
  rate("holdfast hub", "rabbitmq", 6, 10),
  rate("holdfast hub", "moleculer nats", 1.5, 2.5),
  {
    what: "holdfast direct / ws echo, p50 of one in flight",
    ours: alone("holdfast direct"),
    theirs: alone("ws echo"),
    by: "p50Us",
    most: 1.3,
  },
  {
    what: "holdfast hub / nats.js 3, p50 of one in flight",
    ours: alone("holdfast hub"),
    theirs: alone("nats.js 3"),
    by: "p50Us",
    most: 0.7,
  },
  {
    what: "holdfast hub, raw 4 KiB / JSON 100 B, calls/s",
    ours: "holdfast hub | raw 4096 B, 64 in flight",
    theirs: load("holdfast hub"),
    by: "callsPerSecond",
    least: 0.5,
  },
];
