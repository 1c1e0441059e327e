// One HTTP request over a connection of its own to one address: no pool, no proxy, no redirect, and no more bytes than allowed.
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { isIPv4 } from "node:net";
import { DriverStatusError, type HttpResponse } from "@holdfast/sdk";

export interface HttpHop {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Where to connect; the name in the address is only what is asked for there. */
  readonly address: string;
  /** Certificates to trust instead of the machine's, as PEM. */
  readonly ca: string | undefined;
  readonly bodyBytesMax: number;
  readonly signal: AbortSignal;
}

const HEADER_BYTES_MAX = 32 * 1024;

export function sendHttp(hop: HttpHop): Promise<Omit<HttpResponse, "url">> {
  const { url, address, signal, method, headers, body, ca } = hop;
  const secure = url.protocol === "https:";
  const family = isIPv4(address) ? 4 : 6;
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? requestSecure : requestPlain)(url, {
      method,
      headers: {
        "accept-encoding": "identity",
        "user-agent": "holdfast",
        ...headers,
        ...lengthOf(body),
        connection: "close",
      },
      agent: false,
      // What was checked is what is connected to.
      lookup: (_name, options, callback) =>
        options.all ? callback(null, [{ address, family }]) : callback(null, address, family),
      maxHeaderSize: HEADER_BYTES_MAX,
      signal,
      ...(secure && ca !== undefined ? { ca } : {}),
    });
    outgoing.once("error", reject);
    outgoing.once("response", (incoming) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      incoming.on("data", (part: Buffer) => {
        bytes += part.length;
        parts.push(part);
        if (bytes <= hop.bodyBytesMax) return;
        outgoing.destroy();
        reject(new DriverStatusError("failed", `the answer has more than ${hop.bodyBytesMax} bytes`));
      });
      incoming.once("error", reject);
      incoming.once("aborted", () => reject(new Error("the answer was cut off")));
      incoming.once("end", () => {
        const fields = Object.entries(incoming.headers).flatMap(([name, value]) =>
          [value ?? []].flat().map((one) => ({ name, value: one })),
        );
        resolve({ status: incoming.statusCode ?? 0, headers: fields, body: Buffer.concat(parts).toString("utf8") });
      });
    });
    outgoing.end(body);
  });
}

function lengthOf(body: string | undefined): Record<string, string> {
  return body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
}
