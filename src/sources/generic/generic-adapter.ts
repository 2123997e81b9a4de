import { RE2JS } from "re2js";
import { identifierText } from "../../contract/mqtt/text.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import { cardUid, decimalCardUid } from "../../domain/kernel/card-uid.ts";
import type { SourceAdapter } from "../adapter.ts";
import { foreignScan, ignored, refused } from "../foreign-reading.ts";
import { decodePayload, readJson } from "../read-json.ts";
import type { Refusal, SourceMessage } from "../source.ts";
import { type GenericSource, topicsOf } from "./generic-source.ts";
import { type JsonPath, parseJsonPath, valueAt } from "./json-path.ts";
import { asSaid } from "./posted-path.ts";

/** What is wanted of a message, as it stands there; null where it does not. */
type Found = Readonly<Record<Wanted, string | number | null>>;
type Wanted = "subject" | "time" | "location" | "decision" | "id";
const wanted: readonly Wanted[] = ["subject", "time", "location", "decision", "id"];

type Find = (
  message: SourceMessage,
) => { readonly found: Found } | { readonly refusal: Refusal } | { readonly ignored: string };

/** The most of a text that a pattern is tried on, in bytes. */
const maxTextBytes = 4096;

/** Makes the adapter of a sender that an operator described. */
export function createGenericAdapter(source: GenericSource): SourceAdapter {
  const find = source.format === "json" ? findInJson(source) : findInText(source);
  const decisions = decisionsOf(source);
  return {
    name: "generic",
    filters: [topicsOf(source)],
    // What is posted comes from no broker.
    ...(source.path !== undefined && { subscribe: [] }),
    retained: [],
    ours: [],
    read(message, settings) {
      const sender = senderOf(source, message.topic);
      if (sender === null) {
        const detail = "the topic: what tells the sender apart in it must be at most 128 characters";
        return refused({ code: "invalid", detail });
      }
      const read = find(message);
      if ("refusal" in read) return refused(read.refusal, sender);
      if ("ignored" in read) return ignored(read.ignored, sender);
      const { found } = read;
      const fields = checkFields(source, found, decisions, message.topic);
      if ("detail" in fields) return refused({ code: "invalid", detail: fields.detail }, sender);
      const { id, ...told } = fields;
      return foreignScan(
        "generic",
        {
          ...told,
          sender,
          externalId: id,
          ...(id === null
            ? {}
            : {
                content: JSON.stringify([
                  told.subject?.value ?? null,
                  told.location,
                  told.decision,
                  found.time,
                ]),
              }),
          method: source.method ?? null,
        },
        found.time === null ? null : { field: "time", written: found.time },
        message,
        settings,
        source.replays,
      );
    },
  };
}

/** The sender's name, and behind it what the filter's wildcards stand for. */
function senderOf(source: GenericSource, topic: string): string | null {
  const levels = topic.split("/");
  const parts = topicsOf(source)
    .split("/")
    .flatMap((level, at) => {
      if (level === "+") return levels[at] ?? "";
      return level === "#" ? levels.slice(at) : [];
    });
  const checked = identifierText.safeParse([source.name, ...parts].join("/"));
  return checked.success ? `generic:${checked.data}` : null;
}

/** By each word, in lower case, the decision that it tells; null for a sender that tells none. */
function decisionsOf({ decisions }: GenericSource): ReadonlyMap<string, Decision> | null {
  if (decisions === undefined) return null;
  return new Map(
    (["granted", "denied", "late", "unknown"] as const).flatMap((decision) =>
      decisions[decision].map((word) => [word.trim().toLowerCase(), decision] as const),
    ),
  );
}

function checkFields(
  source: GenericSource,
  found: Found,
  decisions: ReadonlyMap<string, Decision> | null,
  topic: string,
) {
  const decision = decisionOf(found.decision, decisions);
  if (typeof decision !== "string") return decision;
  const subject = subjectOf(source, found.subject, decision);
  if (subject !== null && "detail" in subject) return subject;
  const location = textField("location", found.location ?? placeOf(source, topic));
  const id = textField("id", found.id);
  if (typeof location === "object" && location !== null) return location;
  if (typeof id === "object" && id !== null) return id;
  return { subject, decision, location, id };
}

interface Fault {
  readonly detail: string;
}

function decisionOf(
  written: string | number | null,
  decisions: ReadonlyMap<string, Decision> | null,
): Decision | Fault {
  if (decisions === null) return "granted";
  const decision = decisions.get(String(written).trim().toLowerCase());
  if (decision !== undefined) return decision;
  const value = written === null ? "is missing" : `${shown(written)} is none of the words`;
  return { detail: `decision: ${value}; the words are ${[...decisions.keys()].join(", ")}` };
}

function subjectOf(
  { scheme, decimalCards }: GenericSource,
  written: string | number | null,
  decision: Decision,
): { readonly scheme: GenericSource["scheme"]; readonly value: string } | Fault | null {
  const text = String(written ?? "").trim();
  if (text === "") {
    if (decision === "denied" || decision === "unknown") return null;
    return {
      detail: `subject: missing, but the decision is ${decision}; point subject at whom the sender saw`,
    };
  }
  if (scheme === "card_uid") {
    const value = decimalCards ? decimalCardUid(text) : cardUid(text);
    if (value !== null) return { scheme, value };
    return {
      detail: `subject: ${shown(text)} is no card's number; ${decimalCards ? "a decimal number is" : "hex digits are"}`,
    };
  }
  const value = textField("subject", text);
  if (typeof value === "string") return { scheme, value };
  return value;
}

function textField(field: string, written: string | number | null): string | Fault | null {
  if (written === null || String(written).trim() === "") return null;
  const checked = identifierText.safeParse(String(written));
  if (checked.success) return checked.data;
  return { detail: `${field}: ${shown(written)} must be at most 128 characters, without a NUL` };
}

function placeOf({ place }: GenericSource, topic: string): string | null {
  if (place === undefined) return null;
  return place.from === "text" ? place.text : (asSaid(topic).split("/")[place.level] ?? null);
}

const shown = (written: string | number): string => JSON.stringify(String(written).slice(0, 64));

function findInJson(source: Extract<GenericSource, { readonly format: "json" }>): Find {
  const paths = new Map(
    wanted.flatMap((field) => {
      const written = source[field];
      return written === undefined ? [] : [[field, pathOf(written)] as const];
    }),
  );
  const only =
    source.only === undefined ? null : { path: pathOf(source.only.path), is: new Set(source.only.is) };
  return (message) => {
    const json = readJson(message.payload);
    if ("refusal" in json) return json;
    if (only !== null && !only.is.has(String(scalar(valueAt(json.value, only.path))))) {
      return { ignored: `${source.only?.path}: none of those that are read` };
    }
    const found: Record<Wanted, string | number | null> = { ...nothing };
    for (const [field, path] of paths) {
      const value = valueAt(json.value, path);
      const flat = scalar(value);
      if (flat === null && value !== undefined && value !== null) {
        const detail = `${field}: at ${source[field]} stands ${Array.isArray(value) ? "a list" : "an object"}; point it at a text or a number`;
        return { refusal: { code: "invalid", detail } };
      }
      found[field] = flat;
    }
    return { found };
  };
}

function findInText(source: Extract<GenericSource, { readonly format: "text" }>): Find {
  const pattern = RE2JS.compile(source.pattern);
  const groups = Object.keys(pattern.namedGroups());
  return (message) => {
    const read = decodePayload(message.payload, maxTextBytes);
    if ("refusal" in read) return read;
    const matcher = pattern.matcher(read.text);
    if (!matcher.find()) {
      const detail = `the message: ${shown(read.text)} does not match the pattern ${source.pattern.slice(0, 120)}`;
      return { refusal: { code: "invalid", detail } };
    }
    const found: Record<Wanted, string | number | null> = { ...nothing };
    for (const field of wanted) if (groups.includes(field)) found[field] = matcher.group(field);
    return { found };
  };
}

const nothing: Found = { subject: null, time: null, location: null, decision: null, id: null };

function pathOf(text: string): JsonPath {
  const path = parseJsonPath(text);
  if (path === null) throw new RangeError(`${text} is no path, yet was checked to be one`);
  return path;
}

/** A text, a number, or a truth as a word; null for what is none. */
function scalar(value: unknown): string | number | null {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return value;
  return typeof value === "string" ? value : null;
}
