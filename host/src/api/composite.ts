// Several applications under one, each at the start of a path: the longest one that fits takes the request.
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { ApiRequest, ApiResponse, App, Upgrade } from "./app.ts";

export class Composite implements App {
  readonly #mounts: readonly { readonly prefix: string; readonly app: App }[];

  /** Prefixes begin with a slash; `/` takes whatever no other takes. */
  constructor(apps: ReadonlyMap<string, App>) {
    const mounts = [...apps].map(([prefix, app]) => ({ prefix: prefix.replace(/\/+$/, ""), app }));
    this.#mounts = mounts.sort((one, other) => other.prefix.length - one.prefix.length);
  }

  async handle(ctx: RequestContext, request: ApiRequest): Promise<ApiResponse> {
    const found = this.#find(request.path);
    if (!found) throw new HostError("NOT_FOUND", `nothing is at ${request.mount}${request.path}; ${this.#there()}`);
    const { app, prefix, rest } = found;
    return app.handle(ctx, { ...request, path: rest, mount: request.mount + prefix });
  }

  upgrade(upgrade: Upgrade): void {
    const found = this.#find(upgrade.path);
    if (found?.app.upgrade) found.app.upgrade({ ...upgrade, path: found.rest });
    else refuseUpgrade(upgrade);
  }

  // At a border between segments only: /rpc does not take /rpcs.
  #find(path: string) {
    for (const { prefix, app } of this.#mounts) {
      if (path !== prefix && !path.startsWith(`${prefix}/`)) continue;
      return { prefix, app, rest: path.slice(prefix.length) || "/" };
    }
    return undefined;
  }

  #there(): string {
    return `there is ${this.#mounts.map(({ prefix }) => prefix || "/").join(", ")}`;
  }
}

/** Answers a request for another protocol that nobody takes, and ends the connection. */
export function refuseUpgrade({ socket }: Pick<Upgrade, "socket">): void {
  socket.once("finish", () => socket.destroy());
  socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
}
