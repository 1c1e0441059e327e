// A process that runs command lines of `holdfast` one after the other, so that a test does not start a process for each: a line of JSON in, one out.
import { createInterface } from "node:readline";
import { runCommand } from "#host/cmd/holdfast";

for await (const line of createInterface({ input: process.stdin })) {
  let code = 0;
  const texts = { out: "", err: "" };
  const stream = (name: "out" | "err") => ({
    write(text: string) {
      texts[name] += text;
      return true;
    },
  });
  const surroundings = {
    out: stream("out"),
    err: stream("err"),
    env: process.env,
    cwd: process.cwd(),
    colorAllowed: false,
  };
  const exit = (given: number) => {
    code = given;
  };
  await runCommand(JSON.parse(line) as string[], { ...surroundings, exit });
  process.stdout.write(`${JSON.stringify({ code, ...texts })}\n`);
}
