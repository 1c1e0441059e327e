// A thread that sends back what it gets: the floor under every call that crosses a thread.
import { parentPort } from "node:worker_threads";

parentPort.on("message", (message) => parentPort.postMessage(message));
