import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The system user that PostgreSQL runs under when this process is root, which PostgreSQL refuses to be. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Child-process options that make a program run as `user`; undefined means as this process. */
export function serverProcessOptions(user: ServerUser | undefined): {
  cwd: string;
  env: Record<string, string>;
  uid?: number;
  gid?: number;
} {
  return {
    // The folder this process stands in may be closed to the other user.
    cwd: process.platform === "win32" ? process.cwd() : "/",
    // Nothing is inherited: a PGDATA or PGOPTIONS of the caller's shell must not change this server. Messages are
    // in English because start-up reads them. TZ spares initdb a search through all zones.
    env: { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" },
    ...(user && { uid: user.uid, gid: user.gid }),
  };
}

/**
 * Runs a program to its end as `user`.
 *
 * @returns what it printed.
 * @throws Error with the command and its standard error when it cannot be run or exits with other than 0.
 */
export async function runAsServerUser(
  user: ServerUser | undefined,
  program: string,
  args: readonly string[],
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, {
    ...serverProcessOptions(user),
    encoding: "utf8",
    windowsHide: true,
  });
  return stdout;
}

/** Whether `user` can enter `folder`, found out by entering it as that user: modes do not tell of ACLs and mounts. */
export async function canEnter(user: ServerUser | undefined, folder: string): Promise<boolean> {
  try {
    await runAsServerUser(user, "/bin/sh", ["-c", 'cd -- "$1"', "sh", folder]);
    return true;
  } catch (error) {
    // A shell that ran and said no exits with a number. Anything else (no shell, no right to change the user) is a
    // fault that must not pass for "cannot enter".
    if (error instanceof Error && "code" in error && typeof error.code === "number") return false;
    throw error;
  }
}
