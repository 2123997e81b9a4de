import type { Duplex } from "node:stream";

/** A packet was announced that is larger than any that is taken. */
export class PacketTooLarge extends Error {
  override readonly name = "PacketTooLarge";
  constructor(bytes: number, limit: number) {
    super(`an MQTT packet of ${bytes} bytes was announced; at most ${limit} are taken`);
  }
}

/**
 * Follows the packet boundaries in a stream of MQTT bytes and tells of the first packet that is too long, from
 * its header alone. A packet is a type byte, its remaining length in one to four bytes of seven bits, and that
 * many bytes (MQTT 3.1.1, section 2.2).
 *
 * @returns a function that is given each chunk and returns what is wrong with it, or null
 */
export function createPacketMeter(maxPacketBytes: number): (chunk: Uint8Array) => Error | null {
  /** Bytes of the current packet's body still to come; 0 between packets. */
  let body = 0;
  /** Bytes of the remaining length read so far; null while the type byte is awaited. */
  let lengthBytes: number | null = null;
  let length = 0;

  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (body > 0) {
        const passed = Math.min(body, chunk.length - at);
        body -= passed;
        at += passed;
      } else if (lengthBytes === null) {
        at += 1; // the type
        lengthBytes = 0;
        length = 0;
      } else {
        const byte = chunk[at] ?? 0;
        at += 1;
        length += (byte & 0x7f) * 128 ** lengthBytes;
        lengthBytes += 1;
        if (byte < 0x80) {
          if (length > maxPacketBytes) return new PacketTooLarge(length, maxPacketBytes);
          body = length;
          lengthBytes = null;
        } else if (lengthBytes === 4) {
          return new Error("an MQTT packet's length takes more than four bytes");
        }
      }
    }
    return null;
  };
}

/**
 * Breaks a connection at the first packet that is too large. aedes has no such limit, and its parser gathers up
 * to 256 MiB in memory before anyone is asked; it takes its bytes with `read`, so that is where they are seen.
 */
export function limitPackets<Connection extends Duplex>(
  connection: Connection,
  maxPacketBytes: number,
): Connection {
  const meter = createPacketMeter(maxPacketBytes);
  const read = connection.read.bind(connection);
  connection.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (!(chunk instanceof Uint8Array)) return chunk;
    const refused = meter(chunk);
    if (refused === null) return chunk;
    connection.destroy(refused);
    return null;
  };
  return connection;
}
