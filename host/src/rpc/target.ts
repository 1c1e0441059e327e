// Where a request goes: a topic, optionally one server of it, written `topic` or `topic@server`. Terms as in oslo.messaging.
import { HostError } from "../errors.ts";

/** `server` undefined means: any live server of the topic. */
export interface Target {
  readonly topic: string;
  readonly server?: string;
}

// Topics carry no dot and no @, so that `topic@server.method` reads one way only: the method is what follows the last dot.
const TOPIC = /^[A-Za-z0-9_-]{1,64}$/;
const SERVER = /^[A-Za-z0-9_.:-]{1,255}$/;
const METHOD = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** What a written method says. */
export interface Route {
  readonly target: Target;
  readonly method: string;
  /** The target as it is written. */
  readonly place: string;
}

/** Splits `topic.method` or `topic@server.method`. Throws METHOD_NOT_FOUND with the form that was expected. */
export function parseMethod(name: string): Route {
  const dot = name.lastIndexOf(".");
  const method = name.slice(dot + 1);
  const target = dot < 1 ? undefined : parseTarget(name.slice(0, dot));
  if (!target || !METHOD.test(method)) {
    throw new HostError("METHOD_NOT_FOUND", "a method is written topic.method or topic@server.method");
  }
  return { target, method, place: formatTarget(target) };
}

const ROUTES_MAX = 1024;

/** `parseMethod` with a memory: a peer asks for the same few methods again and again. */
export class Routes {
  readonly #known = new Map<string, Route>();
  #name = "";
  #route: Route | undefined;

  parse(name: string): Route {
    if (this.#route && name === this.#name) return this.#route;
    const route = this.#known.get(name) ?? this.#learn(name);
    this.#name = name;
    this.#route = route;
    return route;
  }

  #learn(name: string): Route {
    const route = parseMethod(name);
    if (this.#known.size >= ROUTES_MAX) this.#known.clear();
    this.#known.set(name, route);
    return route;
  }
}

/** Reads `topic` or `topic@server`; undefined if it is neither. */
export function parseTarget(text: string): Target | undefined {
  const at = text.indexOf("@");
  if (at < 0) return TOPIC.test(text) ? { topic: text } : undefined;
  const topic = text.slice(0, at);
  const server = text.slice(at + 1);
  return TOPIC.test(topic) && SERVER.test(server) ? { topic, server } : undefined;
}

/** True for a name that can stand after the last dot. */
export function isMethodName(name: string): boolean {
  return METHOD.test(name);
}

/** The written form of a target. */
export function formatTarget(target: Target): string {
  return target.server === undefined ? target.topic : `${target.topic}@${target.server}`;
}

/** Writes methods of targets, and remembers the last: a caller mostly asks for one again and again. */
export class RouteNames {
  #target: Target | undefined;
  #method = "";
  #name = "";

  of(target: Target, method: string): string {
    if (target === this.#target && method === this.#method) return this.#name;
    this.#target = target;
    this.#method = method;
    this.#name = `${formatTarget(target)}.${method}`;
    return this.#name;
  }
}
