import { Temporal } from "temporal-polyfill";
import { type ImportContent, nothingTold, type SessionItem } from "./import-content.ts";

type PackedSession = Omit<SessionItem, "start" | "end"> & { readonly start: number; readonly end: number };
type Packed = Omit<ImportContent, "sessions"> & { readonly sessions: readonly PackedSession[] };

/** Content as JSON, to be kept until it is applied. */
export function packContent({ sessions, ...rest }: ImportContent): string {
  const packed: Packed = {
    ...rest,
    sessions: sessions.map(({ start, end, ...session }) => ({
      ...session,
      start: start.epochMilliseconds,
      end: end.epochMilliseconds,
    })),
  };
  return JSON.stringify(packed);
}

/** @param text what `packContent` made; nothing else is ever kept there */
export function unpackContent(text: string): ImportContent {
  const { sessions, ...rest }: Packed = JSON.parse(text);
  return {
    // What was kept before a format could tell of it tells nothing of it.
    ...nothingTold,
    ...rest,
    sessions: sessions.map(({ start, end, ...session }) => ({
      ...session,
      start: Temporal.Instant.fromEpochMilliseconds(start),
      end: Temporal.Instant.fromEpochMilliseconds(end),
    })),
  };
}
