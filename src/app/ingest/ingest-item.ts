import { createHash, hash } from "node:crypto";
import type { Temporal } from "temporal-polyfill";
import type { SourceName } from "../../domain/attendance/source-names.ts";
import { cutPictures } from "../../sources/cut-pictures.ts";
import { readMessage } from "../../sources/read-message.ts";
import type { Reading, Refusal, SourceSettings } from "../../sources/source.ts";
import type { Author } from "../actor.ts";
import type { InboundMessage } from "../ports.ts";
import { cutTemplates } from "./cut-templates.ts";

/** What became of a message. */
export type IngestOutcome =
  | { readonly kind: "stored"; readonly scanId: string }
  | { readonly kind: "repeat"; readonly scanId: string }
  | { readonly kind: "noted" }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * What a person stated of a sender's clock, and of which messages: those that are read again under it are taken at what
 * they say less what the clock was ahead.
 */
export interface ClockCorrection {
  readonly id: string;
  readonly sender: string;
  /** How far the clock was ahead, negative for behind. */
  readonly aheadSeconds: number;
  readonly reason: string;
  readonly actor: Author;
  readonly at: Temporal.Instant;
}

/** A message with what was read from it, ready for a transaction. */
export interface IngestItem {
  readonly message: InboundMessage;
  /** The adapter that read it, or null where none reads its topic. */
  readonly source: SourceName | null;
  readonly reading: Reading;
  /** SHA-256 in hex of what must be the same for two messages to be one scan; null unless it is a scan. */
  readonly contentHash: string | null;
  /** Set when the message comes out of quarantine again. */
  readonly replayOf: string | null;
  /** What was stated of its sender's clock; null where nothing was. */
  readonly correction: ClockCorrection | null;
}

/** Payloads are kept up to this size, pictures and face templates cut out. Anything that could be valid is a quarter of it then. */
export const maxKeptBytes = 64 * 1024;

const describe =
  (what: string) =>
  (bytes: Uint8Array): string =>
    `[${what} cut: ${bytes.byteLength} bytes, sha256 ${createHash("sha256").update(bytes).digest("hex")}]`;
const [describePicture, describeTemplate] = [describe("picture"), describe("face template")];

/** Reads a message and hashes its content. */
export function toIngestItem(
  message: InboundMessage,
  settings: SourceSettings,
  replayOf: string | null = null,
  correction: ClockCorrection | null = null,
): IngestItem {
  const { source, reading } = readMessage(
    message,
    correction === null ? settings : { ...settings, clockAheadSeconds: correction.aheadSeconds },
  );
  const item = { message, source, reading, replayOf, correction };
  if (reading.kind !== "scan") return { ...item, contentHash: null };
  const { content, externalId } = reading.scan;
  if (externalId !== null) return { ...item, contentHash: hash("sha256", content, "hex") };
  // Without an id of its own, the same scan is the same sender, topic and bytes.
  const all = createHash("sha256").update(message.topic).update("\n").update(content);
  return { ...item, contentHash: all.digest("hex") };
}

/** What is kept of a payload, and what is known of the whole of it. */
export function keptPayload(payload: Uint8Array): {
  readonly payload: Uint8Array;
  readonly payloadBytes: number;
  readonly payloadSha256: Uint8Array;
} {
  return {
    payload: scanPayload(payload),
    payloadBytes: payload.byteLength,
    payloadSha256: createHash("sha256").update(payload).digest(),
  };
}

/** The payload of a scan as it is stored. */
export function scanPayload(payload: Uint8Array): Uint8Array {
  return cutTemplates(cutPictures(payload, describePicture).subarray(0, maxKeptBytes), describeTemplate);
}
