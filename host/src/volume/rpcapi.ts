// The volume service from the outside: calls that can fail by the link, for other services and programs.
import { type Api, type ApiFactory, type ApiMethod, apiMethod, defineApi } from "../rpc/client.ts";
import type { VolumeExplanation } from "./explain.ts";
import type * as messages from "./messages.ts";

type Changes<P> = ApiMethod<P, messages.Change>;
type Listed = { readonly volumes: readonly messages.VolumeView[] };

interface VolumeMethods extends Readonly<Record<string, ApiMethod<never, unknown>>> {
  readonly create: Changes<messages.CreateParams>;
  readonly delete: Changes<messages.DeleteParams>;
  readonly extend: Changes<messages.ExtendParams>;
  readonly clone: Changes<messages.CloneParams>;
  readonly createSnapshot: Changes<messages.SnapshotParams>;
  readonly deleteSnapshot: Changes<messages.SnapshotParams>;
  readonly restoreSnapshot: Changes<messages.SnapshotParams>;
  readonly export: Changes<messages.ExportParams>;
  readonly unexport: Changes<messages.UnexportParams>;
  readonly migrate: Changes<messages.MigrateParams>;
  readonly manage: Changes<messages.ManageParams>;
  readonly unmanage: Changes<messages.DeleteParams>;
  readonly forget: Changes<messages.DeleteParams>;
  readonly retry: Changes<messages.OperationParams>;
  readonly get: ApiMethod<messages.NameParams, messages.VolumeDetails>;
  readonly list: ApiMethod<messages.ListParams | undefined, Listed>;
  readonly backends: ApiMethod<undefined, messages.Backends>;
  readonly orphans: ApiMethod<undefined, messages.Orphans>;
  readonly explain: ApiMethod<messages.NameParams, VolumeExplanation>;
}

export type VolumeApi = Api<VolumeMethods>;

/** `volumeApi(client).create(ctx, { name, sizeBytes })`; give a server's name to ask that one. */
export const volumeApi: ApiFactory<VolumeMethods> = defineApi(
  { topic: "volume", version: "1.1" },
  {
    create: apiMethod<messages.CreateParams, messages.Change>(),
    delete: apiMethod<messages.DeleteParams, messages.Change>(),
    extend: apiMethod<messages.ExtendParams, messages.Change>(),
    clone: apiMethod<messages.CloneParams, messages.Change>(),
    createSnapshot: apiMethod<messages.SnapshotParams, messages.Change>(),
    deleteSnapshot: apiMethod<messages.SnapshotParams, messages.Change>(),
    restoreSnapshot: apiMethod<messages.SnapshotParams, messages.Change>(),
    export: apiMethod<messages.ExportParams, messages.Change>(),
    unexport: apiMethod<messages.UnexportParams, messages.Change>(),
    migrate: apiMethod<messages.MigrateParams, messages.Change>(),
    manage: apiMethod<messages.ManageParams, messages.Change>(),
    unmanage: apiMethod<messages.DeleteParams, messages.Change>(),
    forget: apiMethod<messages.DeleteParams, messages.Change>(),
    retry: apiMethod<messages.OperationParams, messages.Change>(),
    get: apiMethod<messages.NameParams, messages.VolumeDetails>(),
    list: apiMethod<messages.ListParams | undefined, Listed>(),
    backends: apiMethod<undefined, messages.Backends>(),
    orphans: apiMethod<undefined, messages.Orphans>(),
    explain: apiMethod<messages.NameParams, VolumeExplanation>(),
  },
);
