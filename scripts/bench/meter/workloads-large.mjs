// Workloads of the larger modules: compilers, engines, renderers. Each loads one and answers a function that works for some milliseconds.
import { file, picture, require, TEXT } from "./inputs.mjs";

export const LARGE = {
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
      const pixmap = page.toPixmap(mupdf.Matrix.scale(0.5, 0.5), mupdf.ColorSpace.DeviceRGB, false);
      const pixels = pixmap.asPNG();
      const structure = page.toStructuredText();
      const words = structure.asText();
      let refusal = "";
      try {
        mupdf.Document.openDocument(new Uint8Array([1, 2, 3]), "application/pdf").countPages();
      } catch (error) {
        refusal = error.message;
      }
      // Left to the collector they fill the module's memory first.
      for (const used of [structure, pixmap, page, document, font, written]) used.destroy();
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
