import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { generate, type Packet } from "mqtt-packet";

/** A TCP connection to the broker on which a test writes whatever bytes it likes. */
export interface RawConnection {
  readonly socket: Socket;
  /** Everything the broker has said. */
  received(): Buffer;
  /** Sends and resolves when the system has taken the bytes, or the connection is gone. */
  send(bytes: Uint8Array): Promise<void>;
  /** Resolves when the broker has broken the connection. */
  broken: Promise<void>;
}

export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = connect(port, "localhost");
  let received = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
  });
  // A reset is one of the ways to be thrown out.
  socket.on("error", () => undefined);
  const broken = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await once(socket, "connect");
  return {
    socket,
    received: () => received,
    broken,
    send: (bytes) =>
      new Promise((resolve) => {
        if (socket.destroyed) resolve();
        else socket.write(bytes, () => resolve());
      }),
  };
}

/** The bytes of a CONNECT. */
export const connectBytes = (clientId: string): Buffer =>
  packetBytes({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clean: true,
    clientId,
    keepalive: 0,
  });

export const packetBytes = (packet: Packet): Buffer => generate(packet);
