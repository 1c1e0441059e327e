// Puts a manifest into a driver that was compiled by hand: node attach.mjs driver.wasm manifest.json
import { readFileSync, writeFileSync } from "node:fs";
import { attachManifest } from "@holdfast/sdk";

const [, , file, manifest] = process.argv;
if (file === undefined || manifest === undefined) throw new Error("usage: node attach.mjs driver.wasm manifest.json");
writeFileSync(file, attachManifest(readFileSync(file), JSON.parse(readFileSync(manifest, "utf8"))));
