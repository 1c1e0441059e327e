// The options of the network domain: its manager and drivers by name, VLANs, outer addresses, quotas.
import { z } from "zod";
import { DRIVERS, driverName } from "./driver-options.ts";
import { count, durationMs, textOf } from "./fields.ts";

/** The strategies that come with Holdfast; any other text is the path of a manager of the operator's own. */
export const NETWORK_MANAGERS = ["FlatManager", "FlatDHCPManager", "VlanManager"] as const;

const DEVICE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/;
const BLOCK = /^(?:[0-9]{1,3}\.){3}[0-9]{1,3}\/[0-9]{1,2}$/;
const MINUTE_MS = 60_000;

const device = (description: string) => textOf(DEVICE, "expected a device's name, such as eth1", description);
const tag = (description: string) => count(description, { min: 1, max: 4094 });

export const NETWORK_OPTIONS = z.strictObject({
  manager: textOf(
    /^[^#]+(#[A-Za-z_$][\w$]*)?$/,
    "expected FlatManager, FlatDHCPManager, VlanManager, or PATH#export",
    "How networks are made: bridges only, with DHCP, or a VLAN each; or a manager of yours.",
  ).default("FlatDHCPManager"),
  defaultDriver: driverName("The driver of a network that names none; the only one by default.").optional(),
  uplink: device("The device by which networks reach the outside; without it they stay on this machine.").optional(),
  vlan: z
    .strictObject({
      first: tag("The first tag for networks that name none.").default(100),
      last: tag("The last of them.").default(199),
    })
    .prefault({}),
  floating: z
    .strictObject({
      range: textOf(BLOCK, "expected a block, such as 203.0.113.0/28", "The block of outer addresses.").optional(),
      device: device("The device on which outer addresses are answered for.").optional(),
    })
    .prefault({}),
  leaseMs: durationMs("How long a DHCP lease lasts.", { min: 2 * MINUTE_MS }).default(60 * MINUTE_MS),
  quota: z
    .strictObject({
      networks: count("Networks in all; 0 is no limit.", { min: 0 }).default(0),
      ports: count("Ports of all networks; 0 is no limit.", { min: 0 }).default(0),
    })
    .prefault({}),
  waitingMax: count("Changes that may wait for their turn at one network.", { max: 100_000 }).default(1000),
  drivers: DRIVERS,
});
