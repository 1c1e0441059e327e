// A host's link to another hub, as its configuration says: made by the host, mended by the host, in nobody's way.
import type { Clock } from "../clock.ts";
import type { JoinOptions } from "../conf/hub-options.ts";
import type { Config } from "../conf/options.ts";
import type { Log } from "../log.ts";
import type { Hub } from "../rpc/hub.ts";
import { HUB_TOPIC, RPC_TOPIC } from "../rpc/hub-connection.ts";
import { readTokenFile } from "../rpc/token.ts";
import { Uplink } from "../rpc/uplink.ts";
import { WebSocketTransport } from "../rpc/websocket-transport.ts";
import { GROUP_TOPIC } from "../service/group-endpoint.ts";
import { clientTls } from "./tls-material.ts";
import type { Undo } from "./undo.ts";

interface Joining {
  readonly config: Config;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly log: Log;
}

/** Begins to join the hub of `join`; does not wait for it. Throws for a token or a certificate that cannot be read. */
export async function joinHub({ config, hub, clock, log }: Joining, undo: Undo): Promise<void> {
  const { join } = config;
  if (!join) return;
  const transport = new WebSocketTransport({
    ...(await proofs(join)),
    url: join.url,
    limits: { ...config.hub, pendingMax: config.rpc.pendingMax },
    clock,
    log,
    onLink: (state) => {
      log.info({ url: join.url, state }, "the link to the hub that this host joins");
      if (state === "up") uplink.refresh();
    },
  });
  const inside = [HUB_TOPIC, RPC_TOPIC, GROUP_TOPIC];
  const uplink = new Uplink({ router: hub.router, transport, inside, log });
  undo.add("uplink", () => uplink.close());
  transport.start();
}

async function proofs(join: JoinOptions) {
  const token = join.tokenFile === undefined ? undefined : await readTokenFile(join.tokenFile);
  const tls = clientTls(join, "join.");
  return { ...(token === undefined ? {} : { token }), ...(tls === undefined ? {} : { tls }) };
}
