// What is measured, and the ratios that must hold. Each case's roles are processes; the last is the client.
const LOAD = { c: 64, bytes: 100 };
const ALONE = { c: 1, bytes: 100 };
const RAW_SMALL = { c: 64, bytes: 100, raw: true };
const RAW = { c: 64, bytes: 4096, raw: true };
const DIRECT = ["server", "client"];
const BROKERED = ["broker", "server", "client"];

/** `long` is left out of the short run. */
export const CASES = {
  "holdfast direct": { file: "holdfast", roles: ["local", "client"], shapes: [LOAD, ALONE] },
  "holdfast direct, stock client": { file: "holdfast", roles: ["local", "stock"], shapes: [LOAD] },
  "rpc-websockets": { file: "rpc-websockets", roles: DIRECT, shapes: [LOAD] },
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
  rate("holdfast direct, stock client", "rpc-websockets", 1.1),
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
