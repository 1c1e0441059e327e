#!/usr/bin/env node
// The command `holdfast`: the compiled CLI, or one clear line if it has not been compiled yet.
import { existsSync } from "node:fs";

const compiled = new URL("../dist/cmd/main.js", import.meta.url);
if (!existsSync(compiled)) {
  process.stderr.write("holdfast: not built yet; run `npm run build` in the repository first\n");
  process.exit(1);
}
const { main } = await import(compiled.href);
await main();
