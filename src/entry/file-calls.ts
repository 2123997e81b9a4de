import type { Paper, WritePapers } from "../app/exports/paper.ts";
import type { Sheet, SheetCell } from "../app/exports/sheet.ts";

/** What the thread that writes a file is begun with. */
export type FileQuestion =
  | { readonly kind: "pdf"; readonly about: Parameters<WritePapers>[1] }
  | { readonly kind: "xlsx"; readonly columns: Sheet["columns"]; readonly title: string };

/** What it says: each but the last waits for an answer, so that nothing piles up on either side. */
export type FileWord =
  | { readonly told: "wants" }
  | { readonly told: "bytes"; readonly bytes: Uint8Array }
  | { readonly told: "written" };

/** What it is answered. */
export type FileAnswer =
  | { readonly told: "paper"; readonly paper: Paper }
  | { readonly told: "rows"; readonly rows: readonly (readonly SheetCell[])[] }
  | { readonly told: "over" }
  | { readonly told: "taken" };
