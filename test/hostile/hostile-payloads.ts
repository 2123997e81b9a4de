import type { RefusalCode } from "../../src/sources/source.ts";
import type { ServedHere } from "../http/serve-here.ts";
import { originalText, originalTopic, scanText, scanTopic } from "./write-messages.ts";

/** A payload that somebody might send, and what must become of it. */
export interface HostilePayload {
  readonly name: string;
  readonly topic: string;
  readonly payload: (served: ServedHere) => string | Buffer;
  /** A refusal's code, or that it is a scan like any other. */
  readonly becomes: RefusalCode | "stored";
  /** How quarantine shows it. Default: text. */
  readonly shown?: "hex" | "text";
  readonly retain?: boolean;
}

const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
/** Puts raw JSON where a field's value was, which no JavaScript value could stand for. */
const withRaw = (text: string, field: string, raw: string): string =>
  text.replace(new RegExp(`"${field}":(?:"[^"]*"|\\d+)`), () => `"${field}":${raw}`);

export const jpeg = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]),
  Buffer.from("JFIF"),
  Buffer.alloc(5000, 0xa7),
]);

const original = (
  name: string,
  becomes: HostilePayload["becomes"],
  change: Record<string, unknown> | ((served: ServedHere) => string | Buffer),
  more: Partial<HostilePayload> = {},
): HostilePayload => ({
  name,
  becomes,
  topic: originalTopic,
  payload: typeof change === "function" ? change : (served) => originalText(served, change),
  ...more,
});

const native = (
  name: string,
  becomes: HostilePayload["becomes"],
  change: Record<string, unknown> | ((served: ServedHere) => string | Buffer),
  more: Partial<HostilePayload> = {},
): HostilePayload => ({
  name,
  becomes,
  topic: scanTopic,
  payload: typeof change === "function" ? change : (served) => scanText(served, change),
  ...more,
});

export const hostilePayloads: readonly HostilePayload[] = [
  original("nothing at all", "not_json", () => ""),
  original("text that is not JSON", "not_json", () => "granted, I swear"),
  original("half a message", "not_json", (served) => originalText(served).slice(0, 40)),
  original("JSON behind a byte order mark", "not_json", (served) => `\ufeff${originalText(served)}`),
  original("a literal that JSON does not have", "not_json", (served) =>
    withRaw(originalText(served), "student_id", "NaN"),
  ),
  original("a raw NUL between the fields", "not_json", (served) =>
    originalText(served).replace(",", ",\u0000"),
  ),
  ...["null", "true", "42", '"granted"', "[]", '[{"student_id":"CSAI1001"}]'].map((text) =>
    original(`JSON that is no object: ${text}`, "invalid", () => text),
  ),
  ...["student_id", "location", "timestamp", "decision"].flatMap((field) => [
    original(`${field} missing`, "invalid", { [field]: undefined }),
    original(`${field} null`, "invalid", { [field]: null }),
    original(`${field} an object`, "invalid", { [field]: { $ne: null } }),
    original(`${field} a list`, "invalid", { [field]: ["CSAI1001"] }),
    original(`${field} true`, "invalid", { [field]: true }),
  ]),
  original("student_id a number beyond 2^53", "invalid", (served) =>
    withRaw(originalText(served), "student_id", "9007199254740993"),
  ),
  original("student_id blank", "invalid", { student_id: " \t\u00a0" }),
  original("student_id of 129 characters", "invalid", { student_id: "x".repeat(129) }),
  original("student_id of 128 characters", "stored", { student_id: "y".repeat(128) }),
  original("half of a surrogate pair", "invalid", (served) =>
    withRaw(originalText(served), "student_id", '"\\ud83d"'),
  ),
  original("a NUL in an identifier", "invalid", { student_id: "CSAI\u00001001" }),
  original("a NUL in the reason", "invalid", { reason: "Face\u0000" }),
  original("a reason of 10,000 characters", "invalid", { reason: "because ".repeat(1250) }),
  original("a decision of its own", "invalid", { decision: "admin" }),
  original("a decision named as Object.prototype's members are", "invalid", { decision: "constructor" }),
  original("lists 8,000 deep where an identifier stands", "invalid", (served) =>
    withRaw(originalText(served), "student_id", nested(7900)),
  ),
  original("lists 8,000 deep and nothing else", "invalid", () => nested(8000)),
  original("lists that never close", "not_json", () => "[".repeat(16_000)),
  original("lists 7,000 deep in a field of its own", "stored", (served) =>
    withRaw(originalText(served, { student_id: "deep", extra: 0 }), "extra", nested(7000)),
  ),
  original(
    "a __proto__ that carries the fields",
    "invalid",
    (served) => `{"__proto__":${originalText(served)}}`,
  ),
  original("a __proto__ beside the fields", "stored", (served) =>
    originalText(served, { student_id: "proto" }).replace("{", '{"__proto__":{"polluted":true},'),
  ),
  original("a constructor beside the fields", "stored", {
    student_id: "constructed",
    constructor: { prototype: { polluted: true } },
  }),
  ...["__proto__", "constructor", "toString", "hasOwnProperty"].map((name) =>
    original(`a student and a room called ${name}`, "stored", { student_id: name, location: name }),
  ),
  original("SQL in the identifiers", "stored", {
    student_id: "'; drop table scan; --",
    location: "x'); delete from mark; select ('%_\\",
  }),
  original("right-to-left and emoji", "stored", { student_id: "طالب-١٢ \u202e👩🏽‍🎓", location: "חדר 5" }),
  original("HTML in the reason", "stored", { student_id: "html", reason: "<script>alert(1)</script>" }),
  original("the same key twice: JSON keeps the last", "stored", (served) =>
    originalText(served, { student_id: "twice", decision: "denied" }).replace("{", '{"decision":"granted",'),
  ),
  original("a time of 1e308", "time_unreadable", (served) =>
    withRaw(originalText(served), "timestamp", "1e308"),
  ),
  original("a time that JSON reads as infinite", "invalid", (served) =>
    withRaw(originalText(served), "timestamp", "1e999"),
  ),
  ...["12:60 PM", "13:00 PM", "00:10 AM", "24:00", "9:5 AM", "noon", "", "25:61:61"].map((timestamp) =>
    original(`the clock reading ${JSON.stringify(timestamp)}`, "time_unreadable", { timestamp }),
  ),
  ...["2026-02-31T09:00:00Z", "2026-13-01T09:00:00", "+275761-01-01T00:00:00Z", "2026-11-22T25:00Z"].map(
    (timestamp) => original(`the date ${timestamp}`, "time_unreadable", { timestamp }),
  ),
  original("a time in the year 9999", "time_in_future", { timestamp: "9999-12-31T23:59:59Z" }),
  original("a dated time of last year: receipt stands", "stored", {
    student_id: "long-ago",
    timestamp: "2025-01-01T09:00:00Z",
  }),
  native("a time in the year 9999", "time_in_future", { occurred_at: "9999-12-31T23:59:59Z" }),
  native("a time 36 days back", "time_too_old", (served) =>
    scanText(served, {
      occurred_at: served.clock
        .now()
        .subtract({ hours: 36 * 24 })
        .toString(),
    }),
  ),
  native("31 February", "time_unreadable", { occurred_at: "2026-02-31T09:00:00Z" }),
  native("no event_id", "invalid", { event_id: undefined }),
  native("an event_id of another version", "invalid", { event_id: "6ba7b810-9dad-41d1-80b4-00c04fd430c8" }),
  native("a version of the future", "invalid", { v: 2 }),
  native("a seq beyond 2^53", "invalid", (served) =>
    withRaw(scanText(served, { boot_id: "b", seq: 1 }), "seq", "9007199254740993"),
  ),
  native("a scheme named as Object.prototype's members are", "invalid", {
    subject: { scheme: "toString", value: "CSAI1001" },
  }),
  native("a granted scan of nobody", "invalid", { subject: null }),
  original("bytes that are not UTF-8", "not_utf8", () => Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), {
    shown: "hex",
  }),
  original("an overlong encoding", "not_utf8", () => Buffer.from([0x22, 0xc0, 0xaf, 0x22]), { shown: "hex" }),
  original("UTF-16", "not_utf8", (served) => Buffer.from(`\ufeff${originalText(served)}`, "utf16le"), {
    shown: "hex",
  }),
  original("16 KiB and a byte", "too_large", (served) => {
    const text = originalText(served, { pad: "" });
    return text.replace('"pad":""', `"pad":"${"p ".repeat(9000).slice(0, 16 * 1024 + 1 - text.length)}"`);
  }),
  original("16 KiB exactly", "stored", (served) => {
    const text = originalText(served, { student_id: "full", pad: "" });
    return text.replace('"pad":""', `"pad":"${"p ".repeat(9000).slice(0, 16 * 1024 - text.length)}"`);
  }),
  original("2 MB of words", "too_large", () => "attendance ".repeat(190_000)),
  original("2 MB of characters that take three bytes", "too_large", () => `..${"€ ".repeat(525_000)}`),
  original("a JPEG", "not_utf8", () => jpeg),
  original("a JPEG of 2 MB", "too_large", () => Buffer.concat([jpeg, Buffer.alloc(2_000_000, 0x5c)])),
  original("a picture of 2 MB in a message that is right otherwise", "too_large", (served) =>
    originalText(served, { pic: Buffer.concat([jpeg, Buffer.alloc(1_500_000, 0xa7)]).toString("base64") }),
  ),
  original("a picture of 7 KB in a message that is right otherwise", "stored", (served) =>
    originalText(served, { student_id: "pictured", pic: jpeg.toString("base64") }),
  ),
  original("a picture as a data URI", "invalid", (served) =>
    originalText(served, { decision: `data:image/jpeg;base64,${jpeg.subarray(0, 90).toString("base64")}` }),
  ),
  original("a good message, retained", "retained", { student_id: "retained" }, { retain: true }),
  native("a good scan, retained", "retained", {}, { retain: true }),
  {
    name: "a scan from a device with a name that none may have",
    topic: "muster/v1/Main/Kiosk 1/scan",
    payload: (served) => scanText(served),
    becomes: "unknown_topic",
  },
  {
    name: "a scan on topics of Object.prototype's members",
    topic: "muster/v1/constructor/__proto__/scan",
    payload: (served) => scanText(served),
    becomes: "unknown_topic",
  },
  {
    name: "a message on a channel that is none",
    topic: "muster/v1/main/kiosk-1/toString",
    payload: (served) => scanText(served),
    becomes: "unknown_topic",
  },
  {
    name: "a status that says nothing",
    topic: "muster/v1/main/kiosk-1/status",
    payload: () => "{}",
    becomes: "invalid",
  },
];
