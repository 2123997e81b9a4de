import type { z } from "zod";
import { maxPayloadBytes } from "../contract/mqtt/limits.ts";
import { sayIssue } from "../contract/say-issue.ts";
import type { Refusal } from "./source.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of a payload, or the refusal that says why it has none: too many bytes, bytes that are not UTF-8.
 *
 * @param maxBytes 16 KiB, more only for senders that put pictures into their messages
 */
export function decodePayload(
  payload: Uint8Array,
  maxBytes = maxPayloadBytes,
): { readonly text: string } | { readonly refusal: Refusal } {
  if (payload.byteLength > maxBytes) {
    const detail = `the payload has ${payload.byteLength} bytes; at most ${maxBytes} are taken`;
    return { refusal: { code: "too_large", detail } };
  }
  try {
    return { text: utf8.decode(payload) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return {
      refusal: { code: "not_utf8", detail: "the payload is not valid UTF-8; send it encoded as UTF-8" },
    };
  }
}

/**
 * The value that a payload holds as JSON, or the refusal that says why it holds none: what `decodePayload` refuses, and
 * text that is not JSON.
 */
export function readJson(
  payload: Uint8Array,
  maxBytes = maxPayloadBytes,
): { readonly value: unknown } | { readonly refusal: Refusal } {
  const read = decodePayload(payload, maxBytes);
  if ("refusal" in read) return read;
  try {
    return { value: JSON.parse(read.text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { refusal: { code: "not_json", detail: `the payload is not JSON: ${error.message}` } };
  }
}

/** A schema's complaints as one sentence for the quarantine page: each field, what stands there, what is wanted. */
export function describeIssues(error: z.ZodError, value: unknown): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => {
      const path = issue.path.map(String).join(".");
      return `${path === "" ? "the message" : path}: ${sayIssue({ ...issue })}${shown(value, issue.path)}`;
    })
    .join("; ");
}

function shown(value: unknown, path: readonly PropertyKey[]): string {
  let at: unknown = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return "";
    at = Reflect.get(at, key);
  }
  // Only what is flat is written out: 16 KiB of brackets nest deeper than JSON.stringify can follow.
  const text = typeof at === "object" && at !== null ? kindOf(at) : JSON.stringify(at);
  if (text === undefined) return "";
  return ` (got ${text.length > 80 ? `${text.slice(0, 80)}…` : text})`;
}

const kindOf = (value: object): string => (Array.isArray(value) ? "a list" : "an object");
