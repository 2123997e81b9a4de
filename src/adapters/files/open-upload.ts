import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { unzipSync } from "fflate";
import { showControls } from "../../app/imports/control-characters.ts";
import { type FileOpener, InvalidUpload } from "../../app/imports/csv-table.ts";
import type { ImportFile } from "../../app/imports/import-content.ts";
import { readCsvTable } from "./read-csv-table.ts";

/** What a zip may unpack to, all its files together. */
export const mostUnpackedBytes = 256 * 1024 * 1024;
const mostFiles = 200;
/** Text packs to a hundredth at best; what packs better is made to fill a disk or a memory. */
const mostRatio = 300;

/** Opens uploads: a zip, or one file. */
export const fileOpener: FileOpener = { open: openUpload, table: readCsvTable };

function openUpload(name: string, bytes: Uint8Array): readonly ImportFile[] {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
  return isZip ? unzip(bytes) : [{ name: showControls(path.basename(name)), bytes }];
}

/**
 * Unpacks the CSV files of a zip in memory. Their sizes are checked before anything is unpacked, and again after: the
 * directory of a zip may lie.
 */
function unzip(bytes: Uint8Array): readonly ImportFile[] {
  let files = 0;
  let total = 0;
  let unpacked: Record<string, Uint8Array>;
  try {
    unpacked = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        if (!isRead(name)) return false;
        files += 1;
        total += originalSize;
        if (files > mostFiles)
          throw new InvalidUpload(`the zip holds more than ${mostFiles} files: take out what is no CSV`);
        if (total > mostUnpackedBytes) throw new InvalidUpload(tooLarge);
        if (originalSize > 1024 * 1024 && originalSize > mostRatio * size) {
          throw new InvalidUpload("the zip unpacks to far more than its size: pack the plain files again");
        }
        return true;
      },
    });
  } catch (error) {
    if (error instanceof InvalidUpload) throw error;
    throw new InvalidUpload("the zip is broken or packed in a way that is not known: pack the files again", {
      cause: error,
    });
  }
  const opened = Object.entries(unpacked).map(([name, content]) => ({
    name: showControls(path.posix.basename(name)),
    bytes: content,
  }));
  if (opened.reduce((sum, file) => sum + file.bytes.length, 0) > mostUnpackedBytes)
    throw new InvalidUpload(tooLarge);
  if (opened.length === 0) throw new InvalidUpload("the zip holds no CSV file");
  return inOrder(opened);
}

/**
 * The files of a path on this machine: of a folder the CSV files in it, else of the file as `openUpload` reads it.
 *
 * @throws InvalidUpload naming the path
 */
export async function openPath(place: string): Promise<readonly ImportFile[]> {
  const found = await stat(place).catch((cause: unknown) => {
    throw new InvalidUpload(`${place} cannot be read: name a CSV file, a zip or a folder`, { cause });
  });
  if (!found.isDirectory()) {
    if (found.size > mostUnpackedBytes)
      throw new InvalidUpload(`${place} is larger than ${mostUnpackedBytes} bytes`);
    return openUpload(path.basename(place), await readFile(place));
  }
  const names = (await readdir(place)).filter(isRead);
  if (names.length === 0) throw new InvalidUpload(`${place} holds no CSV file`);
  if (names.length > mostFiles) throw new InvalidUpload(`${place} holds more than ${mostFiles} files`);
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(place, name))).size));
  if (sizes.reduce((sum, size) => sum + size, 0) > mostUnpackedBytes)
    throw new InvalidUpload(`${place}: ${tooLarge}`);
  return inOrder(
    await Promise.all(names.map(async (name) => ({ name, bytes: await readFile(path.join(place, name)) }))),
  );
}

const tooLarge = `the files are larger than ${mostUnpackedBytes} bytes together`;

/** CSV files; not what systems put beside them. */
const isRead = (name: string): boolean =>
  /\.(csv|txt|tsv)$/i.test(name) && !/(^|\/)(__MACOSX\/|\._)/.test(name);

const inOrder = (files: readonly ImportFile[]): readonly ImportFile[] =>
  files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
