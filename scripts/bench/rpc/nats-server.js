// Starts the nats-server of the machine on a free port of loopback; it ends with this process.
import { spawn } from "node:child_process";
import { freePort } from "./free-port.js";

export async function startNatsServer() {
  const port = await freePort();
  const child = spawn("nats-server", ["-a", "127.0.0.1", "-p", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
  process.on("exit", () => child.kill("SIGKILL"));
  await new Promise((resolve, reject) => {
    child.once("error", () => reject(new Error("there is no nats-server; on Debian: apt-get install nats-server")));
    child.once("exit", (code) => reject(new Error(`nats-server ended with ${code}`)));
    child.stderr.on("data", (text) => String(text).includes("Server is ready") && resolve());
  });
  return { port };
}
