// The two drivers that ship, in the host's driver room: what every volume driver must do, what only these do, and how one misbehaves.
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { conformanceCases, DriverStatusError, isDriverStatus, type VolumeDriver } from "@holdfast/sdk";
import { isHostError } from "#host/errors";
import { toolsUnder } from "../support/conformance-tools.ts";
import { type DriverBench, withDrivers } from "../support/drivers.ts";
import { committedDriver } from "../support/guests.ts";

const LIMIT_MS = 20_000;
const directories: string[] = [];
after(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-volumes-"));
  directories.push(directory);
  return directory;
}

/** volume-file on a fresh directory. */
async function addFile(bench: DriverBench, mode: "ro" | "rw" = "rw", host = temporaryDirectory()): Promise<string> {
  await bench.add("file", committedDriver("volume-file"), { grants: { fs: [{ guest: "/volumes", host, mode }] } });
  return host;
}

/** One driver in several languages: whatever is said of the first holds for all. */
const FAKES = ["volume-fake", "volume-fake-go", "volume-fake-rust"] as const;

async function addFake(
  bench: DriverBench,
  file: (typeof FAKES)[number],
  config: Readonly<Record<string, string>> = {},
): Promise<void> {
  await bench.add("fake", committedDriver(file), { grants: { log: true, config: true }, config });
}

const create = (bench: DriverBench, driver: string, name: string, sizeBytes = 4096) =>
  bench.within(LIMIT_MS, (ctx) => bench.volume(driver).createVolume(ctx, { name, sizeBytes }));
const inspect = (bench: DriverBench, driver: string, name: string) =>
  bench.within(LIMIT_MS, (ctx) => bench.volume(driver).inspectVolume(ctx, { name }));
const names = (bench: DriverBench, driver: string) =>
  bench.within(LIMIT_MS, async (ctx) =>
    (await bench.volume(driver).listVolumes(ctx)).volumes.map((volume) => volume.name).sort(),
  );
const status = (expected: string) => (error: unknown) => {
  ok(error instanceof DriverStatusError, String(error));
  strictEqual(error.status, expected, error.message);
  return true;
};
const accident = (code: string) => (error: unknown) => {
  ok(isHostError(error), String(error));
  strictEqual(error.code, code, error.message);
  return true;
};

for (const file of ["volume-file", "volume-fake"] as const) {
  describe(`${file} keeps to the contract`, () => {
    const driver = file === "volume-file" ? "file" : "fake";
    for (const one of conformanceCases("volume")) {
      test(one.name, async () => {
        await withDrivers(async (bench) => {
          await (file === "volume-file" ? addFile(bench) : addFake(bench, file));
          const volume = bench.volume(driver);
          if (one.needs !== undefined && volume[one.needs as keyof VolumeDriver] === undefined) return;
          await bench.within(60_000, (ctx) => one.run(volume, toolsUnder(ctx)));
        });
      });
    }
  });
}

describe("volume-file", () => {
  test("makes a sparse file of exactly the size, which only a change of that volume changes", async () => {
    await withDrivers(async (bench) => {
      const directory = await addFile(bench);
      const volume = await create(bench, "file", "db1", 2 ** 31);
      deepStrictEqual(volume, { name: "db1", sizeBytes: 2 ** 31, location: "/volumes/db1" });
      const file = statSync(join(directory, "db1"));
      strictEqual(file.size, 2 ** 31);
      ok(file.blocks * 512 < 2 ** 20, `${file.blocks} blocks are not sparse`);
      writeFileSync(join(directory, "db1"), "kept", { flag: "r+" });
      await bench.within(LIMIT_MS, (ctx) =>
        bench.volume("file").extendVolume(ctx, { name: "db1", sizeBytes: 2 ** 32 }),
      );
      strictEqual(statSync(join(directory, "db1")).size, 2 ** 32);
      await rejects(create(bench, "file", "db1", 1), status("already_exists"));
      strictEqual(statSync(join(directory, "db1")).size, 2 ** 32);
      deepStrictEqual(readdirSync(directory), ["db1"]);
    });
  });

  test("gives a name that looks like a path a file of its own inside the directory", async () => {
    await withDrivers(async (bench) => {
      const outer = temporaryDirectory();
      mkdirSync(join(outer, "volumes"));
      const directory = await addFile(bench, "rw", join(outer, "volumes"));
      const odd = ["../x", "..", ".", "a/b", "/etc/passwd", "a\0b", "%2E", "ä", ".holdfast-x"];
      for (const name of odd) await create(bench, "file", name, 3);
      deepStrictEqual(await names(bench, "file"), [...odd].sort());
      deepStrictEqual(readdirSync(outer), ["volumes"]);
      deepStrictEqual(
        readdirSync(directory).sort(),
        ["%2E%2E%2Fx", "%2E%2E", "%2E", "a%2Fb", "%2Fetc%2Fpasswd", "a%00b", "%252E", "%C3%A4", "%2Eholdfast-x"].sort(),
      );
      for (const name of odd) {
        await bench.within(LIMIT_MS, (ctx) => bench.volume("file").deleteVolume(ctx, { name }));
      }
      deepStrictEqual(readdirSync(directory), []);
    });
  });

  test("refuses a name whose file would have more than 255 bytes, and takes the longest that fits", async () => {
    await withDrivers(async (bench) => {
      const directory = await addFile(bench);
      await create(bench, "file", "é".repeat(42), 1);
      strictEqual(readdirSync(directory)[0]?.length, 252);
      await rejects(create(bench, "file", "é".repeat(43), 1), status("invalid_argument"));
      await rejects(inspect(bench, "file", "é".repeat(43)), status("invalid_argument"));
    });
  });

  test("lists only what it could have made, and leaves the rest alone", async () => {
    await withDrivers(async (bench) => {
      const directory = await addFile(bench);
      for (const name of ["notes.txt", "%2f", "%41", "%ZZ", "%FF", "%", ".hidden", "ü"])
        writeFileSync(join(directory, name), "x");
      mkdirSync(join(directory, "folder"));
      symlinkSync("/etc/passwd", join(directory, "link"));
      writeFileSync(join(directory, "volume"), "four");
      deepStrictEqual(await names(bench, "file"), ["volume"]);
      strictEqual((await inspect(bench, "file", "volume")).sizeBytes, 4);
      const before = readdirSync(directory).sort();
      for (const name of ["folder", "link"]) {
        await rejects(inspect(bench, "file", name), status("failed"));
        await rejects(create(bench, "file", name, 1), (error) => isDriverStatus(error));
        await rejects(
          bench.within(LIMIT_MS, (ctx) => bench.volume("file").deleteVolume(ctx, { name })),
          status("failed"),
        );
        await rejects(
          bench.within(LIMIT_MS, (ctx) => bench.volume("file").extendVolume(ctx, { name, sizeBytes: 2 ** 20 })),
          status("failed"),
        );
      }
      deepStrictEqual(readdirSync(directory).sort(), before);
      ok(statSync("/etc/passwd").size < 2 ** 20);
    });
  });

  test("never lists what an interrupted create left, and sweeps it away when it starts", async () => {
    await withDrivers(async (bench) => {
      const directory = temporaryDirectory();
      writeFileSync(join(directory, ".holdfast-0011223344556677"), "half");
      writeFileSync(join(directory, "volume"), "whole");
      await addFile(bench, "rw", directory);
      deepStrictEqual(await names(bench, "file"), ["volume"]);
      deepStrictEqual(readdirSync(directory), ["volume"]);
    });
  });

  test("leaves nothing behind when a volume does not fit the file system", async () => {
    await withDrivers(async (bench) => {
      const directory = await addFile(bench);
      await rejects(create(bench, "file", "too-big", Number.MAX_SAFE_INTEGER), status("resource_exhausted"));
      deepStrictEqual(readdirSync(directory), []);
      await rejects(inspect(bench, "file", "too-big"), status("not_found"));
    });
  });

  test("is refused with a read-only grant, since its manifest asks for more", async () => {
    await withDrivers(async (bench) => {
      await rejects(addFile(bench, "ro"), accident("DRIVER_GRANT_MISSING"));
    });
  });

  test("says not_ready when its directory is gone, and makes none by itself", async () => {
    await withDrivers(async (bench) => {
      const directory = await addFile(bench);
      rmSync(directory, { recursive: true });
      await rejects(create(bench, "file", "x"), status("not_ready"));
      ok(!existsSync(directory));
      mkdirSync(directory);
    });
  });
});

for (const file of FAKES) {
  describe(`${file} misbehaves in create_volume when a name asks for it`, () => {
    const accidents: [string, string][] = [
      ["trap-1", "DRIVER_TRAP"],
      ["garbage-1", "DRIVER_BAD_ANSWER"],
      ["wrong-1", "DRIVER_BAD_ANSWER"],
      ["wrong-status-1", "DRIVER_BAD_ANSWER"],
      ["wrong-field-1", "DRIVER_BAD_ANSWER"],
      ["huge-1", "DRIVER_OUTPUT_TOO_LARGE"],
      ["grow-1", "DRIVER_MEMORY_EXCEEDED"],
    ];
    for (const [name, code] of accidents) {
      test(`${name} ends in ${code}, and the next call is served`, async () => {
        await withDrivers(async (bench) => {
          await addFake(bench, file);
          await rejects(create(bench, "fake", name), accident(code));
          strictEqual((await create(bench, "fake", "well")).sizeBytes, 4096);
        });
      });
    }

    test("loop- ends at the caller's deadline, or before it when its fuel is gone", async () => {
      await withDrivers(async (bench) => {
        await addFake(bench, file);
        const call = bench.within(300, (ctx) =>
          bench.volume("fake").createVolume(ctx, { name: "loop-1", sizeBytes: 1 }),
        );
        const ends = ["DRIVER_TIMEOUT", "DEADLINE_EXCEEDED", "DRIVER_OUT_OF_FUEL"] as const;
        await rejects(call, (error) => ends.some((code) => isHostError(error, code)));
        strictEqual((await create(bench, "fake", "well")).sizeBytes, 4096);
      });
    });

    test("slow- does its work after the configured count", async () => {
      await withDrivers(async (bench) => {
        await addFake(bench, file, { slow_million_steps: "20" });
        strictEqual((await create(bench, "fake", "slow-1")).name, "slow-1");
        strictEqual((await inspect(bench, "fake", "slow-1")).sizeBytes, 4096);
      });
    });

    test("wrong-name- answers for another volume", async () => {
      await withDrivers(async (bench) => {
        await addFake(bench, file);
        deepStrictEqual(await create(bench, "fake", "wrong-name-1"), { name: "wrong-name-1-of-another", sizeBytes: 1 });
      });
    });

    test("fail-<status>- answers that status, in the functions that configuration names", async () => {
      await withDrivers(async (bench) => {
        await addFake(bench, file, { misbehave_in: "create_volume inspect_volume" });
        for (const wanted of ["already_exists", "not_ready", "permission_denied", "resource_exhausted", "failed"]) {
          await rejects(create(bench, "fake", `fail-${wanted}-1`), status(wanted));
        }
        await rejects(create(bench, "fake", "fail-nonsense-1"), status("invalid_argument"));
        await rejects(inspect(bench, "fake", "fail-not_found-1"), status("not_found"));
      });
    });

    test("its capacity is a limit that deleting frees, and its health is what configuration says", async () => {
      await withDrivers(async (bench) => {
        await addFake(bench, file, { capacity_bytes: "8192", health: "degraded", reason: "on request" });
        strictEqual(bench.supervisor.set<VolumeDriver>("volume").info("fake").health, "degraded");
        await create(bench, "fake", "a");
        await create(bench, "fake", "b");
        await rejects(create(bench, "fake", "c", 1), status("resource_exhausted"));
        await bench.within(LIMIT_MS, (ctx) => bench.volume("fake").deleteVolume(ctx, { name: "a" }));
        const stats = await bench.within(LIMIT_MS, async (ctx) => bench.volume("fake").getStats?.(ctx));
        deepStrictEqual(stats, { totalBytes: 8192, freeBytes: 4096 });
      });
    });
  });
}

test("what each driver's source says about itself is what its manifest says", () => {
  const sources = {
    "volume-file": "volume-file.c",
    "volume-fake": "volumes.ts",
    "volume-fake-go": "volumes.go",
    "volume-fake-rust": "volumes.rs",
  };
  for (const [name, file] of Object.entries(sources)) {
    const manifest = JSON.parse(readFileSync(join("drivers-wasm", name, "manifest.json"), "utf8"));
    const source = readFileSync(join("drivers-wasm", name, file), "utf8");
    for (const key of ["name", "version", "kind", "abi"])
      match(source, new RegExp(`\\b${key}(?: =|:) .*"${manifest[key]}"`, "i"));
  }
});
