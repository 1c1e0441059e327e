// What goes over the wire to and from the network service: schemas of params and results, and their types.
import { z } from "zod";
import { parseAddress, parseBlock } from "./ipv4.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;
const DEVICE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/;
const SWITCH_DEVICE = /^[A-Za-z0-9][A-Za-z0-9_./-]{0,14}$/;
const DAY_MS = 86_400_000;

/** A name stands in commands and reports as it is: 1 to 63 letters, digits and _ . - */
const name = z.string().regex(NAME, "a name has 1 to 63 letters, digits and _ . - and begins with a letter or digit");
const address = z
  .string()
  .refine((text) => parseAddress(text) !== undefined, "expected an IPv4 address, such as 10.0.0.5");
const cidr = z
  .string()
  .refine((text) => parseBlock(text) !== undefined, "expected a block of IPv4 addresses, such as 10.0.0.0/24");
const mac = z
  .string()
  .regex(/^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/, "expected a MAC in lower case: 02:68:66:0a:0b:0c");
const device = z.string().regex(DEVICE, "a device's name has 1 to 15 letters, digits and _ . -");
const portNumber = z.number().int().min(1).max(65_535);
const vlan = z.number().int().min(1).max(4094);

const driver = z.string().min(1).describe("which of the configured drivers; the default driver if left out");
const dryRun = z
  .boolean()
  .optional()
  .describe("show what would be done, with the commands that would run; change nothing");
const network = name.describe("the network");
const port = name.describe("the port");

export const CREATE_PARAMS = z.strictObject({
  name,
  cidr: cidr.describe("its IPv4 addresses, such as 10.0.0.0/24"),
  gateway: address.optional().describe("the host's own address in it; the first one by default"),
  poolFirst: address
    .optional()
    .describe("the addresses that are given out, such as 10.0.0.100-10.0.0.199; all by default"),
  poolLast: address.optional().describe("the last of them"),
  vlan: vlan.optional().describe("its VLAN, with VlanManager; a free one by default"),
  uplink: device.optional().describe("the device by which it reaches the outside"),
  driver: driver.optional(),
  dryRun,
});
export const NAME_PARAMS = z.strictObject({ name });
export const DELETE_PARAMS = z.strictObject({ name, dryRun });
export const LIST_PARAMS = z.strictObject({
  driver: z.string().optional().describe("of one driver only"),
  after: z.string().optional().describe("the last name of the page before"),
  limit: z.number().int().min(1).max(10_000).default(1000).describe("at most so many"),
});
export const ATTACH_PARAMS = z.strictObject({
  network,
  port,
  address: address.optional().describe("which address; a free one by default"),
  mac: mac.optional().describe("its hardware address; a new one by default"),
  netns: name.optional().describe("the network namespace that the device goes into"),
  device: z
    .string()
    .regex(SWITCH_DEVICE, "a device's name has 1 to 15 letters, digits and _ . / -")
    .optional()
    .describe("the device's name there, or the interface of a switch"),
  dryRun,
});
export const PORT_PARAMS = z.strictObject({ network, port });
export const DETACH_PARAMS = z.strictObject({ network, port, dryRun });
export const NETWORK_PARAMS = z.strictObject({ network });
export const ALLOCATE_PARAMS = z.strictObject({
  network,
  address: address.optional().describe("which one; a free one by default"),
  owner: z.string().max(255).optional().describe("whom it is for"),
  leaseMs: z
    .number()
    .int()
    .min(1000)
    .max(3650 * DAY_MS)
    .optional()
    .describe("it is free again after so long, such as 12h; without it, when it is released"),
  dryRun,
});
export const RELEASE_PARAMS = z.strictObject({ network, address, dryRun });
export const FLOATING_ALLOCATE_PARAMS = z.strictObject({
  address: address.optional().describe("which one; a free one by default"),
  dryRun,
});
export const FLOATING_PARAMS = z.strictObject({ address, dryRun });
export const ASSOCIATE_PARAMS = z.strictObject({ address, network, port, dryRun });
export const RULE_PARAMS = z
  .strictObject({
    network,
    port,
    direction: z.enum(["ingress", "egress"]).describe("ingress (to the port) or egress (from it)"),
    action: z.enum(["allow", "deny"]).describe("whether what fits passes"),
    protocol: z.enum(["any", "tcp", "udp", "icmp"]).default("any").describe("what a packet carries"),
    portFirst: portNumber.optional().describe("destination ports, such as 80 or 8000-8099"),
    portLast: portNumber.optional().describe("the last of them"),
    peer: cidr.optional().describe("the other side's addresses, such as 10.0.0.0/24"),
    dryRun,
  })
  .refine(({ protocol, portFirst }) => portFirst === undefined || protocol === "tcp" || protocol === "udp", {
    error: "only tcp and udp have ports",
  })
  .refine(({ portFirst, portLast }) => portLast === undefined || (portFirst !== undefined && portFirst <= portLast), {
    error: "portLast needs a portFirst that is not above it",
  });
export const RULE_ID_PARAMS = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/, "expected the id of a rule"),
  dryRun,
});
export const OPERATION_PARAMS = z.strictObject({
  operationId: z.string().min(1).max(64),
  believe: z.boolean().optional().describe("take the driver of that name elsewhere for the same driver"),
  dryRun,
});
/** A network, a port of it, or an outer address. */
export const EXPLAIN_PARAMS = z
  .strictObject({
    name: name.optional().describe("the network"),
    port: name.optional().describe("a port of that network"),
    floating: address.optional().describe("an outer address, instead of a network"),
  })
  .refine(({ name, port, floating }) => (name === undefined) !== (floating === undefined) && !(port && floating), {
    error: "expected a network by its name, with or without a port, or an outer address",
  });

export const NETWORK_STATES = ["creating", "available", "deleting", "error"] as const;
export const PORT_STATES = ["attaching", "attached", "detaching", "error"] as const;

export const NETWORK = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(NETWORK_STATES),
  error: z.string().nullable(),
  manager: z.string(),
  driver: z.string(),
  driverDigest: z.string(),
  cidr: z.string(),
  gateway: z.string(),
  poolFirst: z.string(),
  poolLast: z.string(),
  vlan: z.number().nullable(),
  uplink: z.string().nullable(),
  device: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export const PORT = z.object({
  id: z.string(),
  network: z.string(),
  name: z.string(),
  state: z.enum(PORT_STATES),
  error: z.string().nullable(),
  mac: z.string(),
  address: z.string(),
  netns: z.string().nullable(),
  device: z.string().nullable(),
  createdAt: z.string(),
});
export const ADDRESS = z.object({
  address: z.string(),
  port: z.string().nullable(),
  reserved: z.boolean(),
  owner: z.string().nullable(),
  expiresAt: z.string().nullable(),
});
export const FLOATING = z.object({
  address: z.string(),
  state: z.string(),
  network: z.string().nullable(),
  port: z.string().nullable(),
});
export const RULE = z.object({
  id: z.string(),
  state: z.string(),
  direction: z.enum(["ingress", "egress"]),
  action: z.enum(["allow", "deny"]),
  protocol: z.enum(["any", "tcp", "udp", "icmp"]),
  portFirst: z.number().nullable(),
  portLast: z.number().nullable(),
  peer: z.string().nullable(),
});

const operationId = z.string().nullable();
/** Of a dry run; then nothing was changed. Without a driver only the records would. */
export const PLAN = z.object({
  driver: z.string().nullable(),
  steps: z.array(z.object({ what: z.string(), argv: z.array(z.string()).optional(), stdin: z.string().optional() })),
});
const plan = PLAN.optional();
/** The answers of changes: the operation that the journal keeps, and the thing as it is now (null when it is gone). */
export const RETRIED = z.object({ operationId, plan });
export const CHANGE = z.object({ operationId, network: NETWORK.nullable(), plan });
export const PORT_CHANGE = z.object({ operationId, port: PORT.nullable(), plan });
export const FLOATING_CHANGE = z.object({ operationId, floating: FLOATING.nullable(), plan });
export const RULE_CHANGE = z.object({ operationId, rule: RULE.nullable(), plan });
export const NETWORKS = z.object({ networks: z.array(NETWORK) });
export const PORTS = z.object({ ports: z.array(PORT) });
export const ALLOCATED = z.object({ address: ADDRESS, plan });
export const RELEASED = z.object({ released: z.boolean(), plan });
export const ADDRESSES = z.object({ addresses: z.array(ADDRESS) });
export const FLOATINGS = z.object({ floating: z.array(FLOATING) });
export const RULES = z.object({ rules: z.array(RULE) });
export const LEASES = z.object({
  leases: z.array(z.object({ mac: z.string(), address: z.string(), expiresSeconds: z.number().optional() })),
});

export type OperationParams = z.infer<typeof OPERATION_PARAMS>;
export type Retried = z.infer<typeof RETRIED>;
export type CreateParams = z.infer<typeof CREATE_PARAMS>;
export type NameParams = z.infer<typeof NAME_PARAMS>;
export type DeleteParams = z.infer<typeof DELETE_PARAMS>;
export type ListParams = z.input<typeof LIST_PARAMS>;
export type AttachParams = z.infer<typeof ATTACH_PARAMS>;
export type PortParams = z.infer<typeof PORT_PARAMS>;
export type DetachParams = z.infer<typeof DETACH_PARAMS>;
export type NetworkParams = z.infer<typeof NETWORK_PARAMS>;
export type AllocateParams = z.infer<typeof ALLOCATE_PARAMS>;
export type ReleaseParams = z.infer<typeof RELEASE_PARAMS>;
export type FloatingAllocateParams = z.infer<typeof FLOATING_ALLOCATE_PARAMS>;
export type FloatingParams = z.infer<typeof FLOATING_PARAMS>;
export type AssociateParams = z.infer<typeof ASSOCIATE_PARAMS>;
export type RuleParams = z.input<typeof RULE_PARAMS>;
export type RuleIdParams = z.infer<typeof RULE_ID_PARAMS>;
export type ExplainParams = z.infer<typeof EXPLAIN_PARAMS>;
export type Plan = z.infer<typeof PLAN>;
export type Allocated = z.infer<typeof ALLOCATED>;
export type Released = z.infer<typeof RELEASED>;
export type NetworkView = z.infer<typeof NETWORK>;
export type PortView = z.infer<typeof PORT>;
export type AddressView = z.infer<typeof ADDRESS>;
export type FloatingView = z.infer<typeof FLOATING>;
export type RuleView = z.infer<typeof RULE>;
export type Change = z.infer<typeof CHANGE>;
export type PortChange = z.infer<typeof PORT_CHANGE>;
export type FloatingChange = z.infer<typeof FLOATING_CHANGE>;
export type RuleChange = z.infer<typeof RULE_CHANGE>;
export type Leases = z.infer<typeof LEASES>;
