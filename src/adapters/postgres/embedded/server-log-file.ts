import { copyFile, open, stat, truncate } from "node:fs/promises";
import { errorCode } from "./error-code.ts";

/** The size in bytes at which the log is cut. With the kept part before it, the log takes twice this at most. */
const LARGEST_LOG = 8 * 1024 * 1024;

/** How often the size is looked at, in milliseconds. */
const LOOK_EVERY = 60_000;

/** Lines and bytes of the log that an error message quotes at most. */
const QUOTED_LINES = 15;
const QUOTED_BYTES = 8_192;

/** The size of the log in bytes; 0 when there is none. */
export async function serverLogSize(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return 0;
    throw error;
  }
}

/** The last lines of the log that were written after it had `from` bytes. */
export async function serverLogTail(file: string, from: number): Promise<string> {
  const size = await serverLogSize(file);
  const length = Math.min(size - Math.min(from, size), QUOTED_BYTES);
  if (length === 0) return "";
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("utf8", 0, bytesRead).trim().split("\n").slice(-QUOTED_LINES).join("\n");
  } finally {
    await handle.close();
  }
}

/**
 * Copies a log that has grown too large to `<file>.1` and empties it. The server writes at the end of the file,
 * wherever that is, so it needs not be told; a line written between copy and cut is lost.
 */
export async function cutServerLog(file: string, largest: number = LARGEST_LOG): Promise<void> {
  if ((await serverLogSize(file)) <= largest) return;
  await copyFile(file, `${file}.1`);
  await truncate(file);
}

/**
 * Keeps the log from growing for ever, by looking at it once a minute. PostgreSQL's own log collector is another
 * process, and cuts by time only: a day's log would have no bound.
 *
 * @returns a function that ends it.
 */
export function keepServerLogShort(file: string, onError: (error: unknown) => void): () => void {
  const timer = setInterval(() => {
    cutServerLog(file).catch(onError);
  }, LOOK_EVERY);
  timer.unref();
  return () => clearInterval(timer);
}
