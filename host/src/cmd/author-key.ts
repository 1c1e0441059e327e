// An author's signing key: an ed25519 key in a file that only he can read, made when it is first asked for.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { HostError, messageOf } from "../errors.ts";

/** Reads the key, or makes it. Throws INVALID_PARAMS for a file that holds no ed25519 key. */
export function authorKey(file: string): KeyObject {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
    return privateKey;
  }
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType !== "ed25519") throw new Error(`it is a key of the type ${key.asymmetricKeyType}`);
    return key;
  } catch (cause) {
    throw new HostError(
      "INVALID_PARAMS",
      `${file} holds no ed25519 key: ${messageOf(cause)}; name another file and one is made there`,
      { cause },
    );
  }
}
