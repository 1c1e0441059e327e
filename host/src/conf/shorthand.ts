// What may be given as just its path: `nas: nas.wasm` is `nas: { path: nas.wasm }`, and a service is its manager.
import { isFields, type ValueTree } from "./tree.ts";

const PLACES = [
  { section: ["volume", "drivers"], key: "path" },
  { section: ["network", "drivers"], key: "path" },
  { section: ["function", "drivers"], key: "path" },
  { section: ["services"], key: "manager" },
] as const;

/** Writes the short form out; done after every value that is set, so that the next one may add to it. */
export function expandShorthand(tree: ValueTree): void {
  const services = tree.get(["services"]);
  const own = isFields(services) ? Object.keys(services).map((name) => ["services", name, "drivers"]) : [];
  for (const { section, key } of [...PLACES, ...own.map((section) => ({ section, key: "path" }))]) {
    const entries = tree.get(section);
    if (!isFields(entries)) continue;
    for (const [name, entry] of Object.entries(entries)) {
      const path = [...section, name];
      const origin = tree.origin(path);
      if (typeof entry === "string" && origin) tree.set([...path, key], entry, () => origin);
    }
  }
}
