import type { CalendarFetcher, FetchedCalendar } from "../../app/imports/calendar/calendar-fetcher.ts";

/** Of calendars: what servers say of text, or of files that they know nothing about. */
const contentTypes = new Set([
  "text/calendar",
  "text/plain",
  "application/octet-stream",
  "application/ics",
  "",
]);
const redirects = new Set([301, 302, 303, 307, 308]);

const failed = (reason: string): FetchedCalendar => ({ kind: "failed", reason });

/**
 * Fetches calendars with `fetch`: http and https alone, whatever a redirect says, within a time and a size.
 *
 * @param options.patienceMs for everything from the first connection to the last byte
 * @param options.maxBytes of the unpacked body
 * @param options.maxRedirects how many are followed
 */
export function createCalendarFetcher(options: {
  readonly patienceMs: number;
  readonly maxBytes: number;
  readonly maxRedirects: number;
  /** Told to servers as `user-agent`. */
  readonly userAgent: string;
  /** Aborted when the server stops, so that it need not wait for others. */
  readonly stopping?: AbortSignal;
}): CalendarFetcher {
  async function follow(
    address: string,
    known: Parameters<CalendarFetcher["fetch"]>[1],
    signal: AbortSignal,
  ): Promise<FetchedCalendar> {
    let url = new URL(address);
    const secret = authorisationOf(url);
    const { origin } = url;
    for (let hop = 0; hop <= options.maxRedirects; hop += 1) {
      if (url.protocol !== "http:" && url.protocol !== "https:") {
        return failed(
          `It leads to an address that begins with ${url.protocol}, and only http and https are followed`,
        );
      }
      const headers = new Headers({
        accept: "text/calendar, text/plain;q=0.5, */*;q=0.1",
        "user-agent": options.userAgent,
      });
      // A password is for the server that asked for it.
      if (secret !== null && url.origin === origin) headers.set("authorization", secret);
      if (known?.etag) headers.set("if-none-match", known.etag);
      if (known?.lastModified) headers.set("if-modified-since", known.lastModified);
      const response = await fetch(withoutUser(url), { headers, redirect: "manual", signal });
      if (redirects.has(response.status)) {
        await response.body?.cancel();
        const location = response.headers.get("location");
        if (location === null || !URL.canParse(location, url.href)) return failed("It leads nowhere");
        url = new URL(location, url);
        continue;
      }
      return await contentOf(response, options.maxBytes);
    }
    return failed(`It leads on more than ${options.maxRedirects} times`);
  }

  return {
    async fetch(url, known) {
      const patience = AbortSignal.timeout(options.patienceMs);
      const signal = options.stopping ? AbortSignal.any([patience, options.stopping]) : patience;
      try {
        return await follow(url, known, signal);
      } catch (error) {
        if (options.stopping?.aborted) return failed("Muster was stopped before it answered");
        if (patience.aborted) return failed(`It did not answer within ${options.patienceMs / 1000} s`);
        return failed(`It cannot be reached: ${reasonOf(error)}`);
      }
    },
  };
}

async function contentOf(response: Response, maxBytes: number): Promise<FetchedCalendar> {
  if (response.status === 304) return { kind: "unchanged" };
  const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
  const refused =
    response.status !== 200
      ? `Its server answers with status ${response.status}`
      : contentTypes.has(type.trim().toLowerCase())
        ? null
        : `Its server sends ${type.trim()}, which is no calendar`;
  if (refused !== null) {
    await response.body?.cancel();
    return failed(refused);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > maxBytes) return failed(`It is larger than ${Math.round(maxBytes / 1024)} KiB`);
    chunks.push(chunk);
  }
  return {
    kind: "content",
    bytes: Buffer.concat(chunks),
    etag: response.headers.get("etag"),
    lastModified: response.headers.get("last-modified"),
  };
}

/** `fetch` takes no address with a user in it. */
function authorisationOf({ username, password }: URL): string | null {
  if (username === "" && password === "") return null;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

function withoutUser(url: URL): string {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare.href;
}

/** The system's code of what went wrong: messages may hold the address. */
function reasonOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
  }
  return "the connection broke";
}
