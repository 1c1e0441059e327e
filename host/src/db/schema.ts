// The tables as TypeScript sees them: names in camelCase here, in snake_case in SQL; booleans are 0 or 1, JSON is text, times are ISO 8601 in UTC.
import type { Generated } from "kysely";

export interface SchemaMigrationsTable {
  readonly number: number;
  readonly name: string;
  readonly appliedAt: string;
}

export interface ServicesTable {
  readonly id: Generated<number>;
  readonly uuid: string;
  readonly host: string;
  readonly binary: string;
  readonly topic: string;
  readonly reportCount: Generated<number>;
  readonly disabled: Generated<number>;
  readonly disabledReason: string | null;
  readonly disabledAt: string | null;
  readonly disabledBy: string | null;
  /** Wall time; null: until somebody enables it. */
  readonly disabledUntil: string | null;
  readonly forcedDown: Generated<number>;
  readonly lastSeenUp: string | null;
  readonly version: string;
  readonly startedAt: string | null;
  readonly instanceId: string | null;
  readonly bootId: string | null;
  readonly state: string;
  readonly stateReason: string | null;
  readonly stateChangedAt: string | null;
  readonly startSteps: string;
  readonly drivers: string;
  readonly capabilities: string;
  readonly apiVersions: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** 0 for a living row, the row's own id once it is deleted: so that (host, topic, deleted) stays unique. */
  readonly deleted: Generated<number>;
  readonly deletedAt: string | null;
}

export interface VolumesTable {
  readonly id: string;
  readonly host: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly state: string;
  readonly driver: string;
  readonly driverDigest: string;
  readonly location: string | null;
  readonly allocatedBytes: number | null;
  readonly error: string | null;
  readonly operationId: string | null;
  /** The operation of another volume that reads this one: until it ends nothing else may change it. */
  readonly heldBy: string | null;
  /** The volume, of the same driver, that this clone cannot live without. */
  readonly origin: string | null;
  /** Where a migrated volume still lies too, until that is removed. */
  readonly discardDriver: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deletedAt: string | null;
}

export interface VolumeSnapshotsTable {
  readonly volumeId: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly createdAt: string;
}

export interface VolumeExportsTable {
  readonly volumeId: string;
  readonly way: string;
  readonly address: string;
  readonly readOnly: number;
  readonly createdAt: string;
}

export interface NetworksTable {
  /** Eight hexadecimal digits: what drivers name it by. */
  readonly id: string;
  readonly host: string;
  readonly name: string;
  readonly driver: string;
  readonly driverDigest: string;
  /** The strategy that made it. */
  readonly manager: string;
  readonly cidr: string;
  readonly gateway: string;
  /** The first and the last address that is given out, as numbers. */
  readonly poolFirst: number;
  readonly poolLast: number;
  readonly vlan: number | null;
  readonly uplink: string | null;
  readonly device: string | null;
  readonly state: string;
  readonly error: string | null;
  readonly operationId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface NetworkPortsTable {
  readonly id: string;
  readonly networkId: string;
  readonly name: string;
  readonly mac: string;
  readonly address: string;
  readonly netns: string | null;
  readonly wantedDevice: string | null;
  readonly device: string | null;
  readonly state: string;
  readonly error: string | null;
  readonly operationId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A row is an address that is taken: by a port, or reserved, for a time or until it is released. */
export interface NetworkAddressesTable {
  readonly networkId: string;
  readonly number: number;
  readonly address: string;
  readonly portId: string | null;
  readonly reserved: Generated<number>;
  readonly owner: string | null;
  readonly expiresAt: string | null;
  readonly createdAt: string;
}

export interface FloatingAddressesTable {
  readonly number: number;
  readonly address: string;
  readonly portId: string | null;
  readonly state: string;
  readonly operationId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface NetworkRulesTable {
  readonly position: Generated<number>;
  readonly id: string;
  readonly portId: string;
  readonly direction: string;
  readonly action: string;
  readonly protocol: string;
  readonly portFirst: number | null;
  readonly portLast: number | null;
  readonly peer: string | null;
  readonly state: string;
  readonly operationId: string | null;
  readonly createdAt: string;
}

export interface OperationsTable {
  readonly id: string;
  readonly host: string;
  /** The run of the host that started it: a `started` row of another run on the same host belongs to a dead process. */
  readonly instanceId: string;
  readonly domain: string;
  readonly resource: string;
  readonly action: string;
  readonly driver: string;
  readonly input: string;
  readonly state: string;
  readonly result: string | null;
  readonly error: string | null;
  readonly idempotencyKey: string | null;
  readonly requestId: string;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly attempts: Generated<number>;
  readonly nextTryAt: string | null;
  /** Of the driver's file when it was asked: another file's word on it is worth less. */
  readonly driverDigest: Generated<string>;
  /** A digest of where the driver worked when it was asked; empty when that is not known. */
  readonly driverPlace: Generated<string>;
  /** Why the last try to settle it did not. */
  readonly waitReason: string | null;
}

export interface OperationTransitionsTable {
  readonly id: Generated<number>;
  readonly operationId: string;
  readonly at: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly note: string | null;
}

export interface DriversTable {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly digest: string;
  readonly spec: string;
  readonly addedAt: string;
  readonly addedBy: string;
}

/** Which steps of their own schema managers have taken. */
export interface ManagerMigrationsTable {
  readonly owner: string;
  readonly number: number;
  readonly name: string;
  readonly appliedAt: string;
}

/** What drivers keep. */
export interface DriverValuesTable {
  readonly kind: string;
  readonly driver: string;
  readonly key: string;
  readonly value: string;
  /** Of key and value. */
  readonly bytes: number;
}

/** Who holds what alone, and how often each changed hands. */
export interface LeasesTable {
  readonly name: string;
  readonly holder: string;
  readonly token: number;
  readonly takenAt: string;
}

/** `event` is JSON; the number stands outside it too. */
export interface EventsTable {
  readonly source: string;
  readonly sequence: number;
  readonly event: string;
}

/** One row: the list that the events belong to, and its numbers. */
export interface EventListsTable {
  readonly log: string;
  readonly writtenTo: number;
  readonly reservedTo: number;
  readonly open: number;
}

/** Every table of the state database. */
export interface Schema {
  readonly schemaMigrations: SchemaMigrationsTable;
  readonly services: ServicesTable;
  readonly volumes: VolumesTable;
  readonly volumeSnapshots: VolumeSnapshotsTable;
  readonly volumeExports: VolumeExportsTable;
  readonly networks: NetworksTable;
  readonly networkPorts: NetworkPortsTable;
  readonly networkAddresses: NetworkAddressesTable;
  readonly floatingAddresses: FloatingAddressesTable;
  readonly networkRules: NetworkRulesTable;
  readonly operations: OperationsTable;
  readonly operationTransitions: OperationTransitionsTable;
  readonly drivers: DriversTable;
  readonly managerMigrations: ManagerMigrationsTable;
  readonly leases: LeasesTable;
  readonly driverValues: DriverValuesTable;
  readonly events: EventsTable;
  readonly eventLists: EventListsTable;
}
