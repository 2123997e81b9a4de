import type { IncomingMessage } from "node:http";

const reading: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether something that changes the store was sent by a page of another site, or by one that will not say. Browsers tell
 * by `Sec-Fetch-Site` and `Origin`; the latter was compared before. A programme has no cookie of ours and tells neither.
 *
 * @param withSession whether the request carries somebody's session
 */
export function fromElsewhere({ method, headers }: IncomingMessage, withSession: boolean): boolean {
  if (reading.has(method ?? "GET")) return false;
  const site = headers["sec-fetch-site"];
  return site === undefined ? withSession && headers.origin === undefined : site !== "same-origin";
}
