import { get, type IncomingMessage } from "node:http";
import type { z } from "zod";
import { changesFrame, pulseFrame, resetFrame, systemFrame } from "../../src/contract/live/frames.ts";

export type LiveFrame = { readonly at: number; readonly id: number | null } & (
  | { readonly event: "changes"; readonly data: z.infer<typeof changesFrame> }
  | { readonly event: "reset"; readonly data: z.infer<typeof resetFrame> }
  | { readonly event: "system"; readonly data: z.infer<typeof systemFrame> }
  | { readonly event: "pulse"; readonly data: z.infer<typeof pulseFrame> }
);

export interface LiveStream {
  /** What has come so far, each checked against the contract. */
  readonly frames: readonly LiveFrame[];
  /** Resolves with the first frame, from `since` on, that is as asked. Rejects when the stream ends without it. */
  next(wanted: (frame: LiveFrame) => boolean, since?: number): Promise<LiveFrame>;
  close(): void;
}

/**
 * Follows the live feed as a page does. Resolves once the server has said how it is.
 *
 * @param shows what it is to be told of; none for everything
 */
export async function openStream(
  url: string,
  lastEventId?: number,
  shows: readonly string[] = [],
  authorization?: string,
): Promise<LiveStream> {
  const frames: LiveFrame[] = [];
  const waiting = new Set<() => void>();
  let broken: Error | null = null;
  const wake = (): void => {
    for (const look of waiting) look();
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = {
      ...(lastEventId !== undefined && { "last-event-id": String(lastEventId) }),
      ...(authorization !== undefined && { authorization }),
    };
    const query = shows.map((show) => `show=${encodeURIComponent(show)}`).join("&");
    get(`${url}/api/v1/live?${query}`, { agent: false, headers }, resolve).on("error", reject);
  });
  let text = "";
  answer.setEncoding("utf8");
  answer.on("data", (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const frame = toFrame(text.slice(0, end));
      text = text.slice(end + 2);
      if (frame !== null) frames.push(frame);
    }
    wake();
  });
  const over = (error?: Error): void => {
    broken ??= error ?? new Error("the stream ended");
    wake();
  };
  answer.on("error", over);
  answer.on("close", () => over());

  const stream: LiveStream = {
    frames,
    next: (wanted, since = 0) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = frames.slice(since).find(wanted);
          if (found !== undefined) resolve(found);
          else if (broken !== null) reject(broken);
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    close: () => answer.destroy(),
  };
  await stream.next(({ event }) => event === "system");
  return stream;
}

function toFrame(block: string): LiveFrame | null {
  const fields = new Map(
    block.split("\n").map((line) => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    }),
  );
  const event = fields.get("event");
  if (event === undefined) return null;
  const id = fields.get("id");
  const head = { at: performance.now(), id: id === undefined ? null : Number(id) };
  const data: unknown = JSON.parse(fields.get("data") ?? "");
  switch (event) {
    case "changes":
      return { ...head, event, data: changesFrame.parse(data) };
    case "reset":
      return { ...head, event, data: resetFrame.parse(data) };
    case "system":
      return { ...head, event, data: systemFrame.parse(data) };
    case "pulse":
      return { ...head, event, data: pulseFrame.parse(data) };
    default:
      throw new Error(`no such event: ${event}`);
  }
}
