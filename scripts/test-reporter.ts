// A reporter for node --test that says nothing of what passes: failures, skips, and the closing lines of Node's own reporter.
import { Readable } from "node:stream";
import { spec, type TestEvent } from "node:test/reporters";

/** Everything but tests that began or passed; one that was skipped did not pass. */
async function* loud(events: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent> {
  for await (const event of events) {
    if (event.type === "test:start") continue;
    if (event.type === "test:pass" && event.data.skip === undefined && event.data.todo === undefined) continue;
    yield event;
  }
}

// biome-ignore lint/style/noDefaultExport: node --test-reporter loads a reporter by its default export
export default async function* quiet(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  yield* Readable.from(loud(events)).pipe(new spec());
}
