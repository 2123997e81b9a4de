import { readFile } from "node:fs/promises";
import type { ServerUser } from "./run-as-server-user.ts";

const CANDIDATES = ["postgres", "nobody"] as const;

/**
 * Chooses the system user for a new cluster when this process is root: `postgres`, else `nobody`.
 *
 * @throws Error with the remedy when the system has neither.
 */
export async function chooseServerUser(): Promise<ServerUser> {
  const users = await systemUsers();
  for (const name of CANDIDATES) {
    const user = users.find((candidate) => candidate.name === name);
    if (user) return user;
  }
  throw new Error(
    `PostgreSQL does not run as root, and the system has no user named ${CANDIDATES.join(" or ")}. ` +
      "Add one, run as an ordinary user, or set DATABASE_URL.",
  );
}

/** The user of an existing cluster: the one who owns it, whatever `chooseServerUser` would choose today. */
export async function serverUserWithIds(uid: number, gid: number): Promise<ServerUser> {
  const known = (await systemUsers()).find((user) => user.uid === uid);
  return { name: known?.name ?? String(uid), uid, gid };
}

async function systemUsers(): Promise<ServerUser[]> {
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n");
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}
