import { chmod, mkdir } from "node:fs/promises";
import path from "node:path";

/**
 * Creates a folder, and those above it that are missing, so that every user may enter it whatever the umask of this
 * process is. Folders that exist are left as they are.
 */
export async function makeOpenFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = path.resolve(folder); made.length >= first.length; made = path.dirname(made)) {
    await chmod(made, 0o755);
  }
}
