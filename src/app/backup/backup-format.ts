import { z } from "zod";

/**
 * A backup is gzipped text. The first line is the manifest; then, for each table, its head, its rows as PostgreSQL's
 * COPY writes them, and a line `\.`; the last line is the end, with the SHA-256 of every byte before it.
 */
export const backupFormat = 1;

/** The line that ends the rows of a table; no row can be it, for COPY doubles every backslash. */
export const endOfRows = "\\.";

export const tableHead = z.strictObject({
  table: z.string().min(1),
  columns: z.array(z.string().min(1)).min(1),
});
export type TableHead = z.infer<typeof tableHead>;

export const manifest = z.object({
  muster: z.literal("backup"),
  format: z.literal(backupFormat),
  /** The version of the tables. */
  schema: z.int().min(1),
  instance: z.uuid(),
  createdAt: z.string(),
  /** In an order in which each table comes after those that it refers to. */
  tables: z.array(z.string()),
});
export type BackupManifest = z.infer<typeof manifest>;

export const backupEnd = z.strictObject({
  rows: z.record(z.string(), z.int().min(0)),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackupEnd = z.infer<typeof backupEnd>;

/** The file is not a whole, unaltered backup of a format that this program reads. */
export class InvalidBackup extends Error {
  override readonly name = "InvalidBackup";
}
