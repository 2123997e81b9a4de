import { refused } from "./foreign-reading.ts";
import { decodePayload } from "./read-json.ts";
import type { Reading, SourceMessage } from "./source.ts";

/** Reads a topic that holds nothing but `online` or `offline`, in any case: a birth, and the last will. */
export function readOnline(message: SourceMessage, sender: string): Reading {
  const read = decodePayload(message.payload);
  if ("refusal" in read) return refused(read.refusal, sender);
  const state = read.text.trim().toLowerCase();
  const status = { kind: "status", sender, at: message.receivedAt, bootId: null } as const;
  if (state === "online") return { ...status, state };
  if (state === "offline") return { ...status, state, by: "will" };
  const detail = `the message: must be online or offline (got ${JSON.stringify(state.slice(0, 64))})`;
  return refused({ code: "invalid", detail }, sender);
}
