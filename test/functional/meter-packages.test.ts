// Real modules from npm (compilers, codecs, interpreters, databases): metered, each computes what it computes without.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compare, hasPackages, workloadNames } from "#scripts/bench/meter/run";

const WHY = "the packages of scripts/bench/meter are not installed";
const isProof = process.env["HOLDFAST_PROVE"] === "1";
// Without the proof only some small ones: the large ones take longer to load than a test should.
const SMALL = /sha-256|sqlite|zstd|png|http parser|QuickJS|lexer|oniguruma|Lua|MuPDF/;

test("the packages are there when everything is required", () => {
  if (isProof) assert.ok(hasPackages(), `${WHY}: run \`npm ci --prefix scripts/bench/meter\``);
});

describe("modules from npm compute the same metered", { skip: hasPackages() ? false : WHY }, async () => {
  const names = hasPackages() ? await workloadNames() : [];
  for (const name of names.filter((candidate) => isProof || SMALL.test(candidate))) {
    test(name, async () => {
      const { growth } = await compare(name, { warmsUp: false, turns: 2 });
      assert.ok(growth > 1 && growth < 1.35, `its modules are ${growth} times as large`);
    });
  }
});
