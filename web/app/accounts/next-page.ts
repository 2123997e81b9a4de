/**
 * Where somebody goes on after signing in: the page of this server that they asked for, else the first one. Whatever a
 * browser would read as another server's address is none of them.
 *
 * @param asked what the address says; null for nothing
 * @param origin of this server
 */
export function nextPage(asked: string | null, origin: string): string {
  if (asked === null || !asked.startsWith("/") || !URL.canParse(asked, origin)) return "/";
  const url = new URL(asked, origin);
  // What goes up a folder may leave a path that names a host.
  if (url.pathname.startsWith("//")) return "/";
  return url.origin === origin && !url.pathname.startsWith("/sign-in")
    ? `${url.pathname}${url.search}${url.hash}`
    : "/";
}
