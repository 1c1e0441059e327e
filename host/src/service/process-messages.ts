// What a host and a service in a process of its own tell each other over the channel between them; plain data.

/** To the process: the first message says what to run, in a form that the composition root knows. */
export type ToProcess =
  | { readonly type: "run"; readonly work: unknown }
  | { readonly type: "stop"; readonly fast: boolean }
  | { readonly type: "reset"; readonly id: number };

/** From the process. */
export type FromProcess =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly reason: string }
  | { readonly type: "reset"; readonly id: number; readonly changed?: readonly string[]; readonly error?: string };
