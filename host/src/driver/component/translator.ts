// The entry of the process that translates one component: the bytes come in, the module that stands for it goes out.
import { messageOf } from "../../errors.ts";
import { translateComponent } from "./translate.ts";

export type TranslationAnswer = { readonly bytes: Uint8Array } | { readonly problem: string };

if (process.send) {
  // Nobody is left to work for.
  process.on("disconnect", () => process.exit(0));
  process.once("message", (bytes: Uint8Array) => process.send?.(translated(new Uint8Array(bytes))));
}

function translated(bytes: Uint8Array): TranslationAnswer {
  try {
    return { bytes: translateComponent(bytes) };
  } catch (error) {
    return { problem: messageOf(error).slice(0, 4096) };
  }
}
