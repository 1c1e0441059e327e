// The highest version that every live server of a topic speaks, asked of the bus: the cap while a fleet is upgraded host by host.
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import { leastVersions } from "./messages.ts";
import type { Transport } from "./transport.ts";
import { parseVersion } from "./version.ts";

/** How long an answer counts: a fleet is upgraded in minutes, and who calls a server that left is told so. */
const FRESH_MS = 10_000;
const TOPICS_MAX = 256;
export const LEAST_VERSIONS = "least_versions";

interface Known {
  readonly atMs: number;
  /** By major. */
  readonly least: ReadonlyMap<number, string>;
}

/** One for each transport; clients that are prepared from one another share it. */
export class VersionCaps {
  readonly #transport: Transport;
  readonly #known = new Map<string, Known>();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The cap of a topic for callers of `version`; undefined when no live server speaks its major, so that the call itself is refused with what there is. */
  async of(ctx: RequestContext, topic: string, version: string): Promise<string | undefined> {
    const known = this.#known.get(topic);
    const isFresh = known !== undefined && ctx.clock.monotonicMs() - known.atMs < FRESH_MS;
    const { least } = isFresh ? known : await this.#ask(ctx, topic);
    return least.get(parseVersion(version).major);
  }

  async #ask(ctx: RequestContext, topic: string): Promise<Known> {
    const request = { target: { topic: "rpc" }, method: LEAST_VERSIONS, params: { topic }, meta: {} };
    const { result } = await this.#transport.call(ctx, request);
    const answered = leastVersions.safeParse(result);
    if (!answered.success) throw new HostError("INTERNAL", "the hub did not say which versions a topic speaks");
    const least = new Map(answered.data.versions.map((text) => [parseVersion(text).major, text] as const));
    const known = { atMs: ctx.clock.monotonicMs(), least };
    if (this.#known.size >= TOPICS_MAX) this.#known.clear();
    this.#known.set(topic, known);
    return known;
  }
}

/** The least of each major, the majors in order. */
export function leastOf(versions: readonly string[]): readonly string[] {
  const least = new Map<number, { readonly minor: number; readonly text: string }>();
  for (const text of versions) {
    const { major, minor } = parseVersion(text);
    const known = least.get(major);
    if (!known || minor < known.minor) least.set(major, { minor, text });
  }
  return [...least].sort(([a], [b]) => a - b).map(([, { text }]) => text);
}
