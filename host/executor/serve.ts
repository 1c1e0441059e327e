// The executor's side of the socket: lines of JSON, requests answered as they end, and the end of the socket as the end of all work.
import type { Socket } from "node:net";
import type { Executor, ExecutorRequest } from "./executor.ts";

/** Characters of one line; the host sends none that is longer. */
export const LINE_LENGTH_MAX = 16 * 1024 * 1024;

type FromHost =
  | ({ readonly type: "ask"; readonly id: number } & ExecutorRequest)
  | { readonly type: "cancel"; readonly id: number };

/** Serves until the host's end is closed; resolves when everything that it asked for is over. */
export async function serve(socket: Socket, executor: Executor, greeting: unknown): Promise<void> {
  const work = new Map<number, { readonly abort: AbortController; readonly done: Promise<void> }>();
  const send = (message: unknown) => {
    if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
  };
  const receive = (message: FromHost) => {
    if (message.type === "cancel") {
      work.get(message.id)?.abort.abort();
      return;
    }
    const { id } = message;
    const abort = new AbortController();
    const done = executor.answer(message, abort.signal).then((answer) => {
      work.delete(id);
      send({ type: "answer", id, ...answer });
    });
    work.set(id, { abort, done });
  };
  const ended = readLines(socket, (line) => receive(JSON.parse(line) as FromHost));
  send(greeting);
  await ended;
  for (const { abort } of work.values()) abort.abort();
  await Promise.all([...work.values()].map(({ done }) => done));
}

/** Calls back for each line; resolves at the end of the stream or at a line that is too long. */
function readLines(socket: Socket, onLine: (line: string) => void): Promise<void> {
  let rest = "";
  socket.setEncoding("utf8");
  return new Promise((resolve) => {
    socket.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
      if (rest.length > LINE_LENGTH_MAX) resolve();
    });
    socket.once("end", () => resolve());
    socket.once("close", () => resolve());
    socket.once("error", () => resolve());
  });
}
