// A socket that is read into one buffer again and again: otherwise Node takes 64 KiB of memory for each read, all of which must be collected.
import { connect, type NetConnectOpts, type Socket, type TcpNetConnectOpts } from "node:net";
import { SLAB_BYTES } from "./slab.ts";

/** A socket's data comes as from any other until it is diverted. Only who connects can have it so; Node has nothing of the kind for a server's sockets. */
export class OneBufferReads {
  #socket: Socket | undefined;
  #take: ((chunk: Buffer) => void) | undefined;

  /** Connects, once; `how` is what Node's http hands over. */
  connect(how: NetConnectOpts): Socket {
    const buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
    // Some of what http hands over means another thing here: its path is no socket's.
    const { host, port } = how as TcpNetConnectOpts;
    const onread = { buffer, callback: (bytes: number) => this.#read(buffer.subarray(0, bytes)) };
    this.#socket = connect({ host: host ?? "localhost", port, onread });
    return this.#socket;
  }

  /** From now on `take` gets what is read, which it may use until it returns; what was read before still comes as the socket's data, and first. */
  divert(take: (chunk: Buffer) => void): void {
    this.#take = take;
  }

  /** Answers whether to read on now. */
  #read(chunk: Buffer): boolean {
    const socket = this.#socket;
    if (!socket) return false;
    if (!this.#take || socket.readableLength > 0) return socket.push(Buffer.from(chunk));
    this.#take(chunk);
    return true;
  }
}
