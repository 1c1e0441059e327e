// A process with a mixed workload on volumes and networks, to be killed: it says what it found of the run before, and works until its end.
import { openMixedHost } from "./mixed-host.ts";

const [directory = "", instanceId = "", seed = "1", access = "{}"] = process.argv.slice(2);
const say = (line: string) => void process.stdout.write(`${line}\n`);
say("begun");
const host = await openMixedHost({ directory, instanceId, access: JSON.parse(access) });
say(`settled ${JSON.stringify({ leftOpen: host.leftOpen, differences: await host.differences() })}`);
await host.work(Number(seed), say);
