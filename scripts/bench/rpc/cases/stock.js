// Stock clients of JSON-RPC 2.0 text, which know nothing of us; `url`, and `token` and `method` of whoever answers.
import { JSONRPCClient } from "json-rpc-2.0";
import { Client } from "rpc-websockets";
import { WebSocket } from "ws";

const headersOf = (token) => (token ? { authorization: `Bearer ${token}` } : {});

/** The client of rpc-websockets: a frame and a write for each call. */
export async function single({ url, token, method }) {
  const connection = new Client(url, { headers: headersOf(token) });
  await new Promise((resolve, reject) => {
    connection.once("open", resolve);
    connection.once("error", reject);
  });
  return (payload) => connection.call(method, payload);
}

/** The client of json-rpc-2.0 on a `ws` socket: calls of a turn are one batch, as JSON-RPC 2.0 has it. */
export async function batched({ url, token, method }) {
  const socket = new WebSocket(url, { headers: headersOf(token), perMessageDeflate: false });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const connection = new JSONRPCClient((request) => socket.send(JSON.stringify(request)));
  socket.on("message", (data) => connection.receive(JSON.parse(data.toString())));
  let ids = 0;
  let waiting = [];
  const send = async () => {
    const calls = waiting;
    waiting = [];
    const answers = await connection.requestAdvanced(calls.map(({ request }) => request));
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    for (const { request, resolve, reject } of calls) {
      const answer = byId.get(request.id);
      if (answer && !answer.error) resolve(answer.result);
      else reject(new Error(answer?.error.message ?? "a call of a batch has no answer"));
    }
  };
  return (params) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send);
      waiting.push({ request: { jsonrpc: "2.0", id: ++ids, method, params }, resolve, reject });
    });
}
