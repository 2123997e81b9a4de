import { readFileSync, unwatchFile, watchFile } from "node:fs";
import {
  createSecureContext,
  createServer,
  type SecureContextOptions,
  type Server,
  TLSSocket,
} from "node:tls";
import type { Log } from "../../app/ports.ts";

/** The files of a listener's certificate and key, and of the authority whose client certificates are believed. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** null where no client certificate is asked for. */
  readonly ca: string | null;
}

/** How often the files are looked at, in milliseconds: whoever renews a certificate does so long before its end. */
const lookEveryMs = 5_000;
/** Whoever says nothing for so long is no device. */
const handshakeMs = 10_000;

/**
 * A listener over TLS whose files are read again when they change; connections that are there stay. Files that do not
 * fit, as while one of them was written and not the other, leave those before in use.
 *
 * @throws Error with the remedy when the files cannot be read or do not fit
 */
export function createTlsListener(
  files: TlsFiles,
  parts: {
    readonly log: Log;
    readonly highWaterMark: number;
    readonly onSocket: (socket: TLSSocket) => void;
  },
): Server {
  const { log, onSocket, highWaterMark } = parts;
  const read = (): SecureContextOptions => {
    const context = {
      cert: readFileSync(files.cert),
      key: readFileSync(files.key),
      ...(files.ca !== null && { ca: readFileSync(files.ca) }),
      minVersion: "TLSv1.2" as const,
    };
    createSecureContext(context);
    return context;
  };
  let first: SecureContextOptions;
  try {
    first = read();
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    throw new Error(
      `MUSTER_MQTT_TLS_CERT=${files.cert}, MUSTER_MQTT_TLS_KEY=${files.key}: no certificate with its key, in PEM: ${told}`,
      { cause: error },
    );
  }
  const server = createServer(
    {
      ...first,
      noDelay: true,
      highWaterMark,
      handshakeTimeout: handshakeMs,
      // A certificate is one way to show who one is; a name and a key is the other.
      requestCert: files.ca !== null,
      rejectUnauthorized: false,
    },
    onSocket,
  );
  // What somebody sends who does not speak TLS is no fault of ours, and told by nobody.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  const reload = (): void => {
    try {
      server.setSecureContext(read());
      log.info({}, "the broker's certificate was read again");
    } catch (error) {
      log.warn({ error }, "the files of the broker's certificate do not fit: those before stay in use");
    }
  };
  const watched = [files.cert, files.key, ...(files.ca === null ? [] : [files.ca])];
  for (const file of watched) watchFile(file, { interval: lookEveryMs, persistent: false }, reload);
  server.on("close", () => {
    for (const file of watched) unwatchFile(file, reload);
  });
  return server;
}

/** The common name of the certificate that a client showed and our authority signed; null for none. */
export function certifiedName(connection: object): string | null {
  if (!(connection instanceof TLSSocket) || !connection.authorized) return null;
  const { subject } = connection.getPeerCertificate();
  return typeof subject?.CN === "string" && subject.CN !== "" ? subject.CN : null;
}
