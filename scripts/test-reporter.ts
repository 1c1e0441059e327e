// A reporter for node --test that says nothing of what passes: failures, skips, and the closing lines of Node's own reporter.
import { Readable } from "node:stream";
import { spec, type TestEvent } from "node:test/reporters";

// What only root, or only somebody else, can show has no tool that could be installed; nor has what is on no registry.
const EXCUSED = /\broot\b|\bon no registry\b/;

/** Everything but tests that began or passed; one that was skipped did not pass. */
async function* loud(events: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent> {
  for await (const event of events) {
    if (event.type === "test:start") continue;
    if (event.type === "test:pass" && event.data.skip === undefined && event.data.todo === undefined) continue;
    yield event;
  }
}

/** Where everything is installed a skip hides something, so the run fails. */
async function* strict(events: AsyncIterable<TestEvent>, required: boolean): AsyncGenerator<TestEvent> {
  for await (const event of events) {
    if (
      required &&
      event.type === "test:pass" &&
      event.data.skip !== undefined &&
      !EXCUSED.test(String(event.data.skip))
    ) {
      process.stderr.write(
        `skipped, and HOLDFAST_REQUIRE_ALL=1 allows no skip: ${event.data.name} (${event.data.skip})\n`,
      );
      process.exitCode = 1;
    }
    yield event;
  }
}

// biome-ignore lint/style/noDefaultExport: node --test-reporter loads a reporter by its default export
export default async function* quiet(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const required = process.env["HOLDFAST_REQUIRE_ALL"] === "1";
  yield* Readable.from(loud(strict(events, required))).pipe(new spec());
}
