// Documents: what the methods of endpoints look like, and all of a bus as one OpenRPC document.
import { ERRORS, type ErrorCode } from "../errors.ts";
import type { BoundEndpoint, BoundMethod } from "./endpoint.ts";

/** JSON Schema as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One method as its server describes it; schemas are JSON Schema draft-07. */
export interface MethodDocument {
  readonly name: string;
  readonly summary: string;
  readonly access: string;
  readonly version?: string;
  readonly namespace?: string;
  readonly since?: string;
  /** Its answer names a stream, which is pulled with `stream_next`. */
  readonly streams?: boolean;
  /** The codes that it may answer, besides what the bus itself may. */
  readonly errors?: readonly string[];
  /** The name of its codec beside JSON. */
  readonly codec?: string;
  readonly params: JsonSchema;
  readonly result: JsonSchema;
}

export interface TopicDocument {
  readonly topic: string;
  readonly methods: readonly MethodDocument[];
}

export function describeEndpoints(endpoints: readonly BoundEndpoint[]): readonly MethodDocument[] {
  return endpoints.flatMap((endpoint) => [...endpoint.methods.values()].map((method) => describe(endpoint, method)));
}

/** An OpenRPC 1.3 document of the topics' methods, as `rpc.discover` answers it. `unreachable` topics did not describe themselves in time. */
export function openRpcDocument(
  info: { readonly title: string; readonly version: string },
  topics: readonly TopicDocument[],
  unreachable: readonly string[] = [],
): JsonSchema {
  const documented = topics.flatMap(({ topic, methods }) => methods.map((method) => methodObject(topic, method)));
  return {
    openrpc: "1.3.2",
    info,
    methods: unique(documented).sort((a, b) => (a.name < b.name ? -1 : 1)),
    ...(unreachable.length > 0 ? { "x-unreachable": [...unreachable] } : {}),
  };
}

function describe({ version, namespace }: BoundEndpoint, { name, declaration }: BoundMethod): MethodDocument {
  const { summary, access, since, streams, errors, codec, params, result } = declaration;
  return {
    name,
    summary,
    access,
    ...(version === undefined ? {} : { version: `${version.major}.${version.minor}` }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(since === undefined ? {} : { since }),
    ...(streams ? { streams } : {}),
    ...(errors === undefined ? {} : { errors }),
    ...(codec === undefined ? {} : { codec: codec.name }),
    params: params === undefined ? { type: "object", additionalProperties: false } : jsonSchemaOf(params, "input"),
    result: result === undefined ? {} : jsonSchemaOf(result, "output"),
  };
}

interface MethodObject extends JsonSchema {
  readonly name: string;
}

function methodObject(topic: string, method: MethodDocument): MethodObject {
  const { properties, required } = method.params;
  const mandatory: readonly unknown[] = Array.isArray(required) ? required : [];
  const params = Object.entries(isRecord(properties) ? properties : {}).map(([name, schema]) => ({
    name,
    schema,
    required: mandatory.includes(name),
  }));
  return {
    name: `${topic}.${method.name}`,
    summary: method.summary,
    paramStructure: "by-name",
    // OpenRPC wants the mandatory ones first.
    params: params.sort((a, b) => Number(b.required) - Number(a.required)),
    result: { name: "result", schema: method.result },
    ...(method.errors === undefined ? {} : { errors: method.errors.flatMap(errorObject) }),
    "x-access": method.access,
    ...(method.streams ? { "x-streams": true } : {}),
    ...(method.codec === undefined ? {} : { "x-codec": method.codec }),
    ...(method.version === undefined ? {} : { "x-version": method.version }),
    ...(method.namespace === undefined ? {} : { "x-namespace": method.namespace }),
    ...(method.since === undefined ? {} : { "x-since": method.since }),
  };
}

// A server may be newer than this hub: a code that is not in the table here cannot be documented.
function errorObject(code: string): JsonSchema[] {
  if (!isErrorCode(code)) return [];
  const { rpcCode, meaning, retryable } = ERRORS[code];
  return [{ code: rpcCode, message: meaning, data: { code, retryable } }];
}

function isErrorCode(word: string): word is ErrorCode {
  return Object.hasOwn(ERRORS, word);
}

/** Method names are unique in a document, though a topic may serve two majors: the older one stands, the newer is in `x-versions`. */
function unique(methods: readonly MethodObject[]): MethodObject[] {
  const byName = new Map<string, MethodObject>();
  for (const method of methods) {
    const older = byName.get(method.name);
    if (!older) byName.set(method.name, method);
    else byName.set(method.name, { ...older, "x-versions": [...versionsOf(older), method["x-version"]] });
  }
  return [...byName.values()];
}

function versionsOf(method: MethodObject): readonly unknown[] {
  const several = method["x-versions"];
  return Array.isArray(several) ? several : [method["x-version"]];
}

/** A schema as data. By Standard JSON Schema, which several libraries offer: this room need not know which one a manager took. */
export function jsonSchemaOf(schema: unknown, side: "input" | "output"): JsonSchema {
  const standard = isRecord(schema) ? schema["~standard"] : undefined;
  const convert = isRecord(standard) && isRecord(standard["jsonSchema"]) ? standard["jsonSchema"][side] : undefined;
  if (typeof convert !== "function") return {};
  try {
    const { $schema: _, ...document } = convert({ target: "draft-07" });
    return document;
  } catch {
    // A schema that has no JSON form (a transform, a custom check) is documented as "anything"; the server still checks it.
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
