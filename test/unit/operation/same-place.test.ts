import { doesNotThrow, throws } from "node:assert/strict";
import { test } from "node:test";
import type { OperationRecord } from "#host/db/operations-table";
import { requireSamePlace } from "#host/operation/same-place";

const operation = (driverPlace: string) => ({ id: "op-1", driver: "one", driverPlace }) as OperationRecord;

test("a driver elsewhere needs a person, and the reason says what to do; what was not recorded is not held against it", () => {
  throws(() => requireSamePlace(operation("here"), "there"), {
    code: "FAILED_PRECONDITION",
    message: /^needs attention: the driver one .*`holdfast operation retry op-1 --believe`/,
  });
  doesNotThrow(() => requireSamePlace(operation("here"), "here"));
  doesNotThrow(() => requireSamePlace(operation(""), "there"));
  doesNotThrow(() => requireSamePlace(operation("here"), undefined));
});
