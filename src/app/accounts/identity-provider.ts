import { Temporal } from "temporal-polyfill";
import type { ClaimRules, Claims } from "../../domain/rights/claim-rules.ts";

/** Where people sign in who have an account of their university's already: an OpenID provider, and Muster as its client. */
export interface IdentityProvider {
  readonly id: string;
  /** What people know it by. */
  readonly name: string;
  /** Its address, below which its own description of itself is found. */
  readonly issuer: string;
  /** What the provider calls this server. */
  readonly client: string;
  readonly secret: string;
  readonly rules: ClaimRules;
}

/** Who gives a role that a provider's rules give. */
export const giverOfRoles = (provider: string): string => `identity provider ${provider}`;
/**
 * How long a provider's word holds where nobody signs in with it again: for tokens and mails. It is longer than a session,
 * so that who looks in now and then loses nothing, and than most absences.
 */
export const wordHolds = Temporal.Duration.from({ hours: 30 * 24 });

/** What is kept between leaving for a provider and coming back from it. */
export interface OpenIdPending {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE: the code is of use to nobody who has not got this. */
  readonly verifier: string;
  /** From when on the provider must have asked who somebody is; null where it need not have. */
  readonly askedSince: Temporal.Instant | null;
}

/** Who came back from a provider. */
export interface ProvenIdentity {
  readonly subject: string;
  /** What the provider calls its session; null where it does not say. */
  readonly session: string | null;
  readonly claims: Claims;
}

/** Speaks OpenID Connect. */
export interface OpenId {
  /**
   * Where somebody is to be sent.
   *
   * @param back the address that they come back to, as it is registered at the provider
   * @param again whether the provider must ask them who they are, also where it knows
   * @throws OpenIdFault when the provider cannot be asked, or is not what it should be
   */
  begin(
    provider: IdentityProvider,
    back: URL,
    again: boolean,
  ): Promise<{ readonly at: URL; readonly pending: OpenIdPending }>;
  /**
   * Who somebody is who came back, by the code in the address.
   *
   * @param came the whole address that they came back to
   * @throws OpenIdFault when that proves nothing
   */
  finish(provider: IdentityProvider, came: URL, pending: OpenIdPending): Promise<ProvenIdentity>;
  /**
   * Whose session a provider says has ended (OpenID Connect Back-Channel Logout 1.0).
   *
   * @throws OpenIdFault when the token is not the provider's
   */
  readLogout(
    provider: IdentityProvider,
    token: string,
  ): Promise<{ readonly subject: string | null; readonly session: string | null }>;
  /** Where somebody ends the provider's own session; null where it has no such place. */
  endAt(provider: IdentityProvider, back: URL): Promise<URL | null>;
}

/** What went wrong between this server and a provider, in words for whoever looks after either. */
export class OpenIdFault extends Error {
  override readonly name = "OpenIdFault";
}
