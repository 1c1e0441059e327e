// A wire that can be cut: a TCP relay on loopback whose connections a test destroys as a dead network would.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface TcpRelay {
  readonly port: number;
  /** Destroys every connection that goes through. */
  cut(): void;
  /** While stalled, bytes stay where they are in both directions. */
  stall(isStalled: boolean): void;
  /** While closed, new connections are refused at once. */
  refuse(isRefusing: boolean): void;
  close(): Promise<void>;
}

export async function openTcpRelay(targetPort: number): Promise<TcpRelay> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isRefusing = false;
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  const server = createServer((near) => {
    if (isRefusing) {
      near.destroy();
      return;
    }
    const far = connect(targetPort, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on("error", () => other.destroy());
      one.on("close", () => {
        other.destroy();
        pairs.delete(pair);
      });
      one.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    stall: (isStalled) => {
      for (const [near, far] of pairs) {
        if (isStalled) {
          near.unpipe(far).pause();
          far.unpipe(near).pause();
        } else {
          near.pipe(far);
          far.pipe(near);
        }
      }
    },
    refuse: (refusing) => {
      isRefusing = refusing;
    },
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
