import type { z } from "zod";
import type { SourceName } from "../domain/attendance/source-names.ts";
import { type TakenTime, takeTime } from "../domain/attendance/take-time.ts";
import { describeTimeRefusal } from "./describe-time-refusal.ts";
import { describeIssues, readJson } from "./read-json.ts";
import type { Reading, ReadScan, Refusal, SourceMessage, SourceSettings } from "./source.ts";

/** A refusal of another maker's message: it goes into quarantine, and nobody is told by a receipt. */
export function refused(refusal: Refusal, sender: string | null = null): Reading {
  return { kind: "refused", sender, refusal, receipt: null };
}

/** A message that is understood, and tells nothing of anybody's attendance. */
export function ignored(reason: string, sender: string | null = null): Reading {
  return { kind: "ignored", sender, reason };
}

/** A message's JSON as a schema wants it, or the reading that says why it is not. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  message: Pick<SourceMessage, "payload">,
  maxBytes?: number,
): { readonly told: z.output<Schema> } | { readonly reading: Reading } {
  const json = readJson(message.payload, maxBytes);
  if ("refusal" in json) return { reading: refused(json.refusal) };
  return checkAs(schema, json.value);
}

/** A refusal with whose message it was, where the topic tells it. */
export const ofSender = (reading: Reading, sender: string): Reading =>
  reading.kind === "refused" ? { ...reading, sender } : reading;

/** A value as a schema wants it, or the reading that says why it is not. */
export function checkAs<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { readonly told: z.output<Schema> } | { readonly reading: Reading } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { told: parsed.data };
  return { reading: refused({ code: "invalid", detail: describeIssues(parsed.error, value) }) };
}

/** What a reader of another maker tells of a scan; what it does not tell is left out. */
type Told = Pick<ReadScan, "sender" | "subject" | "decision"> & Partial<Omit<ReadScan, "source" | "time">>;

/** When it says that was: the field and its value, or null for a reader without a clock. */
type ToldTime = { readonly field: string; readonly written: string | number } | null;

/**
 * The scan that a reader of another maker told, or the refusal of its time.
 *
 * @param replays whether the reader keeps scans while it is offline and sends them later
 */
export function foreignScan(
  source: SourceName,
  told: Told,
  at: ToldTime,
  message: SourceMessage,
  settings: SourceSettings,
  replays = false,
): Reading {
  const time = timeOf(at, message, settings, replays);
  if ("refusal" in time) return refused(time.refusal, told.sender);
  return {
    kind: "scan",
    receiptTo: null,
    scan: {
      source,
      externalId: null,
      content: message.payload,
      location: null,
      identified: told.subject !== null && told.decision !== "unknown",
      reason: null,
      method: null,
      confidence: null,
      confidenceGuess: null,
      liveness: null,
      model: null,
      direction: null,
      live: true,
      boot: null,
      ...told,
      time: time.taken,
    },
  };
}

function timeOf(
  at: ToldTime,
  message: SourceMessage,
  settings: SourceSettings,
  replays: boolean,
): { readonly taken: TakenTime } | { readonly refusal: Refusal } {
  if (at === null) {
    // Without a clock nothing is wrong with it: the time of receipt is the best that there is.
    return {
      taken: { occurredAt: message.receivedAt, basis: "receipt", clockSuspect: false, deviceText: "" },
    };
  }
  const taken = takeTime(at.written, { ...settings, receivedAt: message.receivedAt, replays });
  return "refused" in taken ? { refusal: describeTimeRefusal(at.field, taken.refused) } : taken;
}

/** The level of a topic, counted from 0; empty where there is none. */
export const levelOf = (topic: string, at: number): string => topic.split("/")[at] ?? "";

/** What a maker sends as text or as a number, as text without blanks around it. */
export const trimmedText = (value: string | number): string => String(value).trim();
