import { z } from "zod";
import { studentRecord } from "./exports.ts";
import { personView } from "./sessions.ts";

const instant = z.string().describe("RFC 3339, UTC");

/** What becomes of something when the person is erased. */
export const fate = z.enum(["goes", "stripped", "stays"]);

export const fileSection = z.object({
  table: z.string(),
  title: z.string(),
  fate,
  /** What an erasure does to it, and on which ground what stays does. */
  because: z.string(),
  /** As they are stored, without secrets and what is of others. */
  rows: z.array(z.record(z.string(), z.unknown())),
});
export type FileSectionView = z.infer<typeof fileSection>;

/** `GET /api/v1/people/{id}/file`: everything that is kept of one person. */
export const personFile = z.object({
  asOf: instant,
  timeZone: z.string(),
  person: personView,
  kind: z.enum(["student", "staff"]),
  sections: z.array(fileSection),
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
export type ErasurePreview = z.infer<typeof erasurePreview>;

/** `POST /api/v1/people/{id}/erasure`. */
export const erasureOrder = z.strictObject({
  typed: z.string().max(128).describe("The person's id once more, typed by whoever erases"),
  reason: z.string().trim().min(1).max(1000),
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
