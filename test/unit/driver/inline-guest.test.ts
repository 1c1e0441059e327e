// A guest in the host's own thread: answers, fails by name, is bounded by its fuel whatever is asked for, and takes nothing once it is dead.
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "#host/clock";
import { INLINE_FUEL_MAX, InlineGuest } from "#host/driver/inline-guest";
import { prepareBytes } from "#host/driver/module-cache";
import { HostError } from "#host/errors";
import { failsWith, GUEST_OPTIONS } from "../../support/extism-guest.ts";
import { guestBytes } from "../../support/guest-wat.ts";

const NOTHING = new Uint8Array(0);
const POLICY = { memoryPagesMax: 16, tableElementsMax: 100, metered: true, runtime: "linked" } as const;

async function inlineGuest(fields = ""): Promise<InlineGuest> {
  const module = await WebAssembly.compile(prepareBytes(await guestBytes(fields), POLICY));
  const options = { ...GUEST_OPTIONS, fuelAtStart: 1_000_000 };
  return new InlineGuest({ module, runtime: "linked", options, heapMibMax: 48 }, systemClock, () => {});
}

test("it answers, and tells what the call cost", async () => {
  const guest = await inlineGuest();
  await guest.ready;
  const { output, usage } = await guest.call("describe", NOTHING);
  assert.match(new TextDecoder().decode(output), /hostile/);
  assert.ok(usage && usage.fuelUsed > 0);
  guest.kill(new HostError("SHUTTING_DOWN", "over"));
  await guest.ended;
  await assert.rejects(guest.call("describe", NOTHING), failsWith("SHUTTING_DOWN"));
});

test("more fuel than the host's thread has to spare is not given", async () => {
  const guest = await inlineGuest(`(func (export "probe") (result i32) (loop (br 0)) (i32.const 0))`);
  await guest.ready;
  await assert.rejects(
    guest.call("probe", NOTHING, Number.MAX_SAFE_INTEGER),
    failsWith("DRIVER_OUT_OF_FUEL", new RegExp(String(INLINE_FUEL_MAX))),
  );
  assert.equal(guest.alive, false);
});

test("what fails at its start is never ready, and its driver's own failure costs nothing later", async () => {
  const broken = await inlineGuest(`(func (export "_initialize") unreachable)`);
  await assert.rejects(broken.ready, failsWith("DRIVER_START_TRAP"));
  assert.equal(broken.alive, false);
  const failing = await inlineGuest(`(func (export "probe") (result i32) (i32.const 1))`);
  await failing.ready;
  await assert.rejects(failing.call("probe", NOTHING), failsWith("DRIVER_FAILED"));
  assert.equal(failing.alive, true);
});
