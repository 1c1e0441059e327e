// An operator who wants proof: only drivers whose signed report says enough are loaded, and each lack is named with what to do.
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type ConformanceReport, signReport } from "@holdfast/sdk";
import { loadConfig } from "#host/conf/load";
import { type ConformancePolicy, reportPath } from "#host/driver/conformance-policy";
import { HostError } from "#host/errors";
import { withDrivers } from "../support/drivers.ts";
import { temporaryFiles } from "../support/files.ts";
import { committedDriver } from "../support/guests.ts";
import { hostInside } from "../support/host-inside.ts";
import { commandLine } from "../support/own-command.ts";

interface Tested {
  readonly folder: string;
  readonly file: string;
  readonly report: string;
  /** The public key that signed it. */
  readonly key: string;
}

/** A driver of somebody's own with the report that the command wrote. */
async function testedDriver(t: TestContext): Promise<Tested> {
  const folder = temporaryFiles(t);
  const file = join(folder, "mine.wasm");
  writeFileSync(file, committedDriver("volume-fake"));
  const report = reportPath(file);
  const run = await commandLine(["driver", "test", "mine.wasm", "--report", report, "--key", "mine.key"], {
    cwd: folder,
  });
  strictEqual(run.code, 0, run.out + run.err);
  return { folder, file, report, key: JSON.parse(readFileSync(report, "utf8")).key };
}

test("a report is written, signed with a key of the author's own, and verified by everybody", async (t) => {
  const { folder, file, report, key } = await testedDriver(t);
  strictEqual(statSync(join(folder, "mine.key")).mode & 0o777, 0o600);
  const verify = (...args: string[]) => commandLine(["driver", "report", "verify", report, ...args], { cwd: folder });
  const good = await verify("--driver", "mine.wasm", "--trust", key);
  strictEqual(good.code, 0, good.err);
  match(good.out, /^volume-fake .* kind volume 1\.0: \d+ passed, 0 failed/);
  ok(good.out.includes(key));
  strictEqual((await commandLine(["driver", "report", "key", "mine.key"], { cwd: folder })).out.trim(), key);
  const other = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const untrusted = await verify("--trust", other, "--json");
  deepStrictEqual([untrusted.code, untrusted.json.problem], [1, "untrusted-key"]);
  writeFileSync(file, committedDriver("volume-fake-rust"));
  deepStrictEqual((await verify("--driver", "mine.wasm", "--json")).json.problem, "another-file");
  const text = readFileSync(report, "utf8");
  writeFileSync(report, text.replace('"skipped": ', '"skipped": 1'));
  deepStrictEqual((await verify("--json")).json, { verified: false, problem: "bad-signature" });
  match((await commandLine(["driver", "report", "verify", file])).err, /cannot be read as a report/);
});

test("each way in which a report is not enough refuses the driver before it runs", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const policy = (minConformance: ConformancePolicy["minConformance"], own = false): ConformancePolicy => ({
    minConformance,
    trustedKeys: [key],
    isOwn: () => own,
  });
  const add = (document: (honest: ConformanceReport) => unknown, wanted = policy("passed")) =>
    withDrivers(
      async (bench) => {
        const file = await bench.file("mine", committedDriver("volume-fake"));
        const written = document(reportOn(file));
        if (written !== undefined) writeFileSync(reportPath(file), JSON.stringify(written));
        const { digest } = await bench.add("mine", committedDriver("volume-fake"));
        strictEqual(digest, reportOn(file).driver.digest);
      },
      { policy: wanted },
    );
  const signed = (changed: Partial<ConformanceReport>) => (honest: ConformanceReport) =>
    signReport({ ...honest, ...changed }, privateKey);
  await add(signed({}));
  await add(() => undefined, policy("none"));
  await add(() => undefined, policy("passed", true));
  await add(signed({ cases: [{ name: "one", outcome: "passed", ms: 1 }] }), policy("complete"));
  const refused: readonly (readonly [Parameters<typeof add>[0], RegExp, ConformancePolicy?])[] = [
    [() => undefined, /report .*mine\.conformance\.json cannot be read.*driver test .*mine\.wasm --report/],
    [() => "hello", /is no conformance report/],
    [() => ({ padding: "x".repeat(2 ** 20) }), /the limit is 1048576/],
    [(honest) => signReport(honest, generateKeyPairSync("ed25519").privateKey), /policy\.trustedKeys does not list/],
    [(honest) => ({ ...signed({})(honest), report: { ...honest, passed: 9 } }), /not signed by the key/],
    [signed({ driver: { name: "mine", version: "1.0.0", digest: "ab".repeat(32) } }), /about another file/],
    [signed({ kind: "network" }), /about a driver of kind network/],
    [signed({ only: "creat" }), /a part of the cases/],
    [signed({ cases: [] }), /a part of the cases/],
    // What the report counts is not believed.
    [signed({ failed: 0, cases: [{ name: "two", outcome: "failed", ms: 1 }] }), /1 failed cases, the first is "two"/],
    [signed({ cases: [{ name: "two", outcome: "skipped", ms: 1 }] }), /1 skipped cases/, policy("complete")],
  ];
  for (const [document, words, wanted] of refused)
    await rejects(add(document, wanted), (error) => {
      ok(error instanceof HostError);
      strictEqual(error.code, "DRIVER_NOT_CONFORMING");
      match(error.message, words);
      return true;
    });
});

test("a host with the policy serves its own drivers and what was proven, and lists the rest as broken", async (t) => {
  const { folder, file, report, key } = await testedDriver(t);
  writeFileSync(join(folder, "unproven.wasm"), committedDriver("volume-fake-rust"));
  const drivers = { mine: "./mine.wasm", unproven: "./unproven.wasm" };
  const policy = { minConformance: "passed", trustedKeys: [key] };
  writeFileSync(join(folder, "holdfast.yaml"), JSON.stringify({ policy, volume: { drivers } }));
  const host = hostInside(t);
  await host.up({ config: join(folder, "holdfast.yaml") });
  const { drivers: listed } = (await host.run("driver", "list", "--json")).json;
  const states = Object.fromEntries(
    listed.map((one: { name: string; state: string; error?: { code: string } }) => [
      one.name,
      one.error?.code ?? one.state,
    ]),
  );
  deepStrictEqual(states, { fake: "serving", file: "serving", mine: "serving", unproven: "DRIVER_NOT_CONFORMING" });
  const refused = await host.run("driver", "add", "late", join(folder, "unproven.wasm"));
  match(refused.err, /policy\.minConformance is passed/);
  strictEqual(await host.stop(), 0);
  ok(existsSync(report) && existsSync(file));
});

test("a policy that no driver of others could meet is refused when the configuration is read", () => {
  const load = () => loadConfig({ env: {}, cwd: "/", flags: ["policy.minConformance=passed"] });
  let problem = "";
  try {
    load();
  } catch (error) {
    problem = String((error as Error).message);
  }
  match(problem, /policy\.trustedKeys.*name the keys/s);
});

/** A report on the file that the supervisor's bench writes, as if every case had passed. */
function reportOn(file: string): ConformanceReport {
  return {
    format: 1,
    driver: { name: "mine", version: "1.0.0", digest: createHash("sha256").update(readFileSync(file)).digest("hex") },
    kind: "volume",
    abi: "1.0",
    kindVersion: "1.1",
    runtime: "linked",
    host: "0.1.0",
    testedAt: "2026-01-31T12:00:00.000Z",
    passed: 1,
    failed: 0,
    skipped: 1,
    cases: [
      { name: "one", outcome: "passed", ms: 1 },
      { name: "two", outcome: "skipped", ms: 0 },
    ],
  };
}
