// A driver given as just its path: `nas: nas.wasm` is `nas: { path: nas.wasm }`.
import { isFields, type ValueTree } from "./tree.ts";

/** Writes the short form out; done after every value that is set, so that the next one may add to it. */
export function expandShorthand(tree: ValueTree): void {
  const drivers = tree.get(["volume", "drivers"]);
  if (!isFields(drivers)) return;
  for (const [name, entry] of Object.entries(drivers)) {
    const path = ["volume", "drivers", name];
    const origin = tree.origin(path);
    if (typeof entry === "string" && origin) tree.set([...path, "path"], entry, () => origin);
  }
}
