import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";

/** A photo on disk, and whose it is by its folder's name. */
export interface PhotoFile {
  readonly person: string;
  readonly stranger: boolean;
  readonly path: string;
}

const PICTURES = new Set([".jpg", ".jpeg", ".png", ".webp", ".avif", ".tif", ".tiff"]);

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw new Error(`The folder ${folder} cannot be read.`, { cause });
  }
}

async function picturesIn(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  return entries
    .filter((entry) => entry.isFile() && PICTURES.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(folder, entry.name))
    .sort();
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function peopleIn(folder: string, stranger: boolean): Promise<PhotoFile[]> {
  const files: PhotoFile[] = [];
  for (const name of await foldersIn(folder)) {
    // Two folders of people may each have a "1": the person is named by both.
    const person = `${basename(folder)}/${name}`;
    for (const path of await picturesIn(join(folder, name))) files.push({ person, stranger, path });
  }
  return files;
}

/**
 * Finds photos laid out as one folder a person.
 * @param folders of people to enrol
 * @param strangers folder of people never enrolled; a photo that lies in it directly is a person of its own
 * @throws when a folder cannot be read, or holds nobody
 */
export async function findPhotos(folders: readonly string[], strangers?: string): Promise<PhotoFile[]> {
  const files: PhotoFile[] = [];
  for (const folder of folders) {
    const found = await peopleIn(folder, false);
    if (found.length === 0) {
      throw new Error(
        `${folder} holds no folders with photos. Put each person's photos into a folder of their own.`,
      );
    }
    files.push(...found);
  }
  if (strangers === undefined) return files;
  const alone = (await picturesIn(strangers)).map((path) => ({
    person: basename(path),
    stranger: true,
    path,
  }));
  const found = [...alone, ...(await peopleIn(strangers, true))];
  if (found.length === 0) throw new Error(`${strangers} holds no photos of strangers.`);
  return [...files, ...found];
}
