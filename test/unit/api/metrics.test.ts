import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMetrics } from "#host/api/metrics";

test("figures are written as Prometheus reads them, labels and help escaped, empty ones left out", () => {
  const text = formatMetrics([
    { name: "a_total", help: "Things\nmade.", type: "counter", samples: [{ value: 3 }] },
    { name: "none", help: "x", type: "gauge", samples: [] },
    {
      name: "b_seconds",
      help: "B.",
      type: "gauge",
      samples: [{ labels: { name: 'say "hi"\\\n', host: "h" }, value: Number.POSITIVE_INFINITY }],
    },
  ]);
  assert.equal(
    text,
    [
      "# HELP a_total Things\\nmade.",
      "# TYPE a_total counter",
      "a_total 3",
      "# HELP b_seconds B.",
      "# TYPE b_seconds gauge",
      'b_seconds{name="say \\"hi\\"\\\\\\n",host="h"} +Inf',
      "",
    ].join("\n"),
  );
});
