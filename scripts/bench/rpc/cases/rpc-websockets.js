// rpc-websockets: its own server and client.
import { Client, Server } from "rpc-websockets";

export async function server() {
  const rpc = new Server({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => rpc.once("listening", resolve));
  rpc.register("echo", (params) => params);
  return { port: rpc.wss.address().port };
}

export async function client({ port }) {
  const connection = new Client(`ws://127.0.0.1:${port}`);
  await new Promise((resolve) => connection.once("open", resolve));
  return (payload) => connection.call("echo", payload);
}
