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
/** A sender's few among many of others are looked for so far; what is older is rarely worth the wait. */
const mostPages = 30;

/** Reads from the newest on until `wanted` match. The server narrows by reason alone, so senders are sorted out here. */
export async function readMessages(
  { code, sender }: QuarantineSearch,
  wanted: number,
  signal: AbortSignal,
): Promise<Messages> {
  const messages: QuarantineView[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const limit = sender === undefined ? Math.min(pageSize, wanted - messages.length) : pageSize;
    const parameters = new URLSearchParams({ limit: String(limit) });
    if (code !== undefined) parameters.set("code", code);
    if (cursor !== null) parameters.set("cursor", cursor);
    const { quarantine, next } = await read(quarantinePage, `quarantine?${parameters}`, signal);
    messages.push(...quarantine.filter((message) => sender === undefined || message.sender === sender));
    if (messages.length >= wanted)
      return { messages: messages.slice(0, wanted), more: next !== null || messages.length > wanted };
    if (next === null) return { messages, more: false };
    cursor = next;
  }
  return { messages, more: true };
}
