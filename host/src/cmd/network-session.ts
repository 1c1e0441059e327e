// The way of the commands of networks to the host: where it manages none, they say what would have it do so.
import { HostError, isHostError } from "../errors.ts";
import type { Cli } from "./cli.ts";
import type { Session } from "./session.ts";

const REMEDY =
  "this host manages no networks: name a driver under network.drivers of its configuration, such as --set network.drivers.lan=builtin:network-fake, and start it again";

export async function networkSession(cli: Cli): Promise<Pick<Session, "call">> {
  const session = await cli.session();
  return {
    call: (...asked) =>
      session.call<never>(...asked).catch((error: unknown) => {
        if (!isHostError(error, "NO_SERVER")) throw error;
        throw new HostError("NO_SERVER", REMEDY, { cause: error });
      }),
  };
}
