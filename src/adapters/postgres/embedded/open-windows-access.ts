import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import type { DataHome } from "./choose-data-home.ts";
import { errorCode } from "./error-code.ts";
import type { ServerAccess } from "./server-access.ts";

const HOST = "127.0.0.1";

/**
 * Lets clients in by TCP on the loopback address with a random password, because PostgreSQL's programs for Windows
 * and Node's do not share a kind of socket that a folder could guard. The password is kept in the data home.
 *
 * UNTESTED: written from the documentation, never run on Windows.
 */
export async function openWindowsAccess(home: DataHome): Promise<ServerAccess> {
  const passwordFile = path.join(home.folder, "postgres-password");
  const password = await keptPassword(passwordFile);
  return {
    initdbArguments: ["--auth=scram-sha-256", `--pwfile=${passwordFile}`],
    settings: { listen_addresses: HOST, port: String(await freePort()), unix_socket_directories: "" },
    connectionTo: ({ port }) =>
      port ? { host: HOST, port, user: "postgres", database: "postgres", password } : undefined,
    remove: async () => {},
  };
}

async function keptPassword(file: string): Promise<string> {
  try {
    await writeFile(file, randomBytes(24).toString("hex"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
  return (await readFile(file, "utf8")).trim();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("the system gave no TCP port");
  return address.port;
}
