import { readFileSync, unwatchFile, watchFile } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import { createSecureContext } from "node:tls";
import type { Log } from "../../app/ports.ts";

/** How often the files are looked at, in milliseconds: whoever renews a certificate does so long before its end. */
const usualLookMs = 10_000;

/**
 * A server over TLS whose certificate is read again when its files change. A pair that does not fit, as while one file
 * of it was written and not the other, leaves the one before in use.
 *
 * @throws Error with the remedy when the files cannot be read or do not fit
 */
export function createTlsServer(
  files: { readonly cert: string; readonly key: string },
  log: Log,
  listener: RequestListener,
  lookEveryMs = usualLookMs,
): Server {
  const read = (): { cert: Buffer; key: Buffer } => {
    const pair = { cert: readFileSync(files.cert), key: readFileSync(files.key) };
    createSecureContext(pair);
    return pair;
  };
  let first: { cert: Buffer; key: Buffer };
  try {
    first = read();
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    throw new Error(
      `MUSTER_TLS_CERT=${files.cert}, MUSTER_TLS_KEY=${files.key}: no certificate with its key, in PEM: ${told}`,
      { cause: error },
    );
  }
  const server = createServer({ ...first, minVersion: "TLSv1.2" }, listener);
  const reload = (): void => {
    try {
      server.setSecureContext({ ...read(), minVersion: "TLSv1.2" });
      log.info({}, "the certificate was read again");
    } catch (error) {
      log.warn({ error }, "the certificate's files do not fit each other: the one before stays in use");
    }
  };
  const watched = [files.cert, files.key];
  for (const file of watched) watchFile(file, { interval: lookEveryMs, persistent: false }, reload);
  server.on("close", () => {
    for (const file of watched) unwatchFile(file, reload);
  });
  return server;
}
