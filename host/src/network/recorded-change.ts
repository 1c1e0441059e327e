// A change as the journal kept it, made again so that its outcome can be found out.
import type { OperationRecord } from "../db/operations-table.ts";
import { HostError } from "../errors.ts";
import type { Change } from "./change.ts";
import type { Parts } from "./domain.ts";
import { associateChange, disassociateChange, type FloatingKey } from "./floating-changes.ts";
import { createChange, deleteChange } from "./network-changes.ts";
import { attachChange, detachChange, type PortKey } from "./port-changes.ts";
import { restoreChange } from "./restore.ts";
import { type RuleKey, ruleChange } from "./rule-changes.ts";

type Maker = (parts: Parts, operationId: string, input: never) => Change;

const MAKERS: Readonly<Record<string, Maker>> = {
  create: (parts, id, { networkId }: { readonly networkId: string }) => createChange(parts, id, networkId),
  delete: (parts, id, { networkId }: { readonly networkId: string }) => deleteChange(parts, id, networkId),
  restore: (parts, _id, { networkId }: { readonly networkId: string }) => restoreChange(parts, networkId),
  attach: (parts, id, key: PortKey) => attachChange(parts, id, key),
  detach: (parts, id, key: PortKey) => detachChange(parts, id, key),
  associate: (parts, id, key: FloatingKey) => associateChange(parts, id, key),
  disassociate: (parts, id, key: FloatingKey) => disassociateChange(parts, id, key),
  "add-rule": (parts, id, key: RuleKey) => ruleChange(parts, id, key),
  "remove-rule": (parts, id, key: RuleKey) => ruleChange(parts, id, key),
};

/** The change behind a row of the journal, and the network whose turn it needs. */
export function changeOf(
  parts: Parts,
  operation: OperationRecord,
): { readonly networkId: string; readonly change: Change } {
  const maker = MAKERS[operation.action];
  if (!maker)
    throw new HostError("INTERNAL", `the journal has a change of networks that nobody knows: ${operation.action}`);
  const input = operation.input as { readonly networkId: string };
  return { networkId: input.networkId, change: maker(parts, operation.id, input as never) };
}
