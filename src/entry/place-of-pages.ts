import { hostname } from "node:os";
import type { Settings } from "../config/settings.ts";
import { hostInUrl } from "../contract/http/simulate-line.ts";

/** Where devices and people find the pages, as far as this machine knows its own name. */
export function placeOfPages({
  pages,
  host,
  port,
  tls,
}: Pick<Settings, "pages" | "host" | "port" | "tls">): string {
  if (pages !== null) return pages;
  const named = ["0.0.0.0", "::", "[::]"].includes(host) ? hostname() : host;
  return `${tls === null ? "http" : "https"}://${hostInUrl(named)}:${port}`;
}
