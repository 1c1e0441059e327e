// A kind that Holdfast has never heard of: contract, driver and manager of a stranger's own, outside of this repository.
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findCompiler } from "#scripts/build-drivers-recipe";
import { testHost } from "../support/host-process.ts";
import { dropPackedPlace, type PackedPlace, sharedPackedPlace } from "../support/packed.ts";

after(dropPackedPlace);

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const CAMERA = `
version: v1-draft
x-interface: { name: camera, version: "1.0" }
x-extends: driver
x-statuses: { not_ready: The lens is cold. }
x-cases:
  a picture of what is three millimetres away has three bytes:
    smoke: true
    steps:
      - call: take_picture
        input: { focus: { mode: by_distance, by_distance: { distance_mm: 3 } } }
        result: { pixels: AAAA }
exports:
  take_picture:
    description: Takes one picture.
    x-when: When somebody wants to see.
    x-holds: With ok a picture was taken, with anything else none.
    x-mutates: true
    x-idempotent: false
    x-timeoutMs: 5000
    x-errors: { not_ready: null, busy: { description: Someone has it., $ref: "#/components/schemas/Holder" } }
    input: { $ref: "#/components/schemas/Shot" }
    output: { $ref: "#/components/schemas/Picture" }
components:
  schemas:
    Shot:
      description: What to take.
      required: [focus]
      properties: { focus: { $ref: "#/components/schemas/Focus" } }
    Focus:
      description: How to focus.
      x-tag: mode
      x-union:
        automatic: { $ref: "#/components/schemas/Automatic" }
        by_distance: { $ref: "#/components/schemas/ByDistance" }
    Automatic: { description: The camera decides., properties: {} }
    ByDistance:
      description: Something is that far away.
      required: [distance_mm]
      properties: { distance_mm: { type: integer, format: uint32 } }
    Picture:
      description: What was seen.
      required: [pixels]
      properties: { pixels: { type: buffer, x-maxBytes: 1024, description: Bytes. } }
    Holder: { description: Who has it., properties: { held_by: { type: string } } }
`;

const SHOOT = `
  takePicture(input: Shot): Answer<Picture> {
    const picture = new Picture();
    const near = input.focus.byDistance;
    picture.pixels = new Uint8Array(near === null ? 1 : near.distanceMm);
    return ok(picture);
  }
`;

const MANAGER = `
import { Manager, type ManagerContext, type RequestContext } from "@holdfast/host";
import type { CameraDriver } from "./generated/camera.ts";
export class Camera extends Manager {
  static version = "1.0";
  static rpc = { shoot: { access: "read", summary: "Takes a picture and says how large it is." } };
  readonly #context: ManagerContext;
  constructor(context: ManagerContext) { super(); this.#context = context; }
  async shoot(ctx: RequestContext) {
    const lens = this.#context.domain.drivers?.get("lens") as CameraDriver;
    const near = await lens.takePicture(ctx, { focus: { mode: "by_distance", byDistance: { distanceMm: 7 } } });
    const far = await lens.takePicture(ctx, { focus: { mode: "automatic", automatic: {} } });
    return { near: near.pixels.length, far: far.pixels.length };
  }
}
`;

function must(ran: ReturnType<PackedPlace["holdfast"]>): string {
  strictEqual(ran.status, 0, ran.out + ran.err);
  return ran.out;
}

/** A folder of the stranger's own; nothing of ours is above it but the packed packages. */
async function place(name: string) {
  const packed = await sharedPackedPlace();
  const folder = join(packed.folder, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "camera.yaml"), CAMERA);
  writeFileSync(join(folder, "camera-manager.ts"), MANAGER);
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  return { ...packed, folder };
}

// Both before the first test: a file that waits between two tests counts as over in the meantime.
const c = await findCompiler(ROOT, "c");
const compiler = await findCompiler(ROOT, "assemblyscript");
const skip = "missing" in compiler && compiler.missing;

test("a start in C for a kind of one's own builds and answers that nothing is written yet", {
  skip: "missing" in c && c.missing,
}, async () => {
  const { folder, holdfast } = await place("in-c");
  must(holdfast(folder, "driver", "new", "lens", "--lang", "c", "--kind", "camera.yaml", "--no-install"));
  must(holdfast(join(folder, "lens"), "driver", "build"));
  const tested = holdfast(folder, "driver", "test", "lens/lens.wasm", "--kind-file", "camera.yaml");
  match(
    tested.out,
    /FAIL a picture of what is three.*\n.*take_picture answered unsupported, not ok[\s\S]*2 passed, 1 failed/,
  );
});

test("a camera: contract, generated interface, driver and manager by path, and a host that serves it", {
  skip,
}, async (t) => {
  const { folder, holdfast, bin, addNativeCode } = await place("camera");
  match(must(holdfast(folder, "kind", "check", "camera.yaml")), /camera 1\.0: 3 functions, no problem/);
  must(holdfast(folder, "kind", "generate", "camera.yaml"));
  match(
    readFileSync(join(folder, "generated/camera.ts"), "utf8"),
    /mode: "by_distance"; readonly byDistance: ByDistance/,
  );
  match(readFileSync(join(folder, "generated/camera.ts"), "utf8"), /Called: when somebody wants to see\./);
  const told = must(holdfast(folder, "kind", "show", "camera.yaml", "take_picture"));
  match(
    told,
    /when +When somebody.*\n.*afterwards +With ok.*\n.*not_ready +The lens is cold\.\n.*busy +Someone has it\./,
  );
  for (const file of ["camera.wit", "camera.schema.json", "camera.xtp.json", "camera.md"])
    ok(existsSync(join(folder, "generated", file)), file);
  must(holdfast(folder, "driver", "new", "lens", "--lang", "assemblyscript", "--kind", "camera.yaml", "--no-install"));
  const source = join(folder, "lens/driver.ts");
  const start = readFileSync(source, "utf8");
  const written = start.replace(/\n {2}takePicture[\s\S]*?\n {2}\}\n/, SHOOT);
  ok(written !== start, start);
  writeFileSync(source, written);
  must(holdfast(join(folder, "lens"), "driver", "build"));
  const tested = must(holdfast(folder, "driver", "test", "lens/lens.wasm", "--kind-file", "camera.yaml"));
  match(tested, /lens 0\.1\.0 conforms to camera: 3 passed, 0 failed/);
  match(
    holdfast(folder, "driver", "test", "lens/lens.wasm").err,
    /kind camera, which is none of .*--kind-file FILE\.yaml/,
  );

  const config = {
    services: {
      camera: {
        manager: "./camera-manager.ts#Camera",
        process: "host",
        kind: "./camera.yaml",
        drivers: { lens: "./lens/lens.wasm" },
      },
    },
  };
  writeFileSync(join(folder, "holdfast.yaml"), JSON.stringify(config));
  addNativeCode();
  const host = testHost(t, bin);
  await host.up({ config: join(folder, "holdfast.yaml") });
  const shot = await host.run("call", "camera.shoot", "--json");
  strictEqual(shot.code, 0, shot.err + host.log());
  deepStrictEqual(shot.json, { near: 7, far: 1 });
  const { drivers } = (await host.run("driver", "list", "--json")).json;
  const lens = drivers.find((driver: { name: string }) => driver.name === "lens");
  deepStrictEqual([lens.kind, lens.state], ["camera", "serving"]);

  const swap = (file: string) => host.run("driver", "swap", "lens", file, "--kind", "camera", "--json");
  const again = await swap(join(folder, "lens/lens.wasm"));
  deepStrictEqual(again.json?.swap?.smoke, { passed: 1, skipped: 0 }, again.err);
  if ("missing" in c) t.diagnostic(`no file that breaks a promise was tried: ${c.missing}`);
  else
    match(
      (await swap(join(folder, "../in-c/lens/lens.wasm"))).err,
      /failed the case .*three millimetres.* was not taken/,
    );
  strictEqual((await host.run("call", "camera.shoot", "--json")).code, 0);
  strictEqual(await host.stop(), 0);
});

test("a kind starts as a contract that parses, and what a new version breaks is said", async () => {
  const { folder, holdfast } = await place("lamps");
  must(holdfast(folder, "kind", "new", "lamp"));
  must(holdfast(folder, "kind", "check", "lamp.yaml"));
  const text = readFileSync(join(folder, "lamp.yaml"), "utf8");
  writeFileSync(join(folder, "old.yaml"), text);
  writeFileSync(
    join(folder, "lamp.yaml"),
    text.replace('version: "1.0"', 'version: "1.1"').replace("x-timeoutMs: 10000", "x-timeoutMs: 500"),
  );
  const compared = holdfast(folder, "kind", "check", "lamp.yaml", "--against", "old.yaml");
  strictEqual(compared.status, 1);
  match(
    compared.out,
    /a major change\n {2}major inspect_thing\.x-timeoutMs: shrank from 10000 to 500\n.*must be 2\.0 at least/,
  );
  const refused = (...args: string[]) => holdfast(folder, "kind", ...args).err;
  match(refused("new", "volume"), /a kind of Holdfast's own/);
  match(refused("new", "Lamp 2"), /no name of a kind/);
  match(refused("check", "none.yaml"), /there is no file .*none.yaml/);
  writeFileSync(
    join(folder, "bad.yaml"),
    text.replace("[not_found, not_ready, failed]", "[gone]").replace("name: lamp", "name: bad"),
  );
  match(refused("check", "bad.yaml"), /exports\.inspect_thing\.x-errors: gone is no status/);
  writeFileSync(
    join(folder, "mute.yaml"),
    text
      .replace(/ +x-when.*\n/, "")
      .replace(/ +not_ready: .*\n/, "")
      .replace("name: lamp", "name: mute"),
  );
  const mute = refused("check", "mute.yaml");
  match(mute, /exports\.inspect_thing\.x-when is missing: when is it called\?/);
  match(mute, /exports\.inspect_thing\.x-errors\.not_ready is not explained: .*x-statuses/);
  match(refused("check", "old.yaml"), /defines the kind lamp; name the file lamp\.yaml/);
});
