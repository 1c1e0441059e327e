// The type by which a manager's part of a transaction is passed on; other rooms see it as opaque.
import type { Transaction as KyselyTransaction } from "kysely";

export type Transaction = KyselyTransaction<Record<string, never>>;
