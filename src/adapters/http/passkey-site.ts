import type { FastifyRequest } from "fastify";
import type { AccountRefusal } from "../../app/accounts/account-refusal.ts";
import type { PasskeySite } from "../../app/accounts/passkey.ts";

/**
 * The name of this server that passkeys are bound to, and whether the page that asks was opened under it: where pages are
 * opened, as its runner told, else this very machine. Never what a request merely says of its host.
 *
 * @param pages where people open the pages; null where nobody told
 */
export function passkeySite(
  pages: string | null,
  request: FastifyRequest,
): PasskeySite & { readonly refused: AccountRefusal | null } {
  const url = new URL(pages ?? `${request.protocol}://localhost:${request.socket.localPort}`);
  const site = { host: url.hostname, origin: url.origin };
  // Browsers bind passkeys to names alone.
  if (/^\[|^[\d.]+$/.test(url.hostname)) {
    return { ...site, refused: { code: "passkeys_without_name", at: url.origin } };
  }
  const opened = new URL(`${url.protocol}//${request.host}`).host;
  return { ...site, refused: opened === url.host ? null : { code: "passkeys_elsewhere", at: url.origin } };
}
