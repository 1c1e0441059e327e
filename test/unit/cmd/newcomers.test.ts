import assert from "node:assert/strict";
import { test } from "node:test";
import { versionsAndNewcomers } from "#host/cmd/newcomers";
import { loadConfig } from "#host/conf/load";
import { Service } from "#host/service/service";
import { serviceParts } from "../../support/service-parts.ts";

const configured = (...flags: string[]) => versionsAndNewcomers(loadConfig({ env: {}, cwd: "/", flags }).config);

test("a service that was never seen begins disabled where the option says so, with the reason; one that is known stays as it is", async (t) => {
  const parts = await serviceParts(t);
  const first = new Service(parts.options({}, configured("service.newDisabled=true")));
  await first.start();
  const [record] = await parts.records.list();
  assert.deepEqual([record?.disabled, record?.disabledReason], [true, "new; service.newDisabled is set"]);
  await first.stop();
  await parts.records.update(record?.uuid ?? "", { disabled: false });
  const again = new Service(parts.options({}, configured("service.newDisabled=true")));
  await again.start();
  assert.equal((await parts.records.list())[0]?.disabled, false);
  await again.stop();
});

test("without the option a new service begins enabled, and versions that do not fit are refused", async (t) => {
  const parts = await serviceParts(t);
  assert.equal(configured().oldVersionsAllowed, false);
  const service = new Service(parts.options({}, configured()));
  await service.start();
  assert.equal((await parts.records.list())[0]?.disabled, false);
  await service.stop();
});
