import { createHash, createHmac, createPrivateKey, createPublicKey, type JsonWebKey, sign } from "node:crypto";

/** A public key as others fetch it (RFC 7517). */
export interface PublicKey extends JsonWebKey {
  readonly kid: string;
  readonly use: "sig";
  readonly alg: "EdDSA";
}

/** Before the 32 bytes of an Ed25519 private key, in DER (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * Signs records that teachers show elsewhere, as JSON Web Tokens (RFC 7519, EdDSA by RFC 8037), which anybody can verify by
 * the public key. The key pair follows from the service's key, so that all instances sign alike.
 */
export class ContributionSigner {
  readonly publicKey: PublicKey;
  readonly #privateKey;

  constructor(serviceKey: Buffer) {
    const seed = createHmac("sha256", serviceKey).update("contribution records").digest();
    this.#privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });
    const key = createPublicKey(this.#privateKey).export({ format: "jwk" });
    const kid = createHash("sha256").update(key.x!).digest("base64url").slice(0, 16);
    this.publicKey = { ...key, kid, use: "sig", alg: "EdDSA" };
  }

  /** @param claims what is said, JSON */
  sign(claims: object): string {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const said = `${encode({ alg: "EdDSA", typ: "JWT", kid: this.publicKey.kid })}.${encode(claims)}`;
    return `${said}.${sign(null, Buffer.from(said), this.#privateKey).toString("base64url")}`;
  }
}
