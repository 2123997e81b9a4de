import { createReadStream } from "node:fs";
import { access, type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGunzip, createGzip } from "node:zlib";
import { InvalidBackup } from "../../app/backup/backup-format.ts";

/** There is a file of that name already. */
export class FileTaken extends Error {
  override readonly name = "FileTaken";
}

/**
 * Packs bytes into a file that appears whole or not at all: they go to `file.partial`, reach the disk, and are then
 * renamed. Only the owner may read it.
 *
 * @param options.force replaces an existing file, and a partial one that a killed backup left
 * @returns the size of the file in bytes
 * @throws FileTaken with the remedy
 */
export async function writeBackupFile(
  file: string,
  bytes: AsyncIterable<Buffer>,
  options: { readonly force: boolean },
): Promise<number> {
  if (!options.force && (await exists(file))) {
    throw new FileTaken(`${file} exists: choose another name, or replace it with --force`);
  }
  const partial = `${file}.partial`;
  const handle = await openPartial(partial, options.force);
  try {
    // Speed before size: level 1 keeps pace with the store.
    const gzip = createGzip({ level: constants.Z_BEST_SPEED });
    await pipeline(Readable.from(bytes), gzip, async (packed: AsyncIterable<Buffer>) => {
      // On a handle, writeFile goes on where the last one ended.
      for await (const block of packed) await handle.writeFile(block);
    });
    await handle.sync();
    const { size } = await handle.stat();
    await handle.close();
    if (!options.force && (await exists(file)))
      throw new FileTaken(`${file} was made by somebody else meanwhile`);
    await rename(partial, file);
    await syncFolder(path.dirname(file));
    return size;
  } catch (error) {
    await handle.close();
    await rm(partial, { force: true });
    throw error;
  }
}

/**
 * The unpacked bytes of a backup file.
 *
 * @param onRead told how many bytes of the packed file were read so far, and how many there are
 * @throws InvalidBackup when the packing is broken
 */
export async function* readBackupFile(
  file: string,
  onRead: (read: number, of: number) => void = () => undefined,
): AsyncGenerator<Buffer> {
  const { size } = await stat(file);
  const packed = createReadStream(file, { highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  // What fails in reading fails the unpacking, which is what is waited for.
  packed.on("error", (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  try {
    for await (const chunk of gunzip) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError("unpacking gave no bytes");
      onRead(packed.bytesRead, size);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && /^Z_/.test(String(error.code))) {
      throw new InvalidBackup(
        error.code === "Z_BUF_ERROR"
          ? "the backup is cut off: its packing has no end"
          : "the file is no Muster backup, or was altered: it cannot be unpacked",
        { cause: error },
      );
    }
    throw error;
  } finally {
    packed.destroy();
    gunzip.destroy();
  }
}

async function openPartial(partial: string, force: boolean): Promise<FileHandle> {
  try {
    return await open(partial, force ? "w" : "wx", 0o600);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw new FileTaken(
        `${partial} exists: another backup is being written there, or was killed; wait for it, or replace it with --force`,
        { cause: error },
      );
    }
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

/** A renamed file outlives a power cut once its folder is on the disk; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
