import type { Duplex } from "node:stream";
import type { Throttle } from "./create-throttle.ts";

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
 * @param maxPacketBytes asked for each packet, since who is known may send other packets than who is not yet
 * @param onPacket told of each packet that begins
 * @returns a function that is given each chunk and returns what is wrong with it, or null
 */
export function createPacketMeter(
  maxPacketBytes: () => number,
  onPacket: () => void = () => undefined,
): (chunk: Uint8Array) => Error | null {
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
        onPacket();
        lengthBytes = 0;
        length = 0;
      } else {
        const byte = chunk[at] ?? 0;
        at += 1;
        length += (byte & 0x7f) * 128 ** lengthBytes;
        lengthBytes += 1;
        if (byte < 0x80) {
          const most = maxPacketBytes();
          if (length > most) return new PacketTooLarge(length, most);
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

/** What one connection may send; it changes when the connection shows whose it is. */
export interface ReadingLimits {
  maxPacketBytes: number;
  /** null where nothing is slowed. */
  throttle: Throttle | null;
  /** Told whenever reading pauses. */
  onSlowed: () => void;
}

/**
 * Breaks a connection at the first packet that is too large, and reads no faster than its throttle lets it. aedes has no
 * such limits, and its parser gathers up to 256 MiB in memory before anyone is asked; it takes its bytes with `read`, so
 * that is where they are seen.
 */
export function limitPackets<Connection extends Duplex>(
  connection: Connection,
  limits: ReadingLimits,
): Connection {
  let packets = 0;
  const meter = createPacketMeter(
    () => limits.maxPacketBytes,
    () => {
      packets += 1;
    },
  );
  const read = connection.read.bind(connection);
  let pause: NodeJS.Timeout | null = null;
  connection.once("close", () => {
    if (pause !== null) clearTimeout(pause);
  });

  connection.read = (size?: number): unknown => {
    if (pause !== null) return null;
    const waitMs = limits.throttle?.waitMs() ?? 0;
    if (waitMs > 0) {
      limits.onSlowed();
      // What waits is read then; until then it fills the buffers, and TCP tells the sender to wait.
      pause = setTimeout(() => {
        pause = null;
        connection.emit("readable");
      }, waitMs);
      return null;
    }
    const chunk: unknown = read(size);
    if (!(chunk instanceof Uint8Array)) return chunk;
    packets = 0;
    const refused = meter(chunk);
    limits.throttle?.spend(packets, chunk.byteLength);
    if (refused === null) return chunk;
    connection.destroy(refused);
    return null;
  };
  return connection;
}
