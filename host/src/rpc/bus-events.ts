// Who comes to the bus and who goes, as a stream: first those who are there.
import type { RequestContext } from "../context.ts";
import { HostError } from "../errors.ts";
import type { Member, Router } from "./router.ts";
import type { Place } from "./transport.ts";

export interface BusEvent extends Place {
  readonly event: "there" | "gone";
}

// Beyond this the reader is too slow to be told of each.
const WAITING_MAX = 10_000;

/** Ends with the context. Throws RESOURCE_EXHAUSTED when more happens than is read. */
export async function* watchBus(router: Router, ctx: RequestContext): AsyncGenerator<BusEvent> {
  const waiting: BusEvent[] = [];
  let isOver = false;
  let wake = () => {};
  const note = ({ place }: Member, isThere: boolean) => {
    if (waiting.length < WAITING_MAX) waiting.push({ event: isThere ? "there" : "gone", ...place });
    else isOver = true;
    wake();
  };
  for (const member of router.members()) note(member, true);
  const unwatch = router.watch(note);
  const onEnd = () => wake();
  ctx.ending.onEnd(onEnd);
  try {
    for (;;) {
      for (let event = waiting.shift(); event; event = waiting.shift()) yield event;
      ctx.throwIfOver();
      if (isOver) throw new HostError("RESOURCE_EXHAUSTED", "more happened than was read; watch again");
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    unwatch();
    ctx.ending.offEnd(onEnd);
  }
}
