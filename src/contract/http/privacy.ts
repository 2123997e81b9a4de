import { z } from "zod";
import { studentRecord } from "./exports.ts";
import { neededLine, passage } from "./one-line.ts";
import { personView } from "./sessions.ts";

const instant = z.string().describe("RFC 3339, UTC");

/** What becomes of something when the person is erased. */
export const fate = z.enum(["goes", "stripped", "stays"]);

export const fileChapter = z.object({
  table: z.string(),
  title: z.string(),
  fate,
  /** What an erasure does to it, and on which ground what stays does. */
  because: z.string(),
  /** As they are stored, without secrets and what is of others. */
  rows: z.array(z.record(z.string(), z.unknown())),
});
export type FileChapterView = z.infer<typeof fileChapter>;

/** `GET /api/v1/people/{id}/file`: everything that is kept of one person. */
export const personFile = z.object({
  asOf: instant,
  timeZone: z.string(),
  person: personView,
  kind: z.enum(["student", "staff"]),
  chapters: z.array(fileChapter),
});
export type PersonFile = z.infer<typeof personFile>;

/** `GET /api/v1/people/{id}/file.json`: the same, with a student's record as pages tell it. */
export const wholePersonFile = personFile.extend({ record: studentRecord.nullable() });
export type WholePersonFile = z.infer<typeof wholePersonFile>;

/** `GET /api/v1/people/{id}/erasure`: what erasing somebody would do. */
export const erasurePreview = z.object({
  person: personView,
  kind: z.enum(["student", "staff"]),
  tables: z.array(
    z.object({ table: z.string(), title: z.string(), fate, because: z.string(), rows: z.int() }),
  ),
  /** What has to be settled before, each with who settles it how. */
  obstacles: z.array(z.string()),
  /** Systems that told of the person, and bring them in again where they still do. */
  sources: z.array(z.string()),
});

/** `POST /api/v1/people/{id}/erasure`. */
export const erasureOrder = z.strictObject({
  typed: z.string().max(128).describe("The person's id once more, typed by whoever erases"),
  reason: neededLine(1000),
});

export const erasureView = z.object({
  id: z.string(),
  /** The store's ids of the records that stay under no name. */
  records: z.array(z.string()),
  kind: z.enum(["student", "staff"]),
  at: instant,
  by: z.string(),
  reason: z.string(),
  /** Rows by table, as they were before. */
  counts: z.record(z.string(), z.int()),
  /** `table.column` with in how many rows a search found the person afterwards; empty where nowhere. */
  found: z.record(z.string(), z.int()),
});
export type ErasureView = z.infer<typeof erasureView>;

/** `GET /api/v1/privacy/erasures`. */
export const erasureList = z.object({ erasures: z.array(erasureView) });

/** What is kept for a time, in the order in which it is told. */
export const retentionKinds = [
  "payloads",
  "strangers",
  "quarantine",
  "sign_ins",
  "accounts",
  "audit",
] as const;
export const retentionKind = z.enum(retentionKinds);

/** `GET /api/v1/privacy/retention`: what is kept for how long. */
export const retentionView = z.object({
  kinds: z.array(
    z.object({
      kind: retentionKind,
      title: z.string(),
      takes: z.string(),
      leaves: z.string(),
      days: z.int(),
      /** What the product proposes. */
      usualDays: z.int(),
      /** null where nobody said otherwise. */
      changed: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
      held: z.int(),
      oldest: instant.nullable(),
      /** How many the next run takes. */
      due: z.int(),
      lastRun: z.object({ at: instant, taken: z.int() }).nullable(),
    }),
  ),
});
export type RetentionView = z.infer<typeof retentionView>;

const days = z.coerce.number().int().min(1).max(36_500);

/** `GET /api/v1/privacy/retention/{kind}/preview`. */
export const retentionPreviewQuery = z.object({ days });
export const retentionPreview = z.object({
  kind: retentionKind,
  days: z.int(),
  olderThan: instant.describe("Everything older is taken; a change to a shorter time names it as `seen`"),
  takes: z.int(),
});
export type RetentionPreview = z.infer<typeof retentionPreview>;

/** `PUT /api/v1/privacy/retention/{kind}`. */
export const retentionOrder = z.strictObject({
  days: z.int().min(1).max(36_500),
  reason: neededLine(1000),
  seen: z.iso
    .datetime()
    .nullable()
    .default(null)
    .describe("`olderThan` of a preview of as many days, not older than an hour; needed for a shorter time"),
});

/** `POST /api/v1/people/{id}/requests`. */
export const privacyQuestion = z.strictObject({
  kind: z.enum(["erasure", "question"]),
  words: passage(2000),
});
/** `POST /api/v1/privacy/requests/{id}/answer`. */
export const privacyAnswer = z.strictObject({ words: passage(2000) });

/** `GET /api/v1/privacy/requests`. */
export const privacyRequestList = z.object({
  waiting: z.int(),
  requests: z.array(
    z.object({
      id: z.string(),
      person: personView,
      kind: z.enum(["erasure", "question"]),
      words: z.string(),
      askedAt: instant,
      answer: z.object({ at: instant, by: z.string(), words: z.string() }).nullable(),
    }),
  ),
});
export type PrivacyRequestList = z.infer<typeof privacyRequestList>;
