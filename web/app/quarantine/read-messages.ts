import { type QuarantineView, quarantinePage } from "../../../src/contract/http/quarantine.ts";
import { read } from "../api/call-api.ts";
import type { QuarantineSearch } from "./quarantine-search.ts";

/** The newest messages of a filter. */
export interface Messages {
  readonly messages: readonly QuarantineView[];
  /** true when older ones were not read. */
  readonly more: boolean;
}

const pageSize = 100;

/** Reads from the newest on until there are `wanted`. */
export async function readMessages(
  { code, sender, state, q }: QuarantineSearch,
  wanted: number,
  signal: AbortSignal,
): Promise<Messages> {
  const messages: QuarantineView[] = [];
  let cursor: string | null = null;
  while (messages.length < wanted) {
    const parameters = new URLSearchParams({ limit: String(Math.min(pageSize, wanted - messages.length)) });
    if (code !== undefined) parameters.set("code", code);
    if (sender !== undefined) parameters.set("sender", sender);
    if (state !== "all") parameters.set("state", state ?? "open");
    if (q !== undefined) parameters.set("q", q);
    if (cursor !== null) parameters.set("cursor", cursor);
    const page: { quarantine: QuarantineView[]; next: string | null } = await read(
      quarantinePage,
      `quarantine?${parameters}`,
      signal,
    );
    messages.push(...page.quarantine);
    if (page.next === null) return { messages, more: false };
    cursor = page.next;
  }
  return { messages, more: true };
}
