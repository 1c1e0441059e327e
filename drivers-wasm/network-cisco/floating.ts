// Outer addresses: static translations of the device, from an address of the network to one of the outside.
import type { FloatingPlan } from "../../sdk/guest/typescript/generated/network.ts";
import { DriverFailure } from "../../sdk/guest/typescript/holdfast.ts";
import { change, type Edit, listOf, readNative, textOf, treeOf } from "./device.ts";
import { isSameNetwork, numberOf } from "./ipv4.ts";
import { type Foot, footPath, readSwitch, requireId, requireTag } from "./switch.ts";

export interface Translation {
  readonly inner: string;
  readonly outer: string;
}

export function setFloating({ network, floating, fixed }: FloatingPlan): void {
  const state = readSwitch();
  const tag = requireTag(state, network);
  numberOf(floating);
  const own = translationsOf(state.feet.get(tag));
  const old = readTranslations().filter(({ outer }) => outer === floating);
  if (old.some(({ inner }) => !own.some((one) => one.inner === inner)))
    throw new DriverFailure("already_exists", `${floating} leads elsewhere: the device translates it already.`);
  const gone = old.filter(({ inner }) => inner !== fixed).map(translationEdits);
  const value = { "Cisco-IOS-XE-nat:nat-static-transport-list": [{ "local-ip": fixed, "global-ip": floating }] };
  const inside = { "Cisco-IOS-XE-native:Vlan": [{ name: tag, ip: { "Cisco-IOS-XE-nat:nat": { inside: [null] } } }] };
  change([
    ...gone,
    { operation: "merge", target: footPath(tag), value: inside },
    { operation: "merge", target: pathOf({ inner: fixed, outer: floating }), value },
  ]);
}

export function clearFloating(network: string, floating: string): void {
  requireId(network);
  const state = readSwitch();
  const tag = state.networks.get(network);
  if (tag === undefined) return;
  change(
    translationsOf(state.feet.get(tag))
      .filter(({ outer }) => outer === floating)
      .map(translationEdits),
  );
}

/** The translations of a network: those of addresses that are in it. */
export function translationsOf(foot: Foot | undefined): Translation[] {
  if (foot === undefined || foot.mask === "") return [];
  return readTranslations().filter(({ inner }) => isSameNetwork(inner, foot.address, foot.mask));
}

export function translationEdits(translation: Translation): Edit {
  return { operation: "remove", target: pathOf(translation) };
}

function readTranslations(): Translation[] {
  const nat = readNative("/ip/Cisco-IOS-XE-nat:nat");
  const fixed = treeOf(treeOf(treeOf(nat["inside"])["source"])["static"]);
  const list = listOf(fixed["nat-static-transport-list"]);
  return list.map((one) => ({ inner: textOf(one["local-ip"]), outer: textOf(one["global-ip"]) }));
}

function pathOf({ inner, outer }: Translation): string {
  return `/ip/Cisco-IOS-XE-nat:nat/inside/source/static/nat-static-transport-list=${inner},${outer}`;
}
