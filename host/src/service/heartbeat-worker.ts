// The heartbeat thread's entry: its own connection to the hub, so that a busy event loop in the main thread cannot stop the heartbeats.
import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../clock.ts";
import { withContext } from "../context.ts";
import { messageOf } from "../errors.ts";
import type { Transport } from "../rpc/transport.ts";
import { connectWebSocket } from "../rpc/websocket-transport.ts";
import { GROUP_TOPIC, GROUP_VERSION } from "./group-endpoint.ts";
import type { BeatingMember, FromHeartbeat, HeartbeatData, ToHeartbeat } from "./heartbeat-messages.ts";
import { COUNTERS, LoopLag } from "./loop-lag.ts";
import { BEAT_MEMBERS_MAX, heartbeatResult, type MemberBeat } from "./messages.ts";

// A module works at import time only here, in a thread's own entry.
await beat(workerData as HeartbeatData);

async function beat(data: HeartbeatData): Promise<void> {
  const { url, token, counters, turnMs, reportIntervalMs } = data;
  const lag = new LoopLag(counters, turnMs, systemClock.monotonicMs());
  let members: readonly BeatingMember[] = [];
  let wake = () => {};
  let ended = false;
  parentPort?.on("message", (message: ToHeartbeat) => {
    if (message.type === "members") members = message.members;
    else ended = true;
    if (ended) wake();
  });
  const watching = setInterval(() => lag.look(systemClock.monotonicMs()), turnMs);
  const transport = await connectWebSocket({ url, token });
  while (!ended) {
    const startMs = systemClock.monotonicMs();
    // One number for all: it only has to rise, also when this thread dies and another one goes on.
    const sequence = Atomics.add(new Int32Array(counters), COUNTERS.beats, 1) + 1;
    const beats = members.map((member) => ({ ...member, sequence }));
    await report(transport, data, { loopLagMs: lag.take(startMs), beats });
    const spentMs = systemClock.monotonicMs() - startMs;
    await new Promise<void>((resolve) => {
      wake = resolve;
      systemClock.setTimer(ended ? 0 : Math.max(0, reportIntervalMs - spentMs), resolve);
    });
  }
  clearInterval(watching);
  await transport.close();
  // What is left are timers that nobody waits for.
  process.exit(0);
}

interface Report {
  readonly loopLagMs: number;
  readonly beats: readonly MemberBeat[];
}

async function report(transport: Transport, data: HeartbeatData, { loopLagMs, beats }: Report): Promise<void> {
  try {
    for (let from = 0; from < beats.length; from += BEAT_MEMBERS_MAX) {
      await send(transport, data, { loopLagMs, beats: beats.slice(from, from + BEAT_MEMBERS_MAX) });
    }
    tell({ type: "beat", loopLagMs });
  } catch (error) {
    tell({ type: "lost", reason: messageOf(error) });
  }
}

async function send(transport: Transport, data: HeartbeatData, { loopLagMs, beats }: Report): Promise<void> {
  const request = {
    target: { topic: GROUP_TOPIC },
    method: "heartbeat",
    params: { loopLagMs, members: beats },
    meta: { version: GROUP_VERSION },
  };
  const { result } = await withContext({ timeoutMs: data.reportIntervalMs }, (ctx) => transport.call(ctx, request));
  for (const { uuid, reason } of heartbeatResult.parse(result).refused) {
    const bootId = beats.find((one) => one.uuid === uuid)?.bootId ?? "";
    tell({ type: "refused", uuid, bootId, reason });
  }
}

function tell(message: FromHeartbeat): void {
  parentPort?.postMessage(message);
}
