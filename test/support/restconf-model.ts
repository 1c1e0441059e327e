// The part of the native model of IOS-XE 17 that a simulated device knows: what is not in it is refused, as a device refuses it.

/** A leaf is the pattern of its values; a list has its keys under `$keys`. */
export interface Model {
  readonly [name: string]: Model | RegExp | readonly string[];
}

const TEXT = /^.{0,200}$/;
const EMPTY = /^\[null\]$/;
const ADDRESS = /^(\d{1,3}\.){3}\d{1,3}$/;
const NUMBER = /^\d{1,5}$/;
const TAG = /^([1-9]\d{0,2}|[1-3]\d{3}|40[0-8]\d|409[0-4])$/;

const ACCESS_GROUP: Model = {
  in: { acl: { "acl-name": TEXT, in: EMPTY } },
  out: { acl: { "acl-name": TEXT, out: EMPTY } },
};

const PHYSICAL: Model = {
  $keys: ["name"],
  name: TEXT,
  description: TEXT,
  "switchport-config": {
    switchport: {
      "Cisco-IOS-XE-switch:access": { vlan: { vlan: TAG } },
      "Cisco-IOS-XE-switch:mode": { access: {}, trunk: {} },
    },
  },
  ip: { "access-group": ACCESS_GROUP },
};

const ENTRY: Model = {
  action: /^(permit|deny)$/,
  protocol: /^(ip|tcp|udp|icmp)$/,
  ...{ any: EMPTY, "host-address": ADDRESS, "ipv4-address": ADDRESS, mask: ADDRESS },
  ...{ "dst-any": EMPTY, "dst-host-address": ADDRESS, "dest-ipv4-address": ADDRESS, "dest-mask": ADDRESS },
  ...{ "dst-eq": NUMBER, "dst-range1": NUMBER, "dst-range2": NUMBER },
  ...{ established: EMPTY, "named-msg-type": /^(echo|echo-reply)$/ },
};

export const NATIVE_MODEL: Model = {
  vlan: { "Cisco-IOS-XE-vlan:vlan-list": { $keys: ["id"], id: TAG, name: /^\S{1,32}$/ } },
  interface: {
    GigabitEthernet: PHYSICAL,
    TenGigabitEthernet: PHYSICAL,
    Vlan: {
      $keys: ["name"],
      name: TAG,
      description: TEXT,
      ip: { address: { primary: { address: ADDRESS, mask: ADDRESS } }, "Cisco-IOS-XE-nat:nat": { inside: EMPTY } },
    },
  },
  ip: {
    dhcp: {
      "Cisco-IOS-XE-dhcp:pool": {
        $keys: ["id"],
        id: TEXT,
        host: { number: ADDRESS, mask: ADDRESS },
        "hardware-address": { "hardware-address-val": /^([0-9a-f]{4}\.){2}[0-9a-f]{4}$/ },
        "default-router": { "default-router-list": TEXT },
        lease: {
          "lease-value": {
            days: /^([0-9]{1,2}|[12]\d\d|3[0-5]\d|36[0-5])$/,
            hours: /^(1?\d|2[0-3])$/,
            minutes: /^[1-5]?\d$/,
          },
        },
      },
    },
    "access-list": {
      "Cisco-IOS-XE-acl:extended": {
        $keys: ["name"],
        name: TEXT,
        "access-list-seq-rule": { $keys: ["sequence"], sequence: NUMBER, "ace-rule": ENTRY },
      },
    },
    "Cisco-IOS-XE-nat:nat": {
      inside: {
        source: {
          static: {
            "nat-static-transport-list": {
              $keys: ["local-ip", "global-ip"],
              "local-ip": ADDRESS,
              "global-ip": ADDRESS,
            },
          },
        },
      },
    },
  },
};

/** Interfaces that are hardware: nobody makes or removes one. */
export const HARDWARE: readonly string[] = ["GigabitEthernet", "TenGigabitEthernet"];
