// A whole host in the test's own process whose log is heard, and clients of its hub with a token of its own.
import { join } from "node:path";
import type { TestContext } from "node:test";
import { LogLines } from "#host/admin/log-lines";
import { startHost } from "#host/cmd/host";
import { tokenPath } from "#host/cmd/host-note";
import { loadConfig } from "#host/conf/load";
import { createLog, type Log } from "#host/log";
import { RpcClient } from "#host/rpc/client";
import { readTokenFile } from "#host/rpc/token";
import { connectWebSocket } from "#host/rpc/websocket-transport";
import { temporaryFiles } from "./files.ts";

export interface StartedHost {
  readonly dataDir: string;
  readonly url: string;
  /** What the host logged so far. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly log: Log;
  client(): Promise<RpcClient>;
  /** A client with a connection that the test may close. */
  link(): Promise<{ readonly client: RpcClient; close(): Promise<void> }>;
  /** Once, before the test ends. */
  stop(): Promise<void>;
}

/** `set` are options as `--set` takes them. */
export async function startedHost(
  t: TestContext,
  { config, set = [] }: { readonly config?: string; readonly set?: readonly string[] } = {},
): Promise<StartedHost> {
  const dataDir = join(temporaryFiles(t), "data");
  const flags = ["host.name=here", `dataDir=${dataDir}`, "hub.listen=127.0.0.1:0", ...set];
  const loaded = loadConfig({ env: {}, cwd: "/", flags, ...(config === undefined ? {} : { file: config }) });
  const lines: Readonly<Record<string, unknown>>[] = [];
  const logLines = new LogLines();
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLog({ level: "info", destination, tee: logLines });
  const host = await startHost({ config: loaded.config, log, logLines, version: "0.0.0" });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= host.launcher.stop({ reason: "the test ends" }).then(async () => void (await host.ended));
    return stopping;
  };
  t.after(stop);
  const link = async () => {
    const transport = await connectWebSocket({ url: host.facts.url, token: await readTokenFile(tokenPath(dataDir)) });
    t.after(() => transport.close());
    return { client: new RpcClient(transport), close: () => transport.close() };
  };
  const client = async () => (await link()).client;
  return { dataDir, url: host.facts.url, lines, log, client, link, stop };
}
