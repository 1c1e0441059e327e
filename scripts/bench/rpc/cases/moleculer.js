// Moleculer over its TCP transporter, or over nats-server when there is a broker.
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceBroker } from "moleculer";
import { startNatsServer } from "../nats-server.js";

export const broker = startNatsServer;

async function open(nodeID, { port, urls }) {
  const tcp = { type: "TCP", options: { udpDiscovery: false, ...(urls ? { urls } : {}), port: urls ? null : 0 } };
  const node = new ServiceBroker({
    nodeID,
    logger: false,
    transporter: port === undefined ? tcp : `nats://127.0.0.1:${port}`,
    registry: { preferLocal: false },
  });
  if (nodeID === "server") node.createService({ name: "bench", actions: { echo: (ctx) => ctx.params } });
  await node.start();
  return node;
}

export async function server({ transporter, port }) {
  if (transporter !== "tcp") {
    await open("server", { port });
    return {};
  }
  const node = new ServiceBroker({
    nodeID: "server",
    logger: false,
    transporter: { type: "TCP", options: { udpDiscovery: false, port: Number(process.env.MOLECULER_PORT ?? 45_777) } },
  });
  node.createService({ name: "bench", actions: { echo: (ctx) => ctx.params } });
  await node.start();
  return { tcpPort: Number(process.env.MOLECULER_PORT ?? 45_777) };
}

export async function client({ port, tcpPort }) {
  const node =
    tcpPort === undefined
      ? await open("client", { port })
      : await open("client", { urls: [`tcp://127.0.0.1:${tcpPort}/server`] });
  await node.waitForServices("bench", 10_000);
  await sleep(100);
  return (payload) => node.call("bench.echo", payload);
}
