// Starts the RabbitMQ of the machine on free ports of loopback, with a directory of its own; all of it ends with this process.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.js";

// Debian's command in the path changes the user; this is the program behind it.
const PROGRAM = "/usr/lib/rabbitmq/bin/rabbitmq-server";

export async function startRabbitServer() {
  if (!existsSync(PROGRAM)) throw new Error("there is no RabbitMQ; on Debian: apt-get install rabbitmq-server");
  const [port, distPort, epmdPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const directory = mkdtempSync(join(tmpdir(), "rabbit-"));
  const plugins = join(directory, "plugins");
  writeFileSync(plugins, "[].\n");
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    // Else it would not go before it has noticed that its node went.
    ERL_EPMD_RELAXED_COMMAND_CHECK: "1",
    RABBITMQ_NODENAME: "bench@localhost",
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: directory,
    RABBITMQ_LOG_BASE: directory,
    RABBITMQ_LOGS: "-",
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
  };
  const child = spawn(PROGRAM, [], { env, stdio: ["ignore", "pipe", "ignore"], detached: true });
  process.on("exit", () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
    spawnSync("epmd", ["-port", String(epmdPort), "-kill"], { env });
    rmSync(directory, { recursive: true, force: true });
  });
  await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`rabbitmq-server ended with ${code}`)));
    let said = "";
    child.stdout.on("data", (text) => {
      said = (said + text).slice(-4096);
      if (/Server startup complete/.test(said)) resolve();
    });
  });
  return { port };
}
