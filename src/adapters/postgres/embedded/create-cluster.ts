import { chown, mkdtemp, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { DataHome } from "./choose-data-home.ts";
import { errorCode } from "./error-code.ts";
import type { RunnableBinaries } from "./prepare-binaries.ts";
import { runAsServerUser } from "./run-as-server-user.ts";

const UNFINISHED = "cluster.initdb-";

/** initdb takes seconds: an unfinished cluster this old, in milliseconds, is of a process that was killed. */
const ABANDONED_AFTER = 10 * 60_000;

/**
 * Makes the cluster of a data home where there is none. initdb works in a folder of its own, which becomes the cluster
 * by a rename: a killed initdb leaves no cluster, and of two at once one wins and the other's work is thrown away.
 *
 * @returns whether the cluster was made by this call.
 * @throws Error when initdb fails, when the cluster is of another PostgreSQL major version (with the remedy), or when
 *   something that is no cluster is in its place.
 */
export async function createCluster(
  home: DataHome,
  binaries: RunnableBinaries,
  accessArguments: readonly string[],
): Promise<boolean> {
  await removeAbandoned(home.folder);
  if (await isCluster(home, binaries.major)) return false;
  const unfinished = await mkdtemp(path.join(home.folder, UNFINISHED));
  try {
    if (home.user) await chown(unfinished, home.user.uid, home.user.gid);
    await runAsServerUser(home.user, binaries.initdb, [
      `--pgdata=${unfinished}`,
      "--username=postgres",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
      ...accessArguments,
    ]);
    await rename(unfinished, home.cluster);
    await syncFolder(home.folder);
    return true;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (["ENOTEMPTY", "EEXIST"].includes(errorCode(error) ?? "") && (await isCluster(home, binaries.major))) {
      return false;
    }
    throw error;
  }
}

async function isCluster(home: DataHome, major: number): Promise<boolean> {
  let found: string;
  try {
    found = (await readFile(path.join(home.cluster, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    await refuseStrangers(home.cluster);
    return false;
  }
  if (Number(found) === major) return true;
  throw new Error(
    `The database in ${home.folder} was made by PostgreSQL ${found}; this version brings PostgreSQL ${major}, which ` +
      `cannot read it. Back it up with the version of this program that made it and restore the backup into a new ` +
      `data folder, or run a PostgreSQL ${found} server on it and set DATABASE_URL.`,
  );
}

async function refuseStrangers(cluster: string): Promise<void> {
  try {
    if ((await readdir(cluster)).length === 0) return;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw error;
  }
  throw new Error(
    `${cluster} is not empty and is no PostgreSQL cluster (it has no PG_VERSION). Move it away, or choose another ` +
      "data folder.",
  );
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const unfinished = path.join(folder, name);
    try {
      if (Date.now() - (await stat(unfinished)).mtimeMs > ABANDONED_AFTER) {
        await rm(unfinished, { recursive: true, force: true });
      }
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error; // its own process renamed or removed it
    }
  }
}

/** PostgreSQL syncs what is inside its folder; that the folder bears its name is for us to make durable. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return; // folders cannot be opened there
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
