// How much room there is in a directory that a driver keeps volumes in: asked of the file system by the host, for drivers that cannot.
import { statfs } from "node:fs/promises";
import type { Stats } from "@holdfast/sdk";
import type { RequestContext } from "../context.ts";

/** What others than root may still take counts as free. Throws when the context is over: a file system of another machine may never answer. */
export async function roomOfDirectory(ctx: RequestContext, directory: string): Promise<Stats> {
  const over = new Promise<never>((_, reject) => ctx.ending.onEnd(reject));
  const { bsize, blocks, bavail } = await Promise.race([statfs(directory), over]);
  return { totalBytes: bsize * blocks, freeBytes: bsize * bavail };
}
