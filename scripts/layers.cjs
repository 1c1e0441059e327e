// The layer table of rooms.cjs as rules for dependency-cruiser; every rule has canaries in test/canaries/layers that it must refuse.
const { DOMAINS, OWNERS, ROOMS, TYPES_ONLY } = require("./rooms.cjs");

// The only files that stand in host/src itself: the base that every room may use, and two doors out.
const BASE = "^host/src/(errors|context|log|clock)\\.ts$";
const DOORS = "^host/src/(index|client)\\.ts$";
const SDK = "(^|/)sdk/";
const OUTSIDE = "(^|/)node_modules/";

/** Where a room's files are. The executor is a program of its own beside host/src. */
const folder = (room) => {
  if (room === "base") return BASE;
  if (room === "sdk") return SDK;
  return room === "executor" ? "^host/executor/" : `^host/src/${room}/`;
};
const literal = (text) => text.replaceAll(/[.\-/]/g, "\\$&");
const error = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });
const RUN_TIME = { dependencyTypesNot: ["type-only"] };

const roomRules = Object.entries(ROOMS).map(([room, may]) => {
  const others = DOMAINS.includes(room) ? [`^host/src/(${DOMAINS.join("|")})/rpcapi\\.ts$`] : [];
  const client = room === "cmd" ? ["^host/src/client\\.ts$"] : [];
  return error(
    `${room}-imports`,
    { path: folder(room) },
    { path: ["^host/", SDK], pathNot: [BASE, folder(room), ...may.map(folder), ...others, ...client] },
    `${room} may import the base, itself and: ${may.join(" ") || "nothing else"}`,
  );
});

const typeRules = Object.entries(TYPES_ONLY).flatMap(([room, seen]) =>
  seen.map((other) =>
    error(
      `${room}-sees-types-of-${other}`,
      { path: folder(room) },
      { path: folder(other), ...RUN_TIME },
      `${room} may use types of ${other}, nothing that is there at run time`,
    ),
  ),
);

/** `db` is a room, `rpc/envelope` a file of one, `*` any room, `log` a file of the base. */
const place = (owner) => {
  if (owner in ROOMS) return folder(owner);
  return `^host/src/${owner.replace("*", "[^/]+")}\\.ts$`;
};
const ownerRules = Object.entries(OWNERS).map(([name, owners]) =>
  error(
    `${name.replace(/^@[^/]+\//, "")}-has-one-owner`,
    { path: "^host/", pathNot: owners.map(place) },
    { path: `${OUTSIDE}${literal(name)}/` },
    `${name} belongs to ${owners.join(", ")}`,
  ),
);

const packageRules = [
  error(
    "every-package-has-an-owner",
    { path: "^host/" },
    { path: OUTSIDE, pathNot: Object.keys(OWNERS).map((name) => `${OUTSIDE}${literal(name)}/`) },
    "a new package needs a row in rooms.cjs and in ARCHITECTURE.md",
  ),
  error(
    "sockets-stay-in-transports",
    {
      path: "^host/src/",
      pathNot: "^host/src/(api/|rpc/(hub|loopback|[^/]*transport)[^/]*\\.ts$|driver/host-functions/http-[^/]*\\.ts$)",
    },
    { path: "^(node:)?(net|tls|dgram|http|https|http2)$", ...RUN_TIME },
    "only transports, the hub, the HTTP service and the drivers' HTTP client know sockets",
  ),
  error(
    "no-wasi-of-node",
    {},
    { path: "^(node:)?wasi$" },
    "node:wasi is no sandbox; driver/wasi holds against paths and symlinks",
  ),
];

const houseRules = [
  error(
    "every-file-has-a-room",
    {
      path: "^host/src/",
      pathNot: [
        BASE,
        DOORS,
        ...Object.keys(ROOMS)
          .filter((room) => room !== "base")
          .map(folder),
      ],
    },
    {},
    "a file of host/src stands in a room of the table, or is base or a door",
  ),
  error(
    "client-stays-light",
    { path: "^host/src/(client|[^/]+/rpcapi)\\.ts$" },
    { path: "^host/src/(index\\.ts$|(db|driver|operation|service|admin|api|cmd)/|.*manager\\.ts$)", ...RUN_TIME },
    "a program that only calls a host loads no database, no drivers and no manager",
  ),
  error(
    "sdk-by-its-door",
    { path: "^host/" },
    { path: "^sdk/(src|guest|abi)/" },
    "the host imports @holdfast/sdk by name, as every other user does",
  ),
  error(
    "sdk-stands-alone",
    { path: "^sdk/src/" },
    { pathNot: "^sdk/src/", dependencyTypesNot: ["core"] },
    "the contract depends on nothing: no host, no package",
  ),
  error(
    "guest-kits-stand-alone",
    { path: "^sdk/guest/([^/]+)/" },
    { pathNot: "^sdk/guest/$1/" },
    "a kit is what a driver author copies: one folder, complete",
  ),
  error(
    "drivers-see-only-the-kit",
    { path: "^drivers-wasm/([^/]+)/" },
    { pathNot: ["^drivers-wasm/$1/", "^sdk/guest/"] },
    "a driver is written against sdk/guest, as a stranger's would be",
  ),
  error(
    "no-workshop-in-the-product",
    { path: "^host/" },
    { path: "^(scripts|test|drivers-wasm)/" },
    "what is published does not import what is not",
  ),
];

const shapeRules = [
  error("no-cycles", {}, { circular: true }, "two files that need each other are one file, or lack a third"),
  error(
    "no-orphans",
    { orphan: true, pathNot: [DOORS, "\\.d\\.ts$", "^drivers-wasm/", "^sdk/guest/"] },
    {},
    "a file that imports nothing and that nobody imports is dead",
  ),
  error("every-import-resolves", {}, { couldNotResolve: true }, "an import of something that is not there"),
];

module.exports = {
  forbidden: [...roomRules, ...typeRules, ...ownerRules, ...packageRules, ...houseRules, ...shapeRules],
  options: {
    // Type-only imports count as imports, and are marked as such.
    tsPreCompilationDeps: "specify",
    // A template finds its kit only where it is copied to.
    exclude: { path: "^sdk/guest/[^/]+/template/" },
    doNotFollow: { path: ["node_modules", "^sdk/dist/"] },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
