// The volume service from the outside: calls that can fail by the link, for other services and programs.
import { type Api, type ApiFactory, type ApiMethod, apiMethod, defineApi } from "../rpc/client.ts";
import type { Change, CreateParams, ExtendParams, ListParams, NameParams, VolumeView } from "./messages.ts";

interface VolumeMethods extends Readonly<Record<string, ApiMethod<never, unknown>>> {
  readonly create: ApiMethod<CreateParams, Change>;
  readonly delete: ApiMethod<NameParams, Change>;
  readonly extend: ApiMethod<ExtendParams, Change>;
  readonly forget: ApiMethod<NameParams, Change>;
  readonly get: ApiMethod<NameParams, VolumeView>;
  readonly list: ApiMethod<ListParams | undefined, { readonly volumes: readonly VolumeView[] }>;
}

export type VolumeApi = Api<VolumeMethods>;

/** `volumeApi(client).create(ctx, { name, sizeBytes })`; give a server's name to ask that one. */
export const volumeApi: ApiFactory<VolumeMethods> = defineApi(
  { topic: "volume", version: "1.0" },
  {
    create: apiMethod<CreateParams, Change>(),
    delete: apiMethod<NameParams, Change>(),
    extend: apiMethod<ExtendParams, Change>(),
    forget: apiMethod<NameParams, Change>(),
    get: apiMethod<NameParams, VolumeView>(),
    list: apiMethod<ListParams | undefined, { readonly volumes: readonly VolumeView[] }>(),
  },
);
