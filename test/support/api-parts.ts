// What applications of the HTTP service see of a host, for tests without one: a token `good` that reads, a bus that echoes.
import type { AppParts } from "#host/api/apps";

export function apiParts(change: Partial<AppParts> = {}): AppParts {
  return {
    identify: ({ authorization, origin }) => {
      if (origin !== undefined) return { status: 403, message: "this Origin may not connect" };
      if (authorization === "Bearer good") return { caller: { name: "tester", roles: ["reader"] } };
      return { status: 401, message: "a valid token is needed" };
    },
    answer: async (caller, text) => (text === "{}" ? undefined : `${caller.name}: ${text}`),
    upgrade: (_request, socket) => void socket.destroy(),
    checks: async () => [{ name: "storage", ok: true, ageMs: 0 }],
    metrics: async () => [{ name: "holdfast_info", help: "x", type: "gauge", samples: [{ value: 1 }] }],
    ...change,
  };
}
