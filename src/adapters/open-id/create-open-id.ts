import { createRemoteJWKSet, jwtVerify } from "jose";
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import type { Temporal } from "temporal-polyfill";
import { type IdentityProvider, type OpenId, OpenIdFault } from "../../app/accounts/identity-provider.ts";
import type { Clock } from "../../app/ports.ts";

/** How long a provider is waited for, in seconds. */
const patience = 10;
/** A provider's description of itself is asked for again after this. */
const describedFor = { hours: 1 };
/** A clock of a provider may go after ours by this much. */
const clocksApart = { seconds: 30 };
/** Nobody is away for longer, in seconds. */
const longestAway = 10 * 60;
/** Said in a logout token, and in no other (Back-Channel Logout 1.0, section 2.4). */
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
/** Claims of the token itself: of nobody. */
const ofToken = new Set(
  "iss aud exp iat nbf auth_time nonce acr amr azp at_hash c_hash s_hash sid jti typ".split(" "),
);

/** OpenID Connect by code flow with PKCE, over TLS except on this very machine. */
export function createOpenId(clock: Clock): OpenId {
  const described = new Map<string, { readonly config: Promise<Configuration>; readonly until: number }>();

  async function describe({ issuer, client, secret }: IdentityProvider): Promise<Configuration> {
    const at = new URL(issuer);
    const plain = at.protocol === "http:" && isLoopback(at.hostname);
    const options = { timeout: patience, execute: plain ? [allowInsecureRequests] : [] };
    const found = (await discovery(at, client, secret, undefined, options)).serverMetadata();
    // Basic is what holds where a provider says nothing (Discovery 1.0, section 3).
    const ways = found.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const proof = ways.includes("client_secret_basic") ? ClientSecretBasic(secret) : ClientSecretPost(secret);
    const config = new Configuration(found, client, secret, proof);
    config.timeout = patience;
    if (plain) allowInsecureRequests(config);
    return config;
  }

  function configOf(provider: IdentityProvider): Promise<Configuration> {
    const key = [provider.issuer, provider.client, provider.secret].join("\n");
    const now = clock.now().epochMilliseconds;
    const known = described.get(key);
    if (known !== undefined && known.until > now) return known.config;
    const config = describe(provider);
    described.set(key, { config, until: clock.now().add(describedFor).epochMilliseconds });
    // What failed is tried again by the next one.
    config.catch(() => described.delete(key));
    return config;
  }

  return {
    begin: (provider, back, again) =>
      told(provider, async () => {
        const config = await configOf(provider);
        const pending = {
          state: randomState(),
          nonce: randomNonce(),
          verifier: randomPKCECodeVerifier(),
          askedSince: again ? clock.now() : null,
        };
        const at = buildAuthorizationUrl(config, {
          redirect_uri: back.href,
          scope: "openid profile email",
          state: pending.state,
          nonce: pending.nonce,
          code_challenge: await calculatePKCECodeChallenge(pending.verifier),
          code_challenge_method: "S256",
          ...(again && { prompt: "login", max_age: "0" }),
        });
        return { at, pending };
      }),

    finish: (provider, came, { state, nonce, verifier, askedSince }) =>
      told(provider, async () => {
        const config = await configOf(provider);
        const tokens = await authorizationCodeGrant(config, came, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          // Then it must say when it asked.
          ...(askedSince !== null && { maxAge: longestAway }),
        });
        const said = tokens.claims();
        if (said === undefined) throw new OpenIdFault("it gave no ID token");
        if (askedSince !== null && !(Number(said.auth_time) * 1000 >= soonest(askedSince))) {
          throw new OpenIdFault("it did not ask again who it is (auth_time)");
        }
        // Many tell groups and addresses only when they are asked for them.
        const more =
          config.serverMetadata().userinfo_endpoint === undefined
            ? {}
            : await fetchUserInfo(config, tokens.access_token, said.sub);
        const claims = Object.entries({ ...more, ...said }).filter(([name]) => !ofToken.has(name));
        return {
          subject: said.sub,
          session: typeof said.sid === "string" ? said.sid : null,
          claims: Object.fromEntries(claims),
        };
      }),

    readLogout: (provider, token) =>
      told(provider, async () => {
        const { issuer, jwks_uri: keys } = (await configOf(provider)).serverMetadata();
        if (keys === undefined) throw new OpenIdFault("it has no keys");
        const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(keys)), {
          issuer,
          audience: provider.client,
          maxTokenAge: "5 minutes",
          currentDate: new Date(clock.now().epochMilliseconds),
          requiredClaims: ["iat", "jti", "events"],
        });
        const { events, nonce, sub, sid } = payload;
        const isLogout = typeof events === "object" && events !== null && logoutEvent in events;
        if (!isLogout || nonce !== undefined) throw new OpenIdFault("the token tells of no end of a session");
        const session = typeof sid === "string" ? sid : null;
        if (sub === undefined && session === null) throw new OpenIdFault("the token names nobody");
        return { subject: sub ?? null, session };
      }),

    endAt: (provider, back) =>
      told(provider, async () => {
        const config = await configOf(provider);
        return config.serverMetadata().end_session_endpoint === undefined
          ? null
          : buildEndSessionUrl(config, { post_logout_redirect_uri: back.href });
      }),
  };
}

/** When a provider may say at the soonest that it asked: to the second, and by its own clock. */
const soonest = (since: Temporal.Instant): number => since.subtract(clocksApart).epochMilliseconds;

/** Whatever goes wrong with a provider is a fault of it, told with its name and without anything secret. */
async function told<T>({ name }: IdentityProvider, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new OpenIdFault(`${name}: ${said}`, { cause: error });
  }
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
