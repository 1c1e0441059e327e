// How the configuration's word on new services and on versions that do not fit reaches a service.
import type { Config } from "../conf/options.ts";
import type { ServiceOptions } from "../service/service-run.ts";

export function versionsAndNewcomers({
  service,
}: Pick<Config, "service">): Pick<ServiceOptions, "newDisabledReason" | "oldVersionsAllowed"> {
  const { newDisabled, oldVersionsAllowed } = service;
  return { oldVersionsAllowed, ...(newDisabled && { newDisabledReason: "new; service.newDisabled is set" }) };
}
