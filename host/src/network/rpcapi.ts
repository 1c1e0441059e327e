// The network service from the outside: calls that can fail by the link, for other services and programs.
import { type ApiFactory, type ApiMethod, apiMethod, defineApi } from "../rpc/client.ts";
import type { NetworkExplanation } from "./explain.ts";
import type * as messages from "./messages.ts";

interface NetworkMethods extends Readonly<Record<string, ApiMethod<never, unknown>>> {
  readonly create: ApiMethod<messages.CreateParams, messages.Change>;
  readonly delete: ApiMethod<messages.DeleteParams, messages.Change>;
  readonly get: ApiMethod<messages.NameParams, messages.NetworkView>;
  readonly list: ApiMethod<messages.ListParams | undefined, { readonly networks: readonly messages.NetworkView[] }>;
  readonly attachPort: ApiMethod<messages.AttachParams, messages.PortChange>;
  readonly detachPort: ApiMethod<messages.DetachParams, messages.PortChange>;
  readonly listPorts: ApiMethod<messages.NetworkParams, { readonly ports: readonly messages.PortView[] }>;
  readonly allocateAddress: ApiMethod<messages.AllocateParams, messages.Allocated>;
  readonly releaseAddress: ApiMethod<messages.ReleaseParams, messages.Released>;
  readonly listAddresses: ApiMethod<messages.NetworkParams, { readonly addresses: readonly messages.AddressView[] }>;
  readonly listLeases: ApiMethod<messages.NetworkParams, messages.Leases>;
  readonly allocateFloating: ApiMethod<messages.FloatingAllocateParams, messages.FloatingChange>;
  readonly releaseFloating: ApiMethod<messages.FloatingParams, messages.Released>;
  readonly associateFloating: ApiMethod<messages.AssociateParams, messages.FloatingChange>;
  readonly disassociateFloating: ApiMethod<messages.FloatingParams, messages.FloatingChange>;
  readonly listFloating: ApiMethod<undefined, { readonly floating: readonly messages.FloatingView[] }>;
  readonly addRule: ApiMethod<messages.RuleParams, messages.RuleChange>;
  readonly removeRule: ApiMethod<messages.RuleIdParams, messages.RuleChange>;
  readonly listRules: ApiMethod<messages.PortParams, { readonly rules: readonly messages.RuleView[] }>;
  readonly retry: ApiMethod<messages.OperationParams, messages.Retried>;
  readonly explain: ApiMethod<messages.ExplainParams, NetworkExplanation>;
}

/** `networkApi(client).create(ctx, { name, cidr })`; give a server's name to ask that one. */
export const networkApi: ApiFactory<NetworkMethods> = defineApi(
  { topic: "network", version: "1.2" },
  {
    create: apiMethod(),
    delete: apiMethod(),
    get: apiMethod(),
    list: apiMethod(),
    attachPort: apiMethod(),
    detachPort: apiMethod(),
    listPorts: apiMethod(),
    allocateAddress: apiMethod(),
    releaseAddress: apiMethod(),
    listAddresses: apiMethod(),
    listLeases: apiMethod(),
    allocateFloating: apiMethod(),
    releaseFloating: apiMethod(),
    associateFloating: apiMethod(),
    disassociateFloating: apiMethod(),
    listFloating: apiMethod(),
    addRule: apiMethod(),
    removeRule: apiMethod(),
    listRules: apiMethod(),
    retry: apiMethod(),
    explain: apiMethod(),
  },
);
