import assert from "node:assert/strict";
import { test } from "node:test";
import { findContradictions } from "#host/conf/combinations";
import { loadConfig } from "#host/conf/load";
import { OPTIONS } from "#host/conf/options";

const base = structuredClone(loadConfig({ env: {}, cwd: "/", flags: [] }).config);

function contradictions(change: object): readonly string[] {
  return findContradictions(OPTIONS.parse({ ...base, ...change })).map(
    ({ path, message }) => `${path.join(".")} ${message}`,
  );
}
const withDriver = (entry: object) => contradictions({ volume: { drivers: { file: { path: "a.wasm", ...entry } } } });

const remote = (tls: object) => ({ listen: "0.0.0.0:0", tls: { certificate: "c.pem", key: "k.pem", ...tls } });

test("the defaults do not contradict each other", () => {
  assert.deepEqual(contradictions({}), []);
});

test("each impossible combination is refused, and its border case is not", () => {
  const table = [
    [
      { service: { reportIntervalMs: 10_000, downTimeMs: 24_999 } },
      /^service\.downTimeMs must be at least 2\.5 times.*25s/,
    ],
    [{ service: { reportIntervalMs: 10_000, downTimeMs: 25_000 } }, undefined],
    [{ service: { drainTimeoutMs: 30_001, stopTimeoutMs: 30_000 } }, /^service\.drainTimeoutMs/],
    [{ service: { drainTimeoutMs: 30_000, stopTimeoutMs: 30_000 } }, undefined],
    [{ rpc: { callTimeoutMs: 2, callTimeoutMsMax: 1 } }, /^rpc\.callTimeoutMs/],
    [{ hub: { frameBytesMax: 2048, bufferedBytesMax: 2047 } }, /^hub\.bufferedBytesMax/],
    [{ hub: { listen: "0.0.0.0:4650" } }, /^hub\.listen must be a loopback address: .*TLS.*hub\.remote/],
    [{ hub: { peers: { edge: { role: "host" } } } }, /^hub\.peers\.edge could never prove who it is/],
    [{ hub: { peers: { edge: { role: "host", tokenFile: "/t" } } } }, undefined],
    [{ hub: { remote: remote({}), peers: { edge: { role: "host" } } } }, /^hub\.peers\.edge/],
    [{ hub: { remote: remote({ clientAuthority: "a.pem" }), peers: { edge: { role: "host" } } } }, undefined],
    [{ join: { url: "wss://hub.example:4651" } }, /^join has nothing to show there/],
    [{ join: { url: "wss://hub.example:4651", tokenFile: "/t" } }, undefined],
    [{ join: { url: "wss://hub.example:4651", tokenFile: "/t", key: "k" } }, /^join\.certificate needs join\.key/],
    [{ join: { url: "ws://hub.example:4651", tokenFile: "/t" } }, /^join\.url would carry the token in the clear/],
    [{ join: { url: "ws://127.0.0.1:4650", tokenFile: "/t" } }, undefined],
    [{ hub: { listen: "[::1]:0" } }, undefined],
    [{ api: { listen: "0.0.0.0:4651" } }, /^api\.listen must be a loopback address without TLS: set api\.tls/],
    [{ api: { listen: "0.0.0.0:4651", tls: { certificate: "c.pem", key: "k.pem" } } }, undefined],
    [{ api: { listen: "127.0.0.1:0" } }, undefined],
    [{ service: { stopTimeoutMs: 5000, drainTimeoutMs: 1 } }, /^api\.drainTimeoutMs/],
    [{ services: { volume: { manager: "m.js" } } }, /^services\.volume the host itself has a service of that name/],
    [
      { services: { mine: { manager: "m.js", process: "host", workers: 2 } } },
      /^services\.mine\.workers .*process: own/,
    ],
    [{ services: { mine: { manager: "m.js", workers: 2 } } }, undefined],
    [{ operation: { retryMs: 2, retryMsMax: 1 } }, /^operation\.retryMs/],
    [{ driver: { memoryBytesMax: 65_536, outputBytesMax: 65_537 } }, /^driver\.outputBytesMax/],
    [{ volume: { defaultDriver: "nas", drivers: { file: { path: "a.wasm" } } } }, /^volume\.defaultDriver .*: file$/],
    [{ volume: { drivers: {} } }, /^volume\.defaultDriver .*: none$/],
  ] as const;
  for (const [change, expected] of table) {
    const found = contradictions(change);
    assert.equal(found.length, expected ? 1 : 0, JSON.stringify(change));
    if (expected) assert.match(found[0] ?? "", expected);
  }
});

test("unconfined code needs a word, and what is confined cannot be called trusted", () => {
  assert.match(withDriver({ path: "a.js" })[0] ?? "", /^volume\.drivers\.file\.path .*unconfined.*trusted: true/);
  assert.deepEqual(withDriver({ path: "a.js", trusted: true, export: "Driver" }), []);
  assert.match(withDriver({ trusted: true })[0] ?? "", /trusted is only for a JavaScript object/);
  assert.match(withDriver({ export: "x" })[0] ?? "", /export is only for/);
  assert.match(withDriver({ path: "a.js", trusted: true, grants: { log: true } })[0] ?? "", /grants have no meaning/);
});

test("grants and limits of a driver must make sense together", () => {
  assert.match(withDriver({ config: { size: "5" } })[0] ?? "", /config cannot be read/);
  assert.deepEqual(withDriver({ config: { size: "5" }, grants: { config: true } }), []);
  const fs = [1, 2].map((n) => ({ guest: "/mnt", host: `/h${n}` }));
  assert.match(withDriver({ grants: { fs } })[0] ?? "", /grants\.fs grants \/mnt twice/);
  assert.match(withDriver({ limits: { memoryBytesMax: 65_536 } })[0] ?? "", /limits outputBytesMax must not be larger/);
});
