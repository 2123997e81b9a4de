import type { PostgresAddress } from "../adapters/postgres/connect-postgres.ts";
import { loadSettings } from "../config/load-settings.ts";
import type { Settings } from "../config/settings.ts";
import { reachPostgres } from "./reach-postgres.ts";

/** The exit code of a command that could not do its work; 1 is left to what it found out. */
export const couldNot = 2;

export interface CommandContext {
  readonly settings: Settings;
  /** Aborted by Ctrl-C: throw its reason at the next step, so that nothing is left half done. */
  readonly signal: AbortSignal;
  /** Runs work on the PostgreSQL of the settings, and leaves that running or stopped as it was. */
  onPostgres<T>(create: boolean, work: (address: PostgresAddress) => Promise<T>): Promise<T>;
}

/**
 * Runs a command's work and sets the exit code of the process: what `work` resolves with, or `couldNot` after the
 * error was told in one line.
 */
export async function runOnPostgres(work: (context: CommandContext) => Promise<number>): Promise<void> {
  const interrupted = new AbortController();
  // Once: a second Ctrl-C ends the process as usual.
  const interrupt = (): void => interrupted.abort(new Error("interrupted"));
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const settings = loadSettings();
    process.exitCode = await work({
      settings,
      signal: interrupted.signal,
      async onPostgres(create, use) {
        const postgres = await reachPostgres(settings, { create });
        try {
          return await use(postgres.address);
        } finally {
          await postgres.release();
        }
      },
    });
  } catch (error) {
    process.stderr.write(`muster: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = couldNot;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}
