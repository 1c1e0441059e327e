import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ApiResponse } from "#host/api/app";
import { BUILT_INS, composeApp, DEFAULT_PIPELINE } from "#host/api/compose";
import { readPipelineFile } from "#host/api/pipeline-file";
import { withContext } from "#host/context";
import { apiParts } from "../../support/api-parts.ts";
import { temporaryFiles } from "../../support/files.ts";

const FILTER = `export const filter = ({ host, domain }) => ({
  async handle(ctx, request, next) {
    const { status, body } = await next(ctx, request);
    return { status, body: \`\${domain.options.word}@\${host}(\${body})\` };
  },
});
export class Hello {
  async handle(ctx, { mount }) { return { status: 200, body: "hello at " + mount }; }
}
export const nothing = {};
`;

async function compose(t: TestContext, text: string) {
  const baseDir = temporaryFiles(t);
  writeFileSync(join(baseDir, "mine.js"), FILTER);
  writeFileSync(join(baseDir, "package.json"), '{"type":"module"}');
  writeFileSync(join(baseDir, "api.yaml"), text);
  const file = readPipelineFile(join(baseDir, "api.yaml"), baseDir, BUILT_INS);
  return composeApp(file, { parts: apiParts(), host: "edge1", baseDir });
}

const get = (app: Awaited<ReturnType<typeof compose>>, path: string): Promise<ApiResponse> =>
  withContext({ timeoutMs: 1000 }, (ctx) =>
    app.handle(ctx, {
      ...{ method: "GET", path, mount: "", query: new URLSearchParams(), headers: {} },
      ...{ body: Buffer.alloc(0), remote: "test" },
    }),
  );

test("filters and applications come by path, and filters wrap from right to left", async (t) => {
  const app = await compose(
    t,
    `main: root
filters:
  outer: { path: "./mine.js#filter", word: outer }
  inner: { path: "./mine.js#filter", word: inner }
apps:
  hello: { path: "./mine.js#Hello" }
pipelines:
  p: [outer, inner, hello]
composites:
  root: { /hi: p }
`,
  );
  assert.equal((await get(app, "/hi")).body, "outer@edge1(inner@edge1(hello at /hi))");
});

test("what cannot be loaded, or has no handle, is refused by the part's name", async (t) => {
  const file = (path: string) => `main: hello\napps:\n  hello: { path: "${path}" }\n`;
  await assert.rejects(compose(t, file("./mine.js#Helo")), {
    code: "LOAD_FAILED",
    message: /the app hello of the pipeline: .*did you mean Hello\?/,
  });
  await assert.rejects(compose(t, file("./mine.js#nothing")), { code: "LOAD_FAILED", message: /no function handle/ });
});

test("an option that a built-in filter cannot take is refused by name", async (t) => {
  const text = "main: p\nfilters:\n  s: { use: size-limit, bodyBytesMax: much }\npipelines:\n  p: [s, live]\n";
  await assert.rejects(compose(t, text), {
    code: "CONFIG_INVALID",
    message: /the filter s of the pipeline: bodyBytesMax/,
  });
});

test("without a file there are health for everybody, figures and calls for who has a token", async () => {
  const app = await composeApp(DEFAULT_PIPELINE, { parts: apiParts(), host: "edge1", baseDir: "/" });
  assert.equal((await get(app, "/livez")).status, 200);
  assert.equal((await get(app, "/readyz")).status, 200);
  await assert.rejects(get(app, "/metrics"), { code: "UNAUTHENTICATED" });
  await assert.rejects(get(app, "/rpc"), { code: "UNAUTHENTICATED" });
  await assert.rejects(get(app, "/"), { code: "NOT_FOUND" });
});
