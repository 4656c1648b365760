import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify, SignJWT } from "jose";
import type { AuthSettings } from "../config.js";
import { DomainError } from "../errors.js";
import { ANONYMOUS, type Principal, type Role } from "../people/principal.js";
import { claimsOf, principalOf } from "./claims.js";
import { LOCAL_ALGORITHM, type LocalKey } from "./local-key.js";

/** From the `Authorization` header to who calls. */
export interface Authenticator {
  /**
   * Nobody without a header.
   * @throws DomainError UNAUTHENTICATED for a token that is not good; UNAVAILABLE while the keys can't be had
   */
  authenticate(authorization: string | undefined): Promise<Principal>;
}

/** Whom a development token stands for. */
export interface TokenClaims {
  readonly sub: string;
  readonly roles: readonly Role[];
  readonly subjects?: readonly string[];
  readonly places?: readonly string[];
  readonly classes?: readonly string[];
  readonly students?: readonly string[];
}

/** Signatures by keys that can be published; never a shared secret, never `none`. */
const REMOTE_ALGORITHMS = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];

/** Clocks may differ by so many seconds. */
const TOLERANCE_SECONDS = 5;
const LOCAL_ISSUER = "zhimai";
const LOCAL_TOKEN_LIFE = "30d";

/** Trusts the identity provider whose keys are at the JWKS URL. They are fetched when first needed, and kept. */
export function remoteAuthenticator(settings: AuthSettings & { readonly jwksUrl: string }): Authenticator {
  const keys = createRemoteJWKSet(new URL(settings.jwksUrl), { timeoutDuration: 5_000 });
  const options = verification(settings, REMOTE_ALGORITHMS);
  return authenticator(settings, async (token) => (await jwtVerify(token, keys, options)).payload);
}

/** Trusts tokens of `mintToken` with the same key: for development. */
export function localAuthenticator(settings: AuthSettings, key: LocalKey): Authenticator {
  const options = verification({ ...settings, issuer: settings.issuer ?? LOCAL_ISSUER }, [LOCAL_ALGORITHM]);
  return authenticator(settings, async (token) => (await jwtVerify(token, key.publicKey, options)).payload);
}

/** A development token, good for 30 days. Throws UNAUTHENTICATED, as its reader would, for claims that are no ids. */
export async function mintToken(settings: AuthSettings, key: LocalKey, claims: TokenClaims): Promise<string> {
  const payload = claimsOf({ ...claims }, settings.claims);
  principalOf(payload, settings.claims);
  const token = new SignJWT(payload)
    .setProtectedHeader({ alg: LOCAL_ALGORITHM, typ: "JWT" })
    .setIssuer(settings.issuer ?? LOCAL_ISSUER)
    .setIssuedAt()
    .setExpirationTime(LOCAL_TOKEN_LIFE);
  if (settings.audience !== undefined) token.setAudience(settings.audience);
  return token.sign(key.privateKey);
}

function verification({ issuer, audience }: AuthSettings, algorithms: string[]): JWTVerifyOptions {
  return {
    algorithms,
    clockTolerance: TOLERANCE_SECONDS,
    // A token for ever cannot be taken back; providers of OpenID Connect always set it.
    requiredClaims: ["exp"],
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
}

function authenticator(settings: AuthSettings, verify: (token: string) => Promise<JWTPayload>): Authenticator {
  return {
    async authenticate(authorization) {
      if (authorization === undefined) return ANONYMOUS;
      const token = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization)?.[1];
      if (token === undefined) {
        throw refused({
          zh: "Authorization 头应为 Bearer 加令牌。",
          en: "The Authorization header must be Bearer and a token.",
        });
      }
      try {
        return principalOf(await verify(token), settings.claims);
      } catch (error) {
        throw error instanceof DomainError ? error : reasonFor(error);
      }
    },
  };
}

/** jose's codes for tokens that are not good; anything else means that the keys could not be had. */
const TOKEN_PROBLEM = /^ERR_(JWT|JWS|JOSE_ALG|JOSE_NOT_SUPPORTED|JWKS_NO_MATCHING|JWKS_MULTIPLE)/;

function reasonFor(error: unknown): DomainError {
  if (error instanceof errors.JWTExpired) {
    return refused({ zh: "令牌已过期，请重新登录。", en: "The token has expired; sign in again." });
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "exp" && error.reason === "missing") {
    return refused({
      zh: "令牌没有有效期（exp），不予接受；请让身份平台签发有期限的令牌。",
      en: "The token never expires (it has no exp), so it is not accepted; have the identity provider issue tokens that do.",
    });
  }
  if (error instanceof errors.JOSEError && TOKEN_PROBLEM.test(error.code)) {
    return refused({ zh: "令牌无效。", en: "The token is not valid." });
  }
  return Object.assign(
    new DomainError("UNAVAILABLE", {
      zh: "暂时取不到身份平台的公钥，请稍后重试。",
      en: "The keys of the identity provider cannot be had at the moment; try again later.",
    }),
    { cause: error },
  );
}

function refused(text: { readonly zh: string; readonly en: string }): DomainError {
  return new DomainError("UNAUTHENTICATED", text);
}
