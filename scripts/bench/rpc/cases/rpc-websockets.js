// rpc-websockets' own server, for its own client and for others of JSON-RPC text.
import { Server } from "rpc-websockets";

export async function server() {
  const rpc = new Server({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => rpc.once("listening", resolve));
  rpc.register("echo", (params) => params);
  return { url: `ws://127.0.0.1:${rpc.wss.address().port}`, method: "echo" };
}
