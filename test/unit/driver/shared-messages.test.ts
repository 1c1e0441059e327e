// The numbers that a shared thread and its host both see: whoever comes second sees what the first one did.
import assert from "node:assert/strict";
import { test } from "node:test";
import { GUESTS_PER_THREAD_MAX, ThreadBoard } from "#host/driver/shared-messages";

test("a guest may run in its own turn only, and then it is seen to run", () => {
  const host = new ThreadBoard();
  const thread = new ThreadBoard(host.buffer);
  host.allow(3, 1);
  assert.equal(host.running(), -1);
  assert.equal(thread.begin(3, 1, 7), true);
  assert.deepEqual([host.running(), host.begun(3)], [3, 7]);
  thread.end();
  assert.deepEqual([host.running(), host.begun(3)], [-1, 7]);
});

test("a turn that was taken away begins nothing and leaves the thread free", () => {
  const host = new ThreadBoard();
  const thread = new ThreadBoard(host.buffer);
  host.allow(0, 1);
  host.allow(0, 0);
  assert.equal(thread.begin(0, 1, 1), false);
  assert.deepEqual([host.running(), host.begun(0)], [-1, 0]);
  host.allow(0, 2);
  assert.equal(thread.begin(0, 1, 1), false, "the next one in the seat is somebody else");
});

test("the last seat is as good as the first", () => {
  const board = new ThreadBoard();
  const last = GUESTS_PER_THREAD_MAX - 1;
  board.allow(last, 1);
  assert.ok(board.begin(last, 1, 5));
  assert.deepEqual([board.running(), board.begun(last), board.begun(0)], [last, 5, 0]);
});
