/** An address that can be polled, or why it cannot. `webcal:` is what calendars call `https:`. */
export function feedAddress(text: string): { readonly url: string } | { readonly refused: string } {
  let url: URL;
  try {
    url = new URL(text.trim().replace(/^webcals?:/i, "https:"));
  } catch (error) {
    if (error instanceof TypeError) return { refused: "is no address" };
    throw error;
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return { refused: `begins with ${url.protocol}, and only http, https and webcal are polled` };
  }
  return { url: url.href };
}

/** Longer parts of a path may be the secret that opens a calendar. */
const longestTold = 12;

/** An address as pages may show it: whoever sees it cannot read the calendar by it. */
export function tellFeedAddress(text: string): string {
  const url = new URL(text);
  const path = url.pathname
    .split("/")
    .map((part) => (part.length > longestTold ? "…" : part))
    .join("/");
  return `${url.protocol}//${url.host}${path}${url.search === "" ? "" : "?…"}`;
}
