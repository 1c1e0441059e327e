// A hub alone, and a host elsewhere that joins it: over TLS, by token or certificate, called back through it, alive without it.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { temporaryFiles } from "../support/files.ts";
import { BIN, command, testHost } from "../support/host-process.ts";
import { type TlsFiles, tlsFiles } from "../support/tls.ts";
import { until } from "../support/until.ts";

interface HubAlone {
  readonly dataDir: string;
  readonly remoteUrl: string;
  readonly child: ChildProcess;
}

async function startHub(t: TestContext, files: TlsFiles, at: { readonly dataDir: string; readonly port: number }) {
  const config = join(at.dataDir, "..", "hub.json");
  const tls = { ...files.server, clientAuthority: files.authority };
  const hub = {
    listen: "127.0.0.1:0",
    remote: { listen: `127.0.0.1:${at.port}`, tls },
    peers: { "client.test": { role: "host" }, watcher: { role: "reader", tokenFile: "watcher.token" } },
  };
  writeFileSync(config, JSON.stringify({ hub }));
  const args = [BIN, "hub", "--json", "--config", config, "--data-dir", at.dataDir];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the hub ended with ${code}`);
    }),
  ]);
  const { event, remoteUrl }: { event: string; remoteUrl: string } = JSON.parse(String(line));
  assert.equal(event, "ready");
  return { dataDir: at.dataDir, remoteUrl, child } satisfies HubAlone;
}

test("a host joins a hub alone with its certificate, is called back through it, and goes on when it is gone", {
  timeout: 120_000,
}, async (t) => {
  const files = tlsFiles(t);
  const dataDir = join(temporaryFiles(t), "hub");
  const hub = await startHub(t, files, { dataDir, port: 0 });
  const host = testHost(t);
  const shown = { authority: files.authority, ...files.client };
  const joining = Object.entries({ url: hub.remoteUrl, ...shown }).map(([key, value]) => `join.${key}=${value}`);
  await host.up({ set: [...joining, "host.name=edge"] });
  const atHub = (...args: string[]) => command(["--json", "--data-dir", dataDir, ...args]);
  const answers = async () => (await atHub("call", "volume@edge.ping")).code === 0;
  await until("the hub's operator reaches the host", answers, 30_000);

  const beyond = ["--url", hub.remoteUrl, "--tls-authority", files.authority];
  const certified = [...beyond, "--tls-certificate", files.client.certificate, "--tls-key", files.client.key];
  assert.equal((await command(["--json", ...certified, "call", "volume@edge.list"])).code, 0);
  const bare = await command(["--json", ...beyond, "--token-file", join(dataDir, "token"), "call", "volume@edge.list"]);
  assert.notEqual(bare.code, 0, "a token without a certificate is not enough here");
  const watcher = [...certified, "--token-file", join(dataDir, "..", "watcher.token")];
  const refused = await command(["--json", ...watcher, "call", "volume@edge.create", '{"name":"x","sizeBytes":1}']);
  assert.match(refused.err + refused.out, /PERMISSION_DENIED/, "a reader reads");

  hub.child.kill("SIGKILL");
  await once(hub.child, "exit");
  assert.equal((await host.run("volume", "create", "db1", "--size", "1MiB")).code, 0, "local work needs no link");
  await startHub(t, files, { dataDir, port: Number(new URL(hub.remoteUrl).port) });
  await until("the host is back by itself", answers, 30_000);
  assert.equal(await host.stop(), 0);
});

test("a hub for other machines without TLS or without a way in is refused before it listens", async (t) => {
  const directory = temporaryFiles(t);
  const hub = (...set: string[]) =>
    command(["hub", "--data-dir", join(directory, "data"), ...set.flatMap((option) => ["--set", option])]);
  const open = await hub("hub.listen=0.0.0.0:0");
  assert.equal(open.code, 2);
  assert.match(open.err, /hub\.listen: must be a loopback address: other machines need TLS/);
  const bare = await hub("hub.remote.listen=0.0.0.0:0");
  assert.equal(bare.code, 2);
  assert.match(bare.err, /hub\.remote\.tls/);
  const nobody = await hub('hub.peers.edge={"role":"host"}');
  assert.match(nobody.err, /could never prove who it is/);
});
