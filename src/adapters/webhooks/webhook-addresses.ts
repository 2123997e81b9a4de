import { BlockList, isIP } from "node:net";

/** Which addresses webhooks may post to. */
export interface WebhookAddresses {
  /** What is wrong with a webhook's URL, with the remedy; null where nothing is. */
  check(url: string): string | null;
  /** Whether a host may be reached at an address that its name stands for. */
  permits(host: string, address: string): boolean;
}

/** Addresses that are not of the open internet: of this machine, of private networks, and those with another use. */
const notPublic: readonly (readonly [string, number, "ipv4" | "ipv6"])[] = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.0.2.0", 24, "ipv4"],
  ["192.88.99.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["198.51.100.0", 24, "ipv4"],
  ["203.0.113.0", 24, "ipv4"],
  ["224.0.0.0", 4, "ipv4"],
  ["240.0.0.0", 4, "ipv4"],
  ["::", 96, "ipv6"],
  ["64:ff9b::", 96, "ipv6"],
  ["64:ff9b:1::", 48, "ipv6"],
  ["100::", 64, "ipv6"],
  ["2001::", 23, "ipv6"],
  ["2001:db8::", 32, "ipv6"],
  ["2002::", 16, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
];

/**
 * Addresses of the open internet are for everybody; private ones only where whoever runs the server listed them, so that
 * nobody reaches what stands behind it by asking for a webhook.
 *
 * @param permitted host names, addresses and ranges (`10.1.0.0/16`) that may be private
 */
export function webhookAddresses(permitted: readonly string[]): WebhookAddresses {
  const closed = new BlockList();
  for (const [network, prefix, family] of notPublic) closed.addSubnet(network, prefix, family);
  const open = new BlockList();
  const names = new Set<string>();
  for (const entry of permitted) {
    const [network = "", prefix] = entry.split("/");
    const family = familyOf(network);
    if (family === null) names.add(entry.toLowerCase());
    else
      open.addSubnet(network, prefix === undefined ? (family === "ipv4" ? 32 : 128) : Number(prefix), family);
  }

  function permits(host: string, address: string): boolean {
    const family = familyOf(address);
    if (family === null) return false;
    if (names.has(host.toLowerCase()) || open.check(address, family)) return true;
    return !closed.check(address, family);
  }

  return {
    permits,
    check(text) {
      const url = URL.canParse(text) ? new URL(text) : null;
      if (url === null)
        return `is "${text.slice(0, 100)}"; give an address such as https://example.org/muster`;
      if (url.protocol !== "http:" && url.protocol !== "https:") {
        return `begins with ${url.protocol}; give an address that begins with https: or http:`;
      }
      if (url.username !== "" || url.password !== "") {
        return "holds a user name or password; leave them out, the signature tells who sends";
      }
      if (url.hash !== "") return `ends with ${url.hash.slice(0, 100)}, which is never sent; leave it out`;
      const host = url.hostname.replace(/^\[|\]$/g, "");
      if (isIP(host) !== 0 && !permits(host, host)) return refusedAddress(host);
      return null;
    },
  };
}

/** Why a host is not posted to. */
export function refusedAddress(host: string): string {
  return `${host} is a private address; to allow it, set MUSTER_WEBHOOK_PRIVATE to a list that it is in`;
}

function familyOf(address: string): "ipv4" | "ipv6" | null {
  const version = isIP(address);
  return version === 4 ? "ipv4" : version === 6 ? "ipv6" : null;
}
