// What real modules from npm do in the meter's bench: each entry loads one and answers a function that works for some milliseconds.
import { file, parserSource, picture, require, SOURCE, sampleBytes } from "./inputs.mjs";
import { LARGE } from "./workloads-large.mjs";

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
  ...LARGE,
};
