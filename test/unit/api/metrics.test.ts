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

test("the parts of a histogram stand behind its one name", () => {
  const samples = [
    { suffix: "_bucket", labels: { le: "+Inf" }, value: 2 },
    { suffix: "_count", value: 2 },
  ];
  const text = formatMetrics([{ name: "c_seconds", help: "C.", type: "histogram", samples }]);
  assert.equal(
    text,
    '# HELP c_seconds C.\n# TYPE c_seconds histogram\nc_seconds_bucket{le="+Inf"} 2\nc_seconds_count 2\n',
  );
});
