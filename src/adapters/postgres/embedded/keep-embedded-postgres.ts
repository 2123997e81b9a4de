import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "./start-embedded-postgres.ts";

/** An embedded server that is started again whenever it dies, whether or not anybody asks it something. */
export interface KeptPostgres {
  /** The server as it was started or adopted last: always on the same socket. */
  readonly server: EmbeddedPostgres;
  /** Resolves when the server answers: adopts it where it runs, starts it where it does not. */
  ensure(): Promise<void>;
  /** Keeps it no longer, and lets it run. */
  leave(): void;
  /** Keeps it no longer, and shuts it down. */
  stop(): Promise<void>;
}

const firstRetryMs = 100;
const lastRetryMs = 2_000;

/**
 * Starts the server of a data folder and keeps it running.
 *
 * @throws Error as `startEmbeddedPostgres` when the first start fails; a later one is tried again, and told once for
 *   each reason
 */
export async function keepEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<KeptPostgres> {
  let server = await startEmbeddedPostgres(options);
  let starting: Promise<void> | null = null;
  let stopped = false;
  let wake: (() => void) | null = null;
  let keeping: Promise<void> = Promise.resolve();
  watch(server);

  function ensure(): Promise<void> {
    if (stopped) return Promise.reject(new Error("the embedded PostgreSQL is being stopped"));
    starting ??= startEmbeddedPostgres(options).then(
      (started) => {
        // Before it is watched: one that has died already is to be started again, and not found being started.
        starting = null;
        server = started;
        watch(started);
      },
      (error: unknown) => {
        starting = null;
        throw error;
      },
    );
    return starting;
  }

  function watch(watched: EmbeddedPostgres): void {
    watched.died.then(
      () => {
        // Somebody who asked may have been faster: then the newer one is watched.
        if (server === watched && !stopped) keeping = startAgain();
      },
      (error: unknown) => options.log({ event: "embedded_postgres_not_watched", error: String(error) }),
    );
  }

  async function startAgain(): Promise<void> {
    let retryMs = firstRetryMs;
    let told: string | null = null;
    while (!stopped) {
      try {
        return await ensure();
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (why !== told && !stopped)
          options.log({ event: "embedded_postgres_not_started_again", error: why });
        told = why;
        await pause(retryMs);
        retryMs = Math.min(retryMs * 2, lastRetryMs);
      }
    }
  }

  /** Waits before the next try; a stop ends the wait. */
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const retry = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(retry);
        resolve();
      };
    });
  }

  function leave(): void {
    stopped = true;
    wake?.();
  }

  return {
    get server() {
      return server;
    },
    ensure,
    leave,
    async stop() {
      leave();
      await keeping;
      // One that is being started at this moment is there to be stopped a moment later.
      await starting?.catch(() => undefined);
      await server.stop();
    },
  };
}
