import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { badInput } from "../errors.js";
import { readOrCreateSecret } from "../key-file.js";

/** The Ed25519 key of a file (PEM, PKCS 8), made (mode 600) where it is missing. Throws BAD_INPUT for another kind of file. */
export async function readDigestKey(file: string): Promise<KeyObject> {
  const pem = await readOrCreateSecret(file, () =>
    generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  );
  try {
    return ed25519(createPrivateKey(pem));
  } catch {
    throw badInput("DIGEST_KEY", {
      zh: `${file} 不是 Ed25519 私钥（PEM）。`,
      en: `${file} is not an Ed25519 private key in PEM.`,
    });
  }
}

/** The public half as one line: SPKI, base64. */
export function publicKeyText(key: KeyObject): string {
  return createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");
}

/** Inverse of `publicKeyText`. Throws BAD_INPUT. */
export function readPublicKey(text: string): KeyObject {
  try {
    return ed25519(createPublicKey({ key: Buffer.from(text, "base64"), type: "spki", format: "der" }));
  } catch {
    throw badInput("--public-key", {
      zh: "--public-key 须是 zhimai digest --public-key 打印的一行。",
      en: "--public-key must be the line that zhimai digest --public-key prints.",
    });
  }
}

function ed25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== "ed25519") throw new TypeError("another kind of key");
  return key;
}
