/** What the server of a calendar answered. */
export type FetchedCalendar =
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "content";
      readonly bytes: Uint8Array;
      readonly etag: string | null;
      readonly lastModified: string | null;
    }
  /** In words that hold nothing of the address. */
  | { readonly kind: "failed"; readonly reason: string };

/** Fetches calendars over HTTP; never rejects. */
export interface CalendarFetcher {
  /** @param known what the server said of the version that is known, so that it need not send it again */
  fetch(
    url: string,
    known: { readonly etag: string | null; readonly lastModified: string | null } | null,
  ): Promise<FetchedCalendar>;
}
