import type { Upload } from "../app/imports/read-upload.ts";
import type { ImportNote } from "../contract/http/imports.ts";

/** What the thread that reads uploads is given. */
export interface UploadQuestion {
  readonly upload: Upload;
  readonly timeZone: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What it answers; content as `packContent` writes it. */
export type UploadReply =
  | { readonly told: "read"; readonly content: string; readonly notes: readonly ImportNote[] }
  | { readonly told: "invalid"; readonly message: string };
