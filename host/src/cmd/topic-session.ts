// The way of the commands of a topic to the host: where nobody serves the topic since nothing is configured, they say what to configure.
import { HostError, isHostError } from "../errors.ts";
import type { Cli } from "./cli.ts";
import type { Session } from "./session.ts";

const REMEDIES: Readonly<Record<string, string>> = {
  network:
    "this host manages no networks: name a driver under network.drivers of its configuration, such as --set network.drivers.lan=builtin:network-fake, and start it again",
};

/** For calls of the topic of this method. */
export async function topicSession(cli: Cli, method: string): Promise<Pick<Session, "call" | "callLong">> {
  const session = await cli.session();
  const remedy = REMEDIES[method.split(".", 1)[0] ?? ""];
  if (remedy === undefined) return session;
  const withRemedy = (error: unknown): never => {
    throw isHostError(error, "NO_SERVER") ? new HostError("NO_SERVER", remedy, { cause: error }) : error;
  };
  return {
    call: (...asked) => session.call<never>(...asked).catch(withRemedy),
    callLong: (...asked) => session.callLong<never>(...asked).catch(withRemedy),
  };
}
