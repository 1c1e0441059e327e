// Assembles host/kernel/kernel.wat into the .wasm that is committed beside it, or checks that this is still what the text says.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import wabt from "wabt";

/** `build.json` beside the kernel: what its .wasm was made of and how. */
export interface KernelRecord {
  readonly sha256: string;
  readonly bytes: number;
  /** sha-256 of kernel.wat. */
  readonly source: string;
  readonly toolchain: string;
  readonly command: string;
}

const FOLDER = "host/kernel";
const AGAIN = "run `npm run kernel` and commit what it changes";

/** Writes kernel.wasm and build.json; with `check` it writes nothing and throws when a committed file differs. Answers a sentence. */
export async function buildKernel(root: string, { check }: { readonly check: boolean }): Promise<string> {
  const place = (name: string) => join(root, FOLDER, name);
  const { bytes, record } = await assemble(readFileSync(place("kernel.wat")));
  const files = new Map<string, Uint8Array>([
    ["kernel.wasm", bytes],
    ["build.json", new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`)],
  ]);
  for (const [name, wanted] of files) {
    const present = existsSync(place(name)) ? readFileSync(place(name)) : undefined;
    if (present?.equals(wanted)) continue;
    if (check) throw new Error(`${FOLDER}/${name} is not what kernel.wat makes: ${AGAIN}`);
    writeFileSync(place(name), wanted);
  }
  return `${FOLDER}/kernel.wasm: ${record.bytes} bytes, sha-256 ${record.sha256}`;
}

async function assemble(source: Uint8Array): Promise<{ bytes: Uint8Array; record: KernelRecord }> {
  const { parseWat } = await wabt();
  // As a string: given bytes, the assembler misreads them on engines newer than Node 20's.
  const parsed = parseWat("kernel.wat", new TextDecoder().decode(source));
  try {
    const bytes = Uint8Array.from(parsed.toBinary({}).buffer);
    const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve("wabt/package.json")), "utf8"));
    const record = {
      sha256: sha256(bytes),
      bytes: bytes.length,
      source: sha256(source),
      toolchain: `wabt ${version}`,
      command: "wat2wasm host/kernel/kernel.wat -o host/kernel/kernel.wasm",
    };
    return { bytes, record };
  } finally {
    parsed.destroy();
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function main(words: readonly string[]): Promise<number> {
  try {
    console.log(
      await buildKernel(fileURLToPath(new URL("../..", import.meta.url)), { check: words.includes("--check") }),
    );
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
