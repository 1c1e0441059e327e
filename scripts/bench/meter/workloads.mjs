// What real modules from npm do in the meter's bench: each entry loads one and answers a function that works for some milliseconds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const FOLDER = dirname(require.resolve("./package.json"));
const file = (path) => readFileSync(join(FOLDER, "node_modules", path));
const TEXT = file("undici/lib/web/fetch/index.js").toString();
const SOURCE = [0, 1, 2].map(() => TEXT).join("\n");

/** A megabyte that is neither random nor empty. */
function sampleBytes(length = 1 << 20) {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = at % 7 < 4 ? TEXT.charCodeAt(at % TEXT.length) : state >>> 28;
  }
  return bytes;
}

async function hash(algorithm) {
  const hashes = await import("hash-wasm");
  const hasher = await hashes[algorithm]();
  const data = sampleBytes();
  return () => hasher.init().update(data).update(data).digest();
}

async function quickjs(code) {
  const { getQuickJS } = await import("quickjs-emscripten");
  const vm = (await getQuickJS()).newContext();
  const wrapped = `(() => { ${code} })()`;
  return () => {
    const result = vm.unwrapResult(vm.evalCode(wrapped));
    const text = JSON.stringify(vm.dump(result));
    result.dispose();
    return text;
  };
}

function picture(size = 256) {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let at = 0; at < data.length; at++) data[at] = (at * (at >> 9)) % 251;
  return { data, width: size, height: size, colorSpace: "srgb" };
}

const parserSource = () => SOURCE.slice(0, 120_000);

export const WORKLOADS = {
  "sha-256 (hash-wasm)": () => hash("createSHA256"),
  "md5 (hash-wasm)": () => hash("createMD5"),
  "blake3 (hash-wasm)": () => hash("createBLAKE3"),
  "xxhash64 (hash-wasm)": () => hash("createXXHash64"),
  "argon2 (hash-wasm)": async () => {
    const { argon2id } = await import("hash-wasm");
    const options = { password: "p", salt: new Uint8Array(16), parallelism: 1, iterations: 2, memorySize: 1024 };
    return () => argon2id({ ...options, hashLength: 32, outputType: "hex" });
  },
  "sqlite (sql.js)": async () => {
    const SQL = await require("sql.js")();
    return () => {
      const db = new SQL.Database();
      db.run("create table t (id integer primary key, name text, size integer)");
      const insert = db.prepare("insert into t (name, size) values (?, ?)");
      for (let row = 0; row < 2000; row++) insert.run([`name ${row % 97}`, row * 31]);
      insert.free();
      const rows = db.exec(
        "select name, count(*), sum(size), max(length(name || size)) from t where size % 3 <> 1 group by name order by 3 desc",
      );
      db.close();
      return JSON.stringify(rows);
    };
  },
  "JSON parser (QuickJS)": () =>
    quickjs(`globalThis.text ??= JSON.stringify(Array.from({ length: 2000 }, (_, id) => ({ id, name: "n" + id, tags: ["a", "b\\n"], size: id * 1.5 })));
      let total = 0; for (let round = 0; round < 3; round++) for (const row of JSON.parse(text)) total += row.size; return total;`),
  "interpreter (QuickJS)": () =>
    quickjs(`function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
      const sieve = new Array(20000).fill(true); let count = 0;
      for (let i = 2; i < sieve.length; i++) if (sieve[i]) { count++; for (let j = i * i; j < sieve.length; j += i) sieve[j] = false; }
      return fib(20) + count + "abc".repeat(500).replace(/b/g, "x").length;`),
  "interpreter (Lua, wasmoon)": async () => {
    const { LuaFactory } = await import("wasmoon");
    const lua = await new LuaFactory().createEngine();
    // Kept as a function: a chunk run anew each time leaves its results on the interpreter's stack.
    const work =
      await lua.doString(`return function() local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
      local t = {} for i = 1, 20000 do t[i] = (i * 7919) % 10007 end table.sort(t)
      local s = {} for i = 1, 2000 do s[#s + 1] = string.format("%d:%s", i, t[i]) end
      return fib(20) .. #table.concat(s, ","):gsub("%d+", "n") end`);
    return () => String(work());
  },
  zstd: async () => {
    const { init, compress, decompress } = require("@bokuweb/zstd-wasm");
    await init();
    const data = sampleBytes(1 << 18);
    return () => {
      const small = compress(data, 6);
      return Buffer.concat([small, decompress(small)]);
    };
  },
  brotli: async () => {
    const { compress, decompress } = require("brotli-wasm");
    const data = sampleBytes(1 << 17);
    return () => {
      const small = compress(data, { quality: 5 });
      return Buffer.concat([small, decompress(small)]);
    };
  },
  "svg (resvg)": async () => {
    const { initWasm, Resvg } = require("@resvg/resvg-wasm");
    await initWasm(file("@resvg/resvg-wasm/index_bg.wasm"));
    const shapes = Array.from(
      { length: 60 },
      (_, i) =>
        `<circle cx="${i * 6}" cy="${(i * 37) % 300}" r="${i}" fill="rgb(${i * 4},9,${255 - i})" opacity=".6"/>`,
    );
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320">${shapes.join("")}<path d="M9 9 C 90 10, 65 300, 300 80 S 150 150, 180 80" stroke="black" fill="none" stroke-width="4"/></svg>`;
    return () => new Resvg(svg).render().asPng();
  },
  "webp (jsquash, SIMD)": async () => {
    const { default: factory } = await import("@jsquash/webp/codec/enc/webp_enc_simd.js");
    const codec = await factory({ noInitialRun: true, wasmBinary: file("@jsquash/webp/codec/enc/webp_enc_simd.wasm") });
    const { defaultOptions } = await import("@jsquash/webp/meta.js");
    const { data, width, height } = picture();
    return () => Uint8Array.from(codec.encode(data, width, height, defaultOptions));
  },
  "png (jsquash)": async () => {
    const codec = await import("@jsquash/png/codec/pkg/squoosh_png.js");
    await codec.default(file("@jsquash/png/codec/pkg/squoosh_png_bg.wasm"));
    const { data, width, height } = picture(512);
    return () => codec.encode(data, width, height, 8);
  },
  "http parser (llhttp, SIMD)": async () => {
    const module = await WebAssembly.compile(require("undici/lib/llhttp/llhttp_simd-wasm.js"));
    const spans = [];
    const span = (_parser, at, length) => {
      spans.push(Buffer.from(memory.buffer, at, length).toString("latin1"));
      return 0;
    };
    const env = {
      ...{
        wasm_on_url: span,
        wasm_on_status: span,
        wasm_on_header_field: span,
        wasm_on_header_value: span,
        wasm_on_body: span,
      },
      ...{ wasm_on_message_begin: () => 0, wasm_on_headers_complete: () => 0, wasm_on_message_complete: () => 0 },
    };
    const { exports } = await WebAssembly.instantiate(module, { env });
    const { memory } = exports;
    const headers = Array.from({ length: 40 }, (_, i) => `X-Header-Number-${i}: ${"value ".repeat(i % 9)}${i}\r\n`);
    const text = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n${headers.join("")}\r\nhello`);
    const at = exports.malloc(text.length);
    return () => {
      spans.length = 0;
      for (let round = 0; round < 300; round++) {
        const parser = exports.llhttp_alloc(2);
        new Uint8Array(memory.buffer).set(text, at);
        spans.push(exports.llhttp_execute(parser, at, text.length));
        exports.llhttp_free(parser);
      }
      return spans.join("|");
    };
  },
  "lexer (es-module-lexer)": async () => {
    const { init, parse } = await import("es-module-lexer");
    await init;
    const code = `import a from "b"; export const x = 1; ${SOURCE}`;
    return () => {
      let found = "";
      for (let round = 0; round < 10; round++) found += JSON.stringify(parse(code)[0]);
      return found;
    };
  },
  "parser (tree-sitter)": async () => {
    const { Parser, Language } = await import("web-tree-sitter");
    await Parser.init();
    const parser = new Parser();
    const code = parserSource();
    parser.setLanguage(await Language.load(file("tree-sitter-javascript/tree-sitter-javascript.wasm")));
    return () => {
      const tree = parser.parse(code);
      const text = tree.rootNode.toString();
      tree.delete();
      return text;
    };
  },
  "regular expressions (oniguruma)": async () => {
    const { loadWASM, OnigScanner, OnigString } = require("vscode-oniguruma");
    const bytes = file("vscode-oniguruma/release/onig.wasm");
    await loadWASM(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const scanner = new OnigScanner(["\\bfunction\\s+(\\w+)", "//.*$", "'([^'\\\\]|\\\\.)*'", "\\b(?:if|else|for)\\b"]);
    const text = new OnigString(parserSource());
    return () => {
      const found = [];
      for (let at = 0; ; ) {
        const match = scanner.findNextMatchSync(text, at);
        if (!match) return found.join(",");
        const { start, end } = match.captureIndices[0];
        found.push(match.index, start);
        at = Math.max(end, at + 1);
      }
    };
  },
  "physics (rapier3d, SIMD)": async () => {
    const { default: RAPIER } = await import("@dimforge/rapier3d-simd-compat");
    await RAPIER.init();
    return () => {
      const world = new RAPIER.World({ x: 0, y: -9.81, z: 0 });
      world.createCollider(RAPIER.ColliderDesc.cuboid(50, 0.1, 50));
      const bodies = Array.from({ length: 120 }, (_, i) => {
        const at = RAPIER.RigidBodyDesc.dynamic().setTranslation((i % 5) * 0.9, 1 + i * 0.7, (i % 7) * 0.8);
        const body = world.createRigidBody(at);
        world.createCollider(RAPIER.ColliderDesc.cuboid(0.5, 0.5, 0.5), body);
        return body;
      });
      for (let step = 0; step < 30; step++) world.step();
      const text = JSON.stringify(bodies.map((body) => body.translation()));
      world.free();
      return text;
    };
  },
  "compiler (swc)": async () => {
    const swc = require("@swc/wasm");
    const code = TEXT.slice(0, 40_000);
    const options = {
      jsc: { parser: { syntax: "ecmascript" }, target: "es5", minify: { compress: true } },
      isModule: false,
    };
    const source = `function f(a, b = 2, ...c) { return [a, b, ...c].map((x) => x ** 2); }\n`.repeat(60);
    return () => swc.transformSync(source, options).code + code.length;
  },
  "compiler (esbuild, Go)": async () => {
    globalThis.self = globalThis;
    const esbuild = require("esbuild-wasm/lib/browser.js");
    await esbuild.initialize({
      wasmModule: await WebAssembly.compile(file("esbuild-wasm/esbuild.wasm")),
      worker: false,
    });
    return async () => (await esbuild.transform(TEXT, { minify: true, target: "es2017" })).code;
  },
  "optimiser (binaryen)": async () => {
    const { default: binaryen } = await import("binaryen");
    const bytes = file("@jsquash/png/codec/pkg/squoosh_png_bg.wasm");
    return () => {
      const module = binaryen.readBinary(bytes);
      binaryen.setOptimizeLevel(2);
      module.optimize();
      const out = module.emitBinary();
      module.dispose();
      return out;
    };
  },
  "images (ImageMagick)": async () => {
    const { initializeImageMagick, ImageMagick, MagickFormat } = await import("@imagemagick/magick-wasm");
    await initializeImageMagick(file("@imagemagick/magick-wasm/dist/x86/magick.wasm"));
    const { data, width, height } = picture(128);
    const { MagickReadSettings, MagickImage } = await import("@imagemagick/magick-wasm");
    return () => {
      const settings = new MagickReadSettings({ format: MagickFormat.Rgba, width, height });
      settings.depth = 8;
      const image = MagickImage.create(new Uint8Array(data), settings);
      image.resize(200, 200);
      image.blur(2, 1);
      let refusal = "";
      try {
        ImageMagick.read(new Uint8Array([1, 2, 3]), () => {});
      } catch (error) {
        refusal = error.message;
      }
      const out = image.write(MagickFormat.Bmp, (bytes) => Buffer.from(bytes));
      image.dispose();
      return Buffer.concat([out, Buffer.from(refusal)]);
    };
  },
  "documents (MuPDF, exceptions)": async () => {
    const mupdf = await import("mupdf");
    const text = "BT /F1 18 Tf 20 700 Td 22 TL (Holdfast) Tj T* (meters what it runs) Tj ET 0 0 1 rg 30 30 200 90 re f";
    return () => {
      const written = new mupdf.PDFDocument();
      const font = written.addSimpleFont(new mupdf.Font("Helvetica"), "Latin");
      const resources = written.addObject({ Font: { F1: font } });
      written.insertPage(-1, written.addPage([0, 0, 595, 842], 0, resources, text));
      const bytes = written.saveToBuffer("compress").asUint8Array().slice();
      const document = mupdf.Document.openDocument(bytes, "application/pdf");
      const page = document.loadPage(0);
      const pixels = page.toPixmap(mupdf.Matrix.scale(0.5, 0.5), mupdf.ColorSpace.DeviceRGB, false).asPNG();
      const words = page.toStructuredText().asText();
      let refusal = "";
      try {
        mupdf.Document.openDocument(new Uint8Array([1, 2, 3]), "application/pdf").countPages();
      } catch (error) {
        refusal = error.message;
      }
      return Buffer.concat([Buffer.from(pixels), Buffer.from(words + refusal)]);
    };
  },
  "layout (yoga)": async () => {
    const { default: Yoga } = await import("yoga-layout");
    return () => {
      const root = Yoga.Node.create();
      root.setWidth(500);
      root.setFlexWrap(Yoga.WRAP_WRAP);
      for (let i = 0; i < 400; i++) {
        const child = Yoga.Node.create();
        child.setMargin(Yoga.EDGE_ALL, i % 5);
        child.setMinWidth(20 + (i % 31));
        child.setHeight(10 + (i % 7));
        child.setFlexGrow(i % 3);
        root.insertChild(child, i);
      }
      root.calculateLayout(500, undefined, Yoga.DIRECTION_LTR);
      const text = Array.from({ length: 400 }, (_, i) => JSON.stringify(root.getChild(i).getComputedLayout())).join();
      root.freeRecursive();
      return text;
    };
  },
};
