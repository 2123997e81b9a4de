import { createHash, randomUUID } from "node:crypto";
import { chown, mkdir, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { chooseServerUser, serverUserWithIds } from "./choose-server-user.ts";
import { errorCode } from "./error-code.ts";
import { makeOpenFolder } from "./make-open-folder.ts";
import { canEnter, type ServerUser } from "./run-as-server-user.ts";
import type { StartLog } from "./start-log.ts";

/** Where a server keeps its things, and the user it runs under. */
export interface DataHome {
  /** Absolute, with links resolved. Holds `cluster/`, `postgres.log` and the name of the socket folder. */
  readonly folder: string;
  /** `folder/cluster`: what PostgreSQL calls its data directory. */
  readonly cluster: string;
  /** undefined: the user of this process. */
  readonly user: ServerUser | undefined;
}

const RECORD = "postgres-is-elsewhere.json";

/**
 * Decides where the cluster of an asked data folder is, and who runs it.
 *
 * An ordinary user keeps it in the asked folder. Root needs another user for it, and that user must be able to enter
 * the folder; where it cannot (below a private home), the cluster goes to a folder of that user below `stateFolder`,
 * and a record in the asked folder says so, to people and to the next start. A cluster that exists stays where it is
 * and is run by the user who owns it.
 *
 * @throws Error with the remedy when the existing cluster is another user's, has gone, or cannot be entered.
 */
export async function chooseDataHome(options: {
  asked: string;
  stateFolder: string;
  log: StartLog;
}): Promise<DataHome> {
  await mkdir(options.asked, { recursive: true });
  const asked = await realpath(options.asked);
  const recorded = await recordedFolder(asked);
  const folder = recorded ?? asked;
  const owner = await ownerOfCluster(folder);

  const uid = process.getuid?.();
  if (uid !== 0) {
    if (owner && uid !== undefined && owner.uid !== uid) throw belongsToAnother(folder, String(owner.uid));
    return home(folder, undefined);
  }
  const user =
    owner && owner.uid !== 0 ? await serverUserWithIds(owner.uid, owner.gid) : await chooseServerUser();
  if (await canEnter(user, folder)) return home(folder, user);
  if (owner || recorded) {
    throw new Error(
      `The database is in ${folder}, but the system user ${user.name} that runs it can no longer enter that folder. ` +
        "Give that user the right to enter it and every folder above it (chmod o+x).",
    );
  }
  const elsewhere = await folderOfUser(asked, options.stateFolder, user);
  await writeRecord(asked, elsewhere, user);
  options.log({
    event: "embedded_postgres_data_elsewhere",
    asked,
    dataFolder: elsewhere,
    reason: `${user.name} cannot enter ${asked}`,
  });
  return home(elsewhere, user);
}

function home(folder: string, user: ServerUser | undefined): DataHome {
  return { folder, cluster: path.join(folder, "cluster"), user };
}

async function ownerOfCluster(folder: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(path.join(folder, "cluster"));
    return { uid, gid };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    if (errorCode(error) === "EACCES") throw belongsToAnother(folder, "unknown");
    throw error;
  }
}

function belongsToAnother(folder: string, uid: string): Error {
  return new Error(
    `The database in ${folder} belongs to another system user (uid ${uid}): it was made when the server ran as that ` +
      "user or as root. Run as that user or as root again, or choose another data folder.",
  );
}

/** The name depends on nothing but the asked folder, so that a lost record is found again by the same start. */
async function folderOfUser(asked: string, stateFolder: string, user: ServerUser): Promise<string> {
  await makeOpenFolder(stateFolder);
  const name = createHash("sha256").update(asked).digest("hex").slice(0, 16);
  const folder = path.join(await realpath(stateFolder), name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chown(folder, user.uid, user.gid);
  if (await canEnter(user, folder)) return folder;
  throw new Error(
    `The system user ${user.name}, which runs PostgreSQL, can enter neither ${asked} nor ${folder}. ` +
      "Choose a data folder that it can enter, or set DATABASE_URL.",
  );
}

async function recordedFolder(asked: string): Promise<string | undefined> {
  const file = path.join(asked, RECORD);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  const record: unknown = JSON.parse(text);
  if (!namesFolder(record)) throw new Error(`${file} names no dataFolder`);
  try {
    await stat(record.dataFolder);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    // An empty database in its place would look as if everything had been lost.
    throw new Error(
      `${file} says that the database is in ${record.dataFolder}, which is gone. ` +
        "Put that folder back, or delete the file to begin with an empty database.",
      { cause: error },
    );
  }
  return record.dataFolder;
}

function namesFolder(record: unknown): record is { dataFolder: string } {
  return (
    typeof record === "object" &&
    record !== null &&
    "dataFolder" in record &&
    typeof record.dataFolder === "string"
  );
}

async function writeRecord(asked: string, dataFolder: string, user: ServerUser): Promise<void> {
  const record = {
    dataFolder,
    why: `PostgreSQL does not run as root, and the system user ${user.name} that runs it cannot enter ${asked}.`,
  };
  const fresh = path.join(asked, `${RECORD}.${randomUUID()}`);
  await writeFile(fresh, `${JSON.stringify(record, null, 2)}\n`);
  await rename(fresh, path.join(asked, RECORD));
}
