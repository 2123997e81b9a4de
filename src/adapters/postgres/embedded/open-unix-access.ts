import { chown, lstat, mkdir, mkdtemp, readFile, rmdir, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { DataHome } from "./choose-data-home.ts";
import { errorCode } from "./error-code.ts";
import { canEnter } from "./run-as-server-user.ts";
import type { ServerAccess } from "./server-access.ts";

/** The port gives the socket its name; it opens nothing. */
const PORT = 5432;
const SOCKET = `.s.PGSQL.${PORT}`;
const FOLDER_PREFIX = "muster-pg-";
const RECORD = "socket-folder";

/** A socket's path is limited to 103 bytes (macOS) or 107 (Linux), and PostgreSQL does not start with a longer one. */
const LONGEST_SOCKET_PATH = 100;

/**
 * Lets clients in by a Unix socket in a private folder, without a password: whoever can enter that folder is the
 * server's user or root. There is no TCP port.
 *
 * The folder is a short one in the system's temporary folder, not in the data folder, whose path may be too long and
 * which may be on a file system without sockets. Its name is kept in the data home and used again.
 *
 * @throws Error when no temporary folder is short enough and open to the server's user.
 */
export async function openUnixAccess(home: DataHome): Promise<ServerAccess> {
  const folder = (await recordedFolder(home)) ?? (await newFolder(home));
  return {
    initdbArguments: ["--auth-local=trust", "--auth-host=reject"],
    settings: {
      listen_addresses: "",
      port: String(PORT),
      unix_socket_directories: folder,
      unix_socket_permissions: "0700",
    },
    connectionTo: ({ socketFolder, port }) =>
      socketFolder && port ? { host: socketFolder, port, user: "postgres", database: "postgres" } : undefined,
    remove: async (postmaster) => {
      const socketFolder = postmaster ? postmaster.socketFolder : folder;
      if (!socketFolder || !path.basename(socketFolder).startsWith(FOLDER_PREFIX)) return;
      try {
        await rmdir(socketFolder);
      } catch (error) {
        // Gone already, or a server that was started since has its socket there.
        if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(errorCode(error) ?? "")) throw error;
      }
    },
  };
}

/** The folder of the last start, made again where it has gone: clients keep the address that they were once given. */
async function recordedFolder(home: DataHome): Promise<string | undefined> {
  try {
    const folder = await readFile(path.join(home.folder, RECORD), "utf8");
    if (!path.basename(folder).startsWith(FOLDER_PREFIX)) return undefined;
    await makeAgain(folder, home);
    const stats = await lstat(folder);
    // In a temporary folder anybody may have made a folder of this name since.
    const ours = stats.isDirectory() && stats.uid === ownerUid(home) && (stats.mode & 0o777) === 0o700;
    return ours && (await canEnter(home.user, folder)) ? folder : undefined;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function makeAgain(folder: string, home: DataHome): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) === "EEXIST") return;
    throw error;
  }
  if (home.user) await chown(folder, home.user.uid, home.user.gid);
}

async function newFolder(home: DataHome): Promise<string> {
  const bases = [...new Set([os.tmpdir(), "/tmp"])];
  for (const base of bases) {
    const longest = path.join(base, `${FOLDER_PREFIX}XXXXXX`, SOCKET);
    if (Buffer.byteLength(longest) > LONGEST_SOCKET_PATH || !(await canEnter(home.user, base))) continue;
    const folder = await mkdtemp(path.join(base, FOLDER_PREFIX));
    if (home.user) await chown(folder, home.user.uid, home.user.gid);
    await writeFile(path.join(home.folder, RECORD), folder);
    return folder;
  }
  throw new Error(
    `No folder for the PostgreSQL socket: ${bases.join(" and ")} are too long or closed to the user ` +
      `${home.user?.name ?? "of this process"}. Set TMPDIR to a short path that this user can enter.`,
  );
}

function ownerUid(home: DataHome): number | undefined {
  return home.user?.uid ?? process.getuid?.();
}
