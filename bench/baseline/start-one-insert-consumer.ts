import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { PostgresConnection } from "../../src/adapters/postgres/embedded/server-access.ts";

/** Starts the consumer with one INSERT per message; resolves when it listens. */
export async function startOneInsertConsumer(
  database: PostgresConnection,
): Promise<{ readonly port: number; readonly pid: number; stop(): Promise<void> }> {
  const child = fork(fileURLToPath(new URL("./one-insert-consumer.js", import.meta.url)), {
    stdio: "inherit",
  });
  const exit = once(child, "exit");
  child.send(database);
  const port = await Promise.race([
    once(child, "message").then(([message]: { port?: number }[]) => message?.port),
    exit.then(() => undefined),
  ]);
  if (port === undefined || child.pid === undefined) throw new Error("the consumer ended before it listened");
  return {
    port,
    pid: child.pid,
    async stop() {
      child.disconnect();
      await exit;
    },
  };
}
