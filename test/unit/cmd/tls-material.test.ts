import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tlsMaterial } from "#host/cmd/tls-material";
import { temporaryFiles } from "../../support/files.ts";
import { tlsFiles } from "../../support/tls.ts";

test("the files of a section are read as they stand", (t) => {
  const files = tlsFiles(t);
  const read = tlsMaterial({ ...files.server, clientAuthority: files.authority }, "api.tls");
  assert.equal(read.certificate, files.read(files.server.certificate));
  assert.equal(read.clientAuthority, files.read(files.authority));
  assert.equal("clientAuthority" in tlsMaterial(files.server, "api.tls"), false);
});

test("a key that others can read is refused with what to do", (t) => {
  const { server } = tlsFiles(t);
  chmodSync(server.key, 0o640);
  assert.throws(() => tlsMaterial(server, "api.tls"), {
    code: "PERMISSION_DENIED",
    message: /api\.tls\.key; run: chmod 600/,
  });
});

test("a file that is not there, and one that is no PEM, are named with their option", (t) => {
  const { server } = tlsFiles(t);
  const other = join(temporaryFiles(t, { "x.pem": "no certificate" }), "x.pem");
  assert.throws(
    () => tlsMaterial({ ...server, certificate: other }, "api.tls"),
    /api\.tls\.certificate: .*x\.pem is no PEM file/,
  );
  assert.throws(
    () => tlsMaterial({ ...server, clientAuthority: "/nowhere.pem" }, "api.tls"),
    /clientAuthority: .*cannot be read/,
  );
});
