// A host's way out to another hub: what is served here is served there too, and called back over the one connection that the host made.
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Member, Router } from "./router.ts";
import { formatTarget } from "./target.ts";
import type { Serving } from "./transport.ts";
import type { WebSocketTransport } from "./websocket-transport.ts";

export interface UplinkOptions {
  readonly router: Router;
  readonly transport: WebSocketTransport;
  /** Topics that stay inside, such as the bus's own. */
  readonly inside: readonly string[];
  readonly log: Log;
}

/** Mirrors the places of a router onto another hub. While the link is down nothing here waits for it: local calls go their way as ever. */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #served = new Map<Member, Promise<Serving | undefined>>();
  readonly #unwatch: () => void;
  #isClosed = false;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#unwatch = options.router.watch((member, isThere) => {
      if (isThere) this.#serve(member);
      else void this.#leave(member);
    });
  }

  /** The places that the other hub has taken, as topic@server. */
  get places(): readonly string[] {
    return [...this.#served.keys()].map(({ place }) => formatTarget(place)).sort();
  }

  /** The link is up, for the first time or again: what could not be served before is tried again. */
  refresh(): void {
    for (const member of this.#options.router.members()) this.#serve(member);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unwatch();
    await this.#options.transport.close();
  }

  #serve(member: Member): void {
    const { inside, transport, log } = this.#options;
    const { place, handler } = member;
    if (this.#isClosed || !transport.isUp || inside.includes(place.topic) || this.#served.has(member)) return;
    const served = transport.serve(place, handler).catch((error: unknown) => {
      // Tried again when the link is next up; the other hub's refusal is the operator's to read.
      this.#served.delete(member);
      log.warn(
        { place: formatTarget(place), reason: messageOf(error) },
        "a place could not be served at the other hub",
      );
      return undefined;
    });
    this.#served.set(member, served);
  }

  async #leave(member: Member): Promise<void> {
    const served = this.#served.get(member);
    this.#served.delete(member);
    try {
      await (await served)?.leave();
    } catch (error) {
      const place = formatTarget(member.place);
      this.#options.log.warn({ place, reason: messageOf(error) }, "the other hub was not told of a leave");
    }
  }
}
