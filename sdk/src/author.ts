// The door for authors' tools: starting a driver, building it, kinds of one's own, and what the test of a driver reports.
export { contractFile } from "./author/contract-file.ts";
export { type HostOffer, type HostReleases, hostOffer, hostReleases } from "./author/host-releases.ts";
export { compareContracts, kindOutputs, kindStart } from "./author/own-kind.ts";
export { type BuiltDriver, type ProjectPlace, projectBuilder, projectFiles } from "./author/project.ts";
export { type DriverStart, kitFiles, scaffoldDriver } from "./author/scaffold.ts";
export type { CompilerPlaces, GuestLanguage } from "./build/compiler.ts";
export { GUEST_LANGUAGES, guestLanguage } from "./build/languages.ts";
export { runTool } from "./build/native.ts";
export { undocumented } from "./contract/documentation.ts";
