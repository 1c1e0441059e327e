// All migrations in their order.
import { services } from "./0001-services.ts";
import { operations } from "./0002-operations.ts";
import { volumes } from "./0003-volumes.ts";
import { drivers } from "./0004-drivers.ts";
import { volumeParts } from "./0005-volume-parts.ts";
import { networks } from "./0006-networks.ts";
import { driverValues } from "./0007-driver-values.ts";
import { disabledUntil } from "./0008-disabled-until.ts";
import { events } from "./0009-events.ts";
import { operationPlaces } from "./0010-operation-places.ts";
import type { Migration } from "./migration.ts";

export const MIGRATIONS: readonly Migration[] = [
  services,
  operations,
  volumes,
  drivers,
  volumeParts,
  networks,
  driverValues,
  disabledUntil,
  events,
  operationPlaces,
];
