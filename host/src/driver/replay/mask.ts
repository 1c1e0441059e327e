// Takes secrets out of what is kept of a driver's calls: every occurrence becomes as many stars as it had bytes, so that lengths stay true.
import { isSecretName } from "../../conf/secret-names.ts";
import type { TapeEntry, TapeValue } from "./tape.ts";

/** The same words with stars in them. What was masked already comes back as it is. */
export interface Mask {
  /** Names of the configuration whose values were taken out. */
  readonly names: readonly string[];
  readonly config: Readonly<Record<string, string>>;
  value<V extends TapeValue>(value: V): V;
  entry(entry: TapeEntry): TapeEntry;
  said(call: string, said: readonly TapeValue[]): readonly TapeValue[];
}

// Of what is shorter every text is full; nobody's password has two letters.
const SECRET_LENGTH_MIN = 3;
const HEADERS = /^(?:authorization|proxy-authorization|cookie|set-cookie|x-auth-token|x-api-key|api-key)$/i;
const HTTP = "http_request";

/** Besides what names tell. */
export interface MoreSecrets {
  /** Names of the configuration that the driver's own schema calls secret. */
  readonly names?: ReadonlySet<string>;
  /** Secrets that the driver may use without seeing them. */
  readonly values?: readonly string[];
}

/** Secrets are the values of the configuration under names such as `password`, what else is told, and the headers that prove who asks. */
export function createMask(config: Readonly<Record<string, string>> | null, more: MoreSecrets = {}): Mask {
  const isSecret = (name: string) => isSecretName(name) || more.names?.has(name) === true;
  const secrets = Object.entries(config ?? {}).filter(([name]) => isSecret(name));
  const values = [...secrets.map(([, value]) => value), ...(more.values ?? [])];
  const texts = [...new Set(values.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const value = <V extends TapeValue>(one: V): V => maskedValue(one, texts) as V;
  const http = (call: string, values: readonly TapeValue[]) =>
    call === HTTP ? values.map((one) => (typeof one === "string" ? withoutHeaders(one) : one)) : values;
  const said: Mask["said"] = (call, values) => http(call, values).map(value);
  return {
    names: secrets.map(([name]) => name),
    config: Object.fromEntries(
      Object.entries(config ?? {}).map(([name, text]) => [name, isSecret(name) ? starsFor(text) : value(text)]),
    ),
    value,
    said,
    entry: ({ call, said: asked, got, fault }) => ({
      ...{ call, said: said(call, asked), got: said(call, got) },
      ...(fault && { fault: { code: fault.code, message: value(fault.message) } }),
    }),
  };
}

/** The names under which a JSON Schema wants what is only ever written, as one marks passwords there. */
export function secretsOfSchema(schema: Readonly<Record<string, unknown>> | undefined): ReadonlySet<string> {
  const properties = schema?.["properties"];
  if (typeof properties !== "object" || properties === null) return new Set();
  const isMarked = (one: unknown) =>
    typeof one === "object" &&
    one !== null &&
    (Reflect.get(one, "writeOnly") === true || Reflect.get(one, "format") === "password");
  return new Set(Object.entries(properties).flatMap(([name, one]) => (isMarked(one) ? [name] : [])));
}

/** As it may stand in a request: as it is, in JSON, in a URL, and encoded. */
function formsOf(secret: string): string[] {
  if (secret.length < SECRET_LENGTH_MIN) return [];
  const bytes = Buffer.from(secret, "utf8");
  const base64 = bytes.toString("base64");
  return [
    ...[secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)],
    ...[base64, base64.replace(/=+$/, ""), bytes.toString("base64url"), bytes.toString("hex")],
  ];
}

function maskedValue(value: TapeValue, texts: readonly string[]): TapeValue {
  if (typeof value === "string")
    return texts.reduce((text, secret) => text.replaceAll(secret, starsFor(secret)), value);
  if (!(value instanceof Uint8Array) || texts.length === 0) return value;
  const bytes = Buffer.from(value);
  for (const secret of texts) {
    const wanted = Buffer.from(secret, "utf8");
    for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + wanted.length))
      bytes.fill("*", at, at + wanted.length);
  }
  return new Uint8Array(bytes);
}

function starsFor(text: string): string {
  return "*".repeat(Buffer.byteLength(text));
}

/** A request or an answer of HTTP, both JSON. */
function withoutHeaders(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_key, value: unknown) => {
      if (typeof value !== "object" || value === null || !("name" in value) || !("value" in value)) return value;
      const { name, value: field } = value;
      const isSecret = typeof name === "string" && typeof field === "string" && HEADERS.test(name);
      return isSecret ? { ...value, value: starsFor(field) } : value;
    });
  } catch {
    return text;
  }
}
