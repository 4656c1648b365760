import type { Config } from "../config.js";
import {
  type Authenticator,
  localAuthenticator,
  mintToken,
  remoteAuthenticator,
  type TokenClaims,
} from "./authenticator.js";
import { loadLocalKey } from "./local-key.js";
import type { Logger } from "./log.js";

export interface OpenedAuthenticator {
  readonly authenticator: Authenticator;
  /** Makes development tokens; undefined where an identity provider makes them. */
  readonly mint: ((claims: TokenClaims) => Promise<string>) | undefined;
}

/**
 * Trusts the identity provider of the configuration; with none, a key of this folder, with a warning.
 * (`readConfig` refuses to go without a provider in production.)
 */
export async function openAuthenticator(
  { auth, zhimaiHome }: Pick<Config, "auth" | "zhimaiHome">,
  log: Logger,
): Promise<OpenedAuthenticator> {
  const { jwksUrl } = auth;
  if (jwksUrl !== undefined) {
    if (auth.issuer === undefined || auth.audience === undefined) {
      log.warn(
        "AUTH_ISSUER or AUTH_AUDIENCE is not set: tokens that the provider made for other services are accepted",
      );
    }
    return { authenticator: remoteAuthenticator({ ...auth, jwksUrl }), mint: undefined };
  }
  log.warn("AUTH_JWKS_URL is not set: a local key signs tokens, for development only");
  const key = await loadLocalKey(zhimaiHome);
  return { authenticator: localAuthenticator(auth, key), mint: (claims) => mintToken(auth, key, claims) };
}
