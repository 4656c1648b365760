import { join } from "node:path";
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import { DomainError } from "../errors.js";
import { readOrCreateSecret } from "../key-file.js";

/** Signs and checks tokens of a development service. */
export interface LocalKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** How the local key signs. */
export const LOCAL_ALGORITHM = "EdDSA";

/**
 * Reads the key of this folder, or makes one (mode 600). Commands that start together end up with the same key.
 * @throws DomainError BAD_INPUT when the file is damaged
 */
export async function loadLocalKey(zhimaiHome: string): Promise<LocalKey> {
  const file = join(zhimaiHome, "token-key.json");
  const text = await readOrCreateSecret(file, create);
  try {
    const { d, ...publicPart } = JSON.parse(text) as JWK;
    return {
      privateKey: (await importJWK({ ...publicPart, d: d! }, LOCAL_ALGORITHM)) as CryptoKey,
      publicKey: (await importJWK(publicPart, LOCAL_ALGORITHM)) as CryptoKey,
    };
  } catch {
    throw new DomainError("BAD_INPUT", {
      zh: `令牌密钥文件 ${file} 已损坏；删除它，下次启动会生成新的（旧令牌随之失效）。`,
      en: `The token key ${file} is damaged; delete it and a new one is made (old tokens end with it).`,
    });
  }
}

async function create(): Promise<string> {
  const { privateKey } = await generateKeyPair(LOCAL_ALGORITHM, { crv: "Ed25519", extractable: true });
  return JSON.stringify(await exportJWK(privateKey));
}
