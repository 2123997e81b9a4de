import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A door to a broker that speaks MQTT 3.1.1 alone. */
export interface OldDoor {
  readonly url: string;
  close(): Promise<void>;
}

/** "Unacceptable protocol version", as a broker of 3.1.1 answers (MQTT 3.1.1, section 3.2.2.3). */
const unacceptableVersion = Buffer.from([0x20, 2, 0, 1]);

/** Stands before a broker on loopback and turns away whoever greets it in MQTT 5. */
export async function refuseMqtt5(brokerPort: number): Promise<OldDoor> {
  const sockets = new Set<Socket>();
  const door = createServer((socket) => {
    track(socket);
    socket.once("data", (greeting) => {
      if (typeof greeting === "string" || versionOf(greeting) === 5) {
        socket.end(unacceptableVersion);
        return;
      }
      const broker = connect(brokerPort, "127.0.0.1");
      track(broker);
      broker.write(greeting);
      socket.pipe(broker).pipe(socket);
      socket.on("close", () => broker.destroy());
      broker.on("close", () => socket.destroy());
    });
  });
  function track(socket: Socket): void {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A side that breaks off closes as well, and takes the other with it.
    socket.on("error", () => undefined);
  }
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  const address = door.address();
  if (address === null || typeof address === "string") throw new Error("the door has no port");
  return {
    url: `mqtt://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(door, "close");
      door.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The protocol level of a CONNECT: it follows the type, the length (one to four bytes) and the name `MQTT`. */
function versionOf(connectPacket: Buffer): number | undefined {
  let at = 1;
  while (at < 5 && (connectPacket[at] ?? 0) >= 0x80) at += 1;
  return connectPacket[at + 7];
}
