import type { Upload } from "./send-files.ts";

/** Files whose previews are looked at, by the id of the preview: while the page is open they can be read otherwise. */
const held = new Map<string, Upload>();
const mostHeld = 3;

/** Keeps an upload for as long as the page is open; only the latest few, for they may be large. */
export function holdUpload(id: string, upload: Upload): void {
  held.delete(id);
  held.set(id, upload);
  for (const old of held.keys()) {
    if (held.size <= mostHeld) return;
    held.delete(old);
  }
}

/** The upload that a preview was made of; null after the page was loaded anew. */
export function heldUpload(id: string): Upload | null {
  return held.get(id) ?? null;
}
