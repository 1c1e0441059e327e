// What the network service exposes: each method with its schema, its access and a sentence.
import type { Access, RpcDeclarations } from "../manager/manager.ts";
import { CHANGE_ERRORS, DRIVER_CALL_ERRORS } from "../manager/method-errors.ts";
import * as messages from "./messages.ts";

const operate = { access: "operate" as Access, errors: CHANGE_ERRORS };
const read = { access: "read" as Access, whileDraining: true, errors: [] };
const readOne = { ...read, errors: ["NOT_FOUND"] as const };

export const NETWORK_METHODS: RpcDeclarations = {
  create: {
    ...{ ...operate, params: messages.CREATE_PARAMS, result: messages.CHANGE },
    summary: "Makes a network with a block of addresses, as the manager's strategy has it.",
  },
  delete: {
    ...{ ...operate, params: messages.DELETE_PARAMS, result: messages.CHANGE },
    summary: "Takes away a network that has no ports; deleting what is absent succeeds.",
  },
  get: { ...readOne, params: messages.NAME_PARAMS, result: messages.NETWORK, summary: "Shows one network." },
  list: {
    ...{ ...read, params: messages.LIST_PARAMS, result: messages.NETWORKS },
    summary: "Lists networks by name, a page at a time.",
  },
  attachPort: {
    ...{ ...operate, params: messages.ATTACH_PARAMS, result: messages.PORT_CHANGE },
    summary: "Puts a device into a network, with an address of its own.",
  },
  detachPort: {
    ...{ ...operate, params: messages.DETACH_PARAMS, result: messages.PORT_CHANGE },
    summary: "Takes a port out of its network; detaching what is absent succeeds.",
  },
  listPorts: {
    ...{ ...readOne, params: messages.NETWORK_PARAMS, result: messages.PORTS },
    summary: "Lists the ports of a network by name.",
  },
  allocateAddress: {
    ...{ ...operate, params: messages.ALLOCATE_PARAMS, result: messages.ALLOCATED },
    summary: "Reserves an address of a network, for a time or until it is released.",
  },
  releaseAddress: {
    ...{ ...operate, params: messages.RELEASE_PARAMS, result: messages.RELEASED },
    summary: "Frees a reserved address that no port has.",
  },
  listAddresses: {
    ...{ ...readOne, params: messages.NETWORK_PARAMS, result: messages.ADDRESSES },
    summary: "Lists the taken addresses of a network in their order.",
  },
  listLeases: {
    ...{ ...read, params: messages.NETWORK_PARAMS, result: messages.LEASES },
    errors: ["NOT_FOUND", "UNSUPPORTED", ...DRIVER_CALL_ERRORS],
    summary: "Asks the driver for the leases that DHCP has given out.",
  },
  allocateFloating: {
    ...{ ...operate, params: messages.FLOATING_ALLOCATE_PARAMS, result: messages.FLOATING_CHANGE },
    summary: "Takes an outer address from its range.",
  },
  releaseFloating: {
    ...{ ...operate, params: messages.FLOATING_PARAMS, result: messages.RELEASED },
    summary: "Gives an outer address that leads nowhere back to the range.",
  },
  associateFloating: {
    ...{ ...operate, params: messages.ASSOCIATE_PARAMS, result: messages.FLOATING_CHANGE },
    summary: "Leads an outer address to a port.",
  },
  disassociateFloating: {
    ...{ ...operate, params: messages.FLOATING_PARAMS, result: messages.FLOATING_CHANGE },
    summary: "Takes an outer address from its port.",
  },
  listFloating: { ...read, result: messages.FLOATINGS, summary: "Lists the outer addresses that are taken." },
  addRule: {
    ...{ ...operate, params: messages.RULE_PARAMS, result: messages.RULE_CHANGE },
    summary: "Adds a security rule behind those that a port has.",
  },
  removeRule: {
    ...{ ...operate, params: messages.RULE_ID_PARAMS, result: messages.RULE_CHANGE },
    summary: "Removes a security rule; removing what is absent succeeds.",
  },
  listRules: {
    ...{ ...readOne, params: messages.PORT_PARAMS, result: messages.RULES },
    summary: "Lists the rules of a port, in the order in which they are gone through.",
  },
  retry: {
    ...{ ...operate, params: messages.OPERATION_PARAMS, result: messages.RETRIED, since: "1.2" },
    summary: "Settles an unknown outcome now, or asks for a failed change once more.",
  },
  explain: {
    ...{ ...readOne, params: messages.EXPLAIN_PARAMS, since: "1.1" },
    summary:
      "Tells all that is known of a network, a port or an outer address: what should be, what is, what was done.",
  },
};
