import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

/** Who has an account at the provider: claims by what they type as their login. */
export type People = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A real OpenID provider with Muster as its one client. */
export interface RunningIdentityProvider {
  readonly issuer: string;
  readonly client: string;
  readonly secret: string;
  /** What it says of people from now on. */
  say(people: People): void;
  /** Begins to serve, once it is known where people come back to. */
  open(addresses: { readonly back: string; readonly ended: string; readonly out: string }): void;
  stop(): Promise<void>;
}

/** Its login form takes any password: what it proves is its own affair. */
export async function startIdentityProvider(first: People): Promise<RunningIdentityProvider> {
  let people = first;
  let handle: RequestListener = (_, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${portOf(server.address())}`;
  const [client, secret] = ["muster", "a secret that the provider made up"];
  return {
    issuer,
    client,
    secret,
    say(next) {
      people = next;
    },
    open({ back, ended, out }) {
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: client,
            client_secret: secret,
            redirect_uris: [back],
            post_logout_redirect_uris: [out],
            backchannel_logout_uri: ended,
            backchannel_logout_session_required: true,
            grant_types: ["authorization_code"],
            response_types: ["code"],
          },
        ],
        claims: {
          openid: ["sub"],
          profile: ["name", "preferred_username", "groups"],
          email: ["email", "email_verified"],
        },
        features: { backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
        // By itself it tells nothing to an address of this machine, where Muster is in a test.
        fetch: (url, { method, headers, body, signal } = {}) =>
          fetch(url, {
            ...(method && { method }),
            ...(headers && { headers }),
            ...(body && { body }),
            ...(signal && { signal }),
          }),
        pkce: { required: () => true },
        cookies: { keys: ["of this test"] },
        findAccount: (_, id) => {
          const said = people[id];
          return said === undefined ? undefined : { accountId: id, claims: () => ({ ...said, sub: id }) };
        },
      });
      handle = provider.callback();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the provider has no port");
  return address.port;
}
