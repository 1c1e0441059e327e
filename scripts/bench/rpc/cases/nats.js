// nats-server as Debian ships it, request/reply by @nats-io/transport-node.
import { connect } from "@nats-io/transport-node";
import { startNatsServer } from "../nats-server.js";

export const broker = startNatsServer;

const encoder = new TextEncoder();
const open = (port) => connect({ servers: `127.0.0.1:${port}`, noEcho: false });

export async function server({ port }) {
  const link = await open(port);
  link.subscribe("bench.echo", {
    callback: (_error, message) => message.respond(encoder.encode(JSON.stringify(message.json()))),
  });
  await link.flush();
}

export async function client({ port }) {
  const link = await open(port);
  return async (payload) => {
    const answer = await link.request("bench.echo", encoder.encode(JSON.stringify(payload)), { timeout: 10_000 });
    return answer.json();
  };
}
