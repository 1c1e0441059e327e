// @grpc/grpc-js unary over one channel, the JSON as bytes (its own codec would only add to it).
import { Client, credentials, Server, ServerCredentials } from "@grpc/grpc-js";

const encode = (value) => Buffer.from(JSON.stringify(value));
const decode = (bytes) => JSON.parse(bytes.toString());
const echo = {
  path: "/bench/echo",
  requestStream: false,
  responseStream: false,
  requestSerialize: encode,
  requestDeserialize: decode,
  responseSerialize: encode,
  responseDeserialize: decode,
};

export async function server() {
  const rpc = new Server();
  rpc.addService({ echo }, { echo: (call, answer) => answer(null, call.request) });
  const port = await new Promise((resolve, reject) =>
    rpc.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { port };
}

export async function client({ port }) {
  const rpc = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  return (payload) =>
    new Promise((resolve, reject) =>
      rpc.makeUnaryRequest(echo.path, encode, decode, payload, (error, value) =>
        error ? reject(error) : resolve(value),
      ),
    );
}
