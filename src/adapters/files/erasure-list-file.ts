import { mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { type ErasureList, joinErasures, parseErasureList } from "../../app/privacy/erasure-list.ts";

/** @returns null where there is no such file. @throws InvalidErasureList */
export async function readErasureList(file: string): Promise<ErasureList | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  return parseErasureList(text, file);
}

/**
 * Adds erasures to a list, which is made where there is none; one that has all of them is left as it is. It is whole at each
 * moment, and only the owner may read it.
 *
 * @returns whether the list holds them: false for one of another installation, which is left as it is
 */
export async function addToErasureList(file: string, added: ErasureList): Promise<boolean> {
  const known = await readErasureList(file);
  if (known !== null && known.instance !== added.instance) return false;
  const erasures = joinErasures(known?.erasures ?? [], added.erasures);
  if (erasures.length === (known?.erasures.length ?? 0)) return true;
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  const handle = await open(partial, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ ...added, erasures }, null, 1)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, file);
  return true;
}
