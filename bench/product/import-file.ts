import { z } from "zod";
import type { Product } from "./start-product.ts";

/** A school's file as it is uploaded. */
export interface SchoolFile {
  readonly kind: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Uploads a file. @returns the import's id @throws where it, or a row of it, is refused */
export async function previewFile(product: Product, file: SchoolFile): Promise<string> {
  const query = new URLSearchParams({ kind: file.kind, name: file.name });
  const answer = await fetch(`${product.url}/api/v1/imports?${query}`, {
    method: "POST",
    headers: { "content-type": file.type },
    body: Buffer.from(file.bytes),
  });
  if (!answer.ok) throw new Error(await answer.text());
  const { id, refused } = z.object({ id: z.string(), refused: z.int() }).parse(await answer.json());
  if (refused > 0) throw new Error(`${refused} rows of ${file.name} were refused`);
  return id;
}

/** Applies an import, with its warnings confirmed. */
export async function applyImport(product: Product, id: string): Promise<void> {
  const answer = await fetch(`${product.url}/api/v1/imports/${id}/apply`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ confirmWarnings: true }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  await answer.arrayBuffer();
}
