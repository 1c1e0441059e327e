// The door for whoever judges a driver's file and runs nothing of it: small, so that a verdict is there at once.
export { COMPONENT_SECTION } from "./component-imports.ts";
export { HOST } from "./generated/host.ts";
export { KINDS } from "./generated/kinds.ts";
export { type ImportedItem, InspectError, type Inspection, inspect, isComponent } from "./inspect.ts";
export { type Manifest, readManifest } from "./manifest.ts";
export { type Verdict, verdictOf } from "./verdict.ts";
