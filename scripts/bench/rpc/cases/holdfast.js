// Holdfast itself by its public doors: a hub with the service inside (local), or a hub, a host behind it, and a client.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../../../../host/package.json", import.meta.url));
const { z } = await import(pathToFileURL(require.resolve("zod")).href);
const host = (file) => import(new URL(`../../../../host/dist/${file}.js`, import.meta.url).href);

const TOKEN = "B".repeat(43);
const caller = { name: "bench", roles: ["admin"] };

class EchoManager {
  async echo(_ctx, value) {
    return value;
  }
}
const endpoint = {
  version: "1.0",
  methods: {
    echo: { summary: "Answers what it got.", access: "read", params: z.strictObject({ text: z.string() }) },
    echo_bytes: {
      summary: "Answers the bytes it got.",
      access: "read",
      params: z.instanceof(Uint8Array),
      method: "echo",
    },
  },
  target: new EchoManager(),
};

async function startHub({ connectionsMax = 1024 } = {}) {
  const hub = await host("rpc/hub");
  const { createTokenCheck } = await host("rpc/token");
  const { DEFAULT_LINK_LIMITS, DEFAULT_CALL_TIMES, DEFAULT_HUB_LIMITS } = await host("rpc/limits");
  const { systemClock } = await host("clock");
  const { silentLog } = await host("log");
  return hub.startHub({
    name: "bench",
    version: "0.0.0",
    listen: { host: "127.0.0.1", port: 0 },
    authenticate: createTokenCheck([{ token: TOKEN, caller }]),
    allowedOrigins: [],
    limits: { ...DEFAULT_LINK_LIMITS, ...DEFAULT_CALL_TIMES, ...DEFAULT_HUB_LIMITS, connectionsMax },
    clock: systemClock,
    log: silentLog,
  });
}

async function serveOn(transport) {
  const { RpcServer } = await host("rpc/server");
  const { DEFAULT_CALL_TIMES } = await host("rpc/limits");
  const { systemClock } = await host("clock");
  const { silentLog } = await host("log");
  const rpc = new RpcServer({
    transport,
    place: { topic: "bench", server: "one", version: "1.0" },
    endpoints: [endpoint],
    clock: systemClock,
    log: silentLog,
    limits: { ...DEFAULT_CALL_TIMES, inFlightMax: 4096 },
  });
  await rpc.start();
}

export async function broker() {
  return { url: (await startHub()).url };
}

export async function local(about) {
  const hub = await startHub(about);
  await serveOn(hub.transport);
  return { url: hub.url };
}

export async function server({ url }) {
  const { connectWebSocket } = await host("rpc/websocket-transport");
  await serveOn(await connectWebSocket({ url, token: TOKEN }));
}

export async function client({ url }) {
  const { connect } = await host("client");
  const connection = await connect(url, TOKEN);
  return (payload) => connection.call(payload instanceof Uint8Array ? "bench.echo_bytes" : "bench.echo", payload);
}

/** Connections that say hello and then nothing, but for the signs of life that every link gives. */
export async function idlers({ url, idle }) {
  const { connect } = await host("client");
  for (let open = 0; open < idle; open += 50) {
    await Promise.all(Array.from({ length: Math.min(50, idle - open) }, () => connect(url, TOKEN)));
  }
}

/** A hub with the service inside, for stock clients of JSON-RPC text. */
export async function text() {
  return { ...(await local()), token: TOKEN, method: "bench.echo" };
}
