// A call that a hub passes on from one link to another: it waits on the one, counts on the other, and ends on both exactly once.
import { type Clock, type Deadline, type DeadlineBucket, Deadlines } from "../clock.ts";
import { HostError } from "../errors.ts";
import type { BinaryPeer, Forwarded } from "./binary-peer.ts";
import type { Endable } from "./inbound.ts";
import type { Waiting } from "./own-call.ts";
import type { RequestRecord, WireRecord } from "./record.ts";
import type { Member } from "./router.ts";

export interface PassedCallOptions {
  readonly from: BinaryPeer;
  readonly request: RequestRecord;
  /** The server whose link it goes to. */
  readonly member: Member;
  readonly link: BinaryPeer;
  readonly to: Forwarded;
  readonly clock: Clock;
}

export class PassedCall implements Waiting, Endable, Deadline {
  readonly atMs: number;
  bucket: DeadlineBucket | undefined;
  readonly #from: BinaryPeer;
  readonly #id: number;
  readonly #member: Member;
  readonly #link: BinaryPeer;
  readonly #deadlines: Deadlines;
  readonly #timeoutMs: number;
  readonly #forwardedId: number;
  readonly #place: number;

  /** Sends it on. Throws what the link throws; then nothing is left of it. */
  constructor({ from, request, member, link, to, clock }: PassedCallOptions) {
    this.#from = from;
    this.#id = request.id;
    this.#member = member;
    this.#link = link;
    this.#deadlines = Deadlines.of(clock);
    this.#timeoutMs = to.timeoutMs;
    this.atMs = clock.monotonicMs() + to.timeoutMs;
    this.#forwardedId = link.forward(request, to, this);
    from.enter(this.#id, this);
    this.#place = member.calls.add(this);
    this.#deadlines.add(this);
  }

  answer(record: WireRecord): void {
    this.#done();
    this.#from.answerAs(this.#id, record);
  }

  alive(): void {
    this.#from.giveSign(this.#id);
  }

  fail(reason: HostError): void {
    this.#done();
    this.#from.answerError(this.#id, reason);
  }

  /** Its caller went away or cancelled, or the server left the bus. */
  end(reason: HostError): void {
    this.#link.cancel(this.#forwardedId, reason);
    this.fail(reason);
  }

  onDue(): void {
    this.end(new HostError("DEADLINE_EXCEEDED", `no answer within ${this.#timeoutMs} ms`));
  }

  #done(): void {
    this.#from.leave(this.#id, this);
    this.#member.calls.remove(this.#place, this);
    this.#deadlines.remove(this);
  }
}
