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

export const CREATE_PARAMS = z.strictObject({
  name,
  cidr,
  gateway: address.optional(),
  poolFirst: address.optional(),
  poolLast: address.optional(),
  vlan: vlan.optional(),
  uplink: device.optional(),
  driver: z.string().min(1).optional(),
});
export const NAME_PARAMS = z.strictObject({ name });
export const LIST_PARAMS = z.strictObject({
  driver: z.string().optional(),
  /** The last name of the page before. */
  after: z.string().optional(),
  limit: z.number().int().min(1).max(10_000).default(1000),
});
export const ATTACH_PARAMS = z.strictObject({
  network: name,
  port: name,
  address: address.optional(),
  mac: mac.optional(),
  netns: name.optional(),
  device: z.string().regex(SWITCH_DEVICE, "a device's name has 1 to 15 letters, digits and _ . / -").optional(),
});
export const PORT_PARAMS = z.strictObject({ network: name, port: name });
export const NETWORK_PARAMS = z.strictObject({ network: name });
export const ALLOCATE_PARAMS = z.strictObject({
  network: name,
  address: address.optional(),
  owner: z.string().max(255).optional(),
  /** The reservation ends by itself after so long; without it, when it is released. */
  leaseMs: z
    .number()
    .int()
    .min(1000)
    .max(3650 * DAY_MS)
    .optional(),
});
export const RELEASE_PARAMS = z.strictObject({ network: name, address });
export const FLOATING_ALLOCATE_PARAMS = z.strictObject({ address: address.optional() });
export const FLOATING_PARAMS = z.strictObject({ address });
export const ASSOCIATE_PARAMS = z.strictObject({ address, network: name, port: name });
export const RULE_PARAMS = z
  .strictObject({
    network: name,
    port: name,
    direction: z.enum(["ingress", "egress"]),
    action: z.enum(["allow", "deny"]),
    protocol: z.enum(["any", "tcp", "udp", "icmp"]).default("any"),
    portFirst: portNumber.optional(),
    portLast: portNumber.optional(),
    peer: cidr.optional(),
  })
  .refine(({ protocol, portFirst }) => portFirst === undefined || protocol === "tcp" || protocol === "udp", {
    error: "only tcp and udp have ports",
  })
  .refine(({ portFirst, portLast }) => portLast === undefined || (portFirst !== undefined && portFirst <= portLast), {
    error: "portLast needs a portFirst that is not above it",
  });
export const RULE_ID_PARAMS = z.strictObject({ id: z.string().regex(/^[0-9a-f]{8}$/, "expected the id of a rule") });

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
/** The answers of changes: the operation that the journal keeps, and the thing as it is now (null when it is gone). */
export const CHANGE = z.object({ operationId, network: NETWORK.nullable() });
export const PORT_CHANGE = z.object({ operationId, port: PORT.nullable() });
export const FLOATING_CHANGE = z.object({ operationId, floating: FLOATING.nullable() });
export const RULE_CHANGE = z.object({ operationId, rule: RULE.nullable() });
export const NETWORKS = z.object({ networks: z.array(NETWORK) });
export const PORTS = z.object({ ports: z.array(PORT) });
export const ALLOCATED = z.object({ address: ADDRESS });
export const ADDRESSES = z.object({ addresses: z.array(ADDRESS) });
export const FLOATINGS = z.object({ floating: z.array(FLOATING) });
export const RULES = z.object({ rules: z.array(RULE) });
export const LEASES = z.object({
  leases: z.array(z.object({ mac: z.string(), address: z.string(), expiresSeconds: z.number().optional() })),
});

export type CreateParams = z.infer<typeof CREATE_PARAMS>;
export type NameParams = z.infer<typeof NAME_PARAMS>;
export type ListParams = z.input<typeof LIST_PARAMS>;
export type AttachParams = z.infer<typeof ATTACH_PARAMS>;
export type PortParams = z.infer<typeof PORT_PARAMS>;
export type NetworkParams = z.infer<typeof NETWORK_PARAMS>;
export type AllocateParams = z.infer<typeof ALLOCATE_PARAMS>;
export type ReleaseParams = z.infer<typeof RELEASE_PARAMS>;
export type FloatingAllocateParams = z.infer<typeof FLOATING_ALLOCATE_PARAMS>;
export type FloatingParams = z.infer<typeof FLOATING_PARAMS>;
export type AssociateParams = z.infer<typeof ASSOCIATE_PARAMS>;
export type RuleParams = z.input<typeof RULE_PARAMS>;
export type RuleIdParams = z.infer<typeof RULE_ID_PARAMS>;
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
