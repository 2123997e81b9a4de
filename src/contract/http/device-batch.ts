import { z } from "zod";
import { newKey } from "./devices.ts";

/** The longest file of devices, in UTF-16 code units. */
const mostLetters = 512 * 1024;

/** `POST /api/v1/devices/batch/preview` and `POST /api/v1/devices/batch`: a file of devices, as text. */
export const deviceBatch = z.strictObject({
  /** CSV with a header: `name`, and where they are not left out `kind` and `address`. */
  csv: z
    .string()
    .min(1, "is empty; give a header and a line for each device")
    .max(mostLetters, "is longer than 512 thousand characters; divide it"),
});

export const deviceRow = z.object({
  /** On which the row begins; the header is line 1. */
  line: z.int(),
  name: z.string(),
  kind: z.string(),
  /** What it is called in its topics; null where that could not be worked out. */
  address: z.string().nullable(),
  /** What is wrong with it, with a remedy. */
  faults: z.array(z.object({ column: z.enum(["name", "kind", "address"]), message: z.string() })),
});
export type DeviceRow = z.infer<typeof deviceRow>;

/** What a file would make; nothing of it is made while anything is wrong. */
export const deviceBatchPreview = z.object({
  rows: z.array(deviceRow),
  /** What is wrong with the file as a whole. */
  faults: z.array(z.string()),
  /** What was ignored or guessed. */
  notes: z.array(z.string()),
  /** Whether all of it can be made. */
  sound: z.boolean(),
});
export type DeviceBatchPreview = z.infer<typeof deviceBatchPreview>;

/** Keys are told this once. */
export const madeBatch = z.object({
  devices: z.array(newKey),
  /** The same as a CSV file: name, kind, address, host, port, tls, key, and settings to paste. */
  file: z.string(),
});
export type MadeBatch = z.infer<typeof madeBatch>;
