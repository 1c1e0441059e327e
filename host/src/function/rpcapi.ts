// The function service from the outside: calls that can fail by the link, for other services and programs.
import { type ApiFactory, type ApiMethod, apiMethod, defineApi } from "../rpc/client.ts";
import type * as messages from "./messages.ts";

interface FunctionMethods extends Readonly<Record<string, ApiMethod<never, unknown>>> {
  readonly call: ApiMethod<messages.CallRequest, messages.Called>;
  readonly list: ApiMethod<undefined, messages.Functions>;
}

/** `functionApi(client).call(ctx, { driver, export, input })`; give a server's name to ask that one. */
export const functionApi: ApiFactory<FunctionMethods> = defineApi(
  { topic: "function", version: "1.0" },
  { call: apiMethod(), list: apiMethod() },
);
