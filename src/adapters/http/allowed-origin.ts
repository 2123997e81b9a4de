import type { IncomingMessage } from "node:http";

/** Which names this server answers to. */
export interface HostRule {
  /** true when any name will do, since the server was opened to the network on purpose. */
  readonly anyHost: boolean;
  /** Names and addresses, lower case, without port. */
  readonly hosts: readonly string[];
}

export const loopbackHosts: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a request may be answered. Loopback alone is no wall against browsers: any page can rebind a name of
 * its own to 127.0.0.1, and any page can open a WebSocket or post a form here. So the Host must be one of
 * ours, and an Origin, where a browser tells one, must be this very server.
 */
export function refusedOrigin(request: IncomingMessage, rule: HostRule): "host" | "origin" | null {
  const host = request.headers.host?.toLowerCase();
  if (host === undefined) return "host";
  const name = host.replace(/:\d+$/, "");
  if (!rule.anyHost && !rule.hosts.includes(name)) return "host";
  const { origin } = request.headers;
  if (origin === undefined) return null;
  try {
    return new URL(origin).host === host ? null : "origin";
  } catch {
    return "origin"; // "null", of a sandboxed page, among others
  }
}
