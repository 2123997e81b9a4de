/**
 * The few MQTT 3.1.1 packets that a load generator needs, as bytes. A client library would spend more of the
 * shared processor on the generator than the server gets to see.
 */

const mqttString = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

function packet(header: number, ...body: readonly Uint8Array[]): Buffer {
  let length = body.reduce((sum, part) => sum + part.length, 0);
  const remaining: number[] = [];
  do {
    const digit = length % 128;
    length = Math.floor(length / 128);
    remaining.push(length > 0 ? digit | 0x80 : digit);
  } while (length > 0);
  return Buffer.concat([Uint8Array.of(header, ...remaining), ...body]);
}

const twoBytes = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);

/** CONNECT with a clean session and no keep-alive. */
export const connectPacket = (clientId: string): Buffer =>
  packet(0x10, mqttString("MQTT"), Uint8Array.of(4, 0x02, 0, 0), mqttString(clientId));

/** SUBSCRIBE to one filter at QoS 1. */
export const subscribePacket = (id: number, filter: string): Buffer =>
  packet(0x82, twoBytes(id), mqttString(filter), Uint8Array.of(1));

/** PUBLISH at QoS 1. */
export const publishPacket = (id: number, topic: string, payload: Uint8Array): Buffer =>
  packet(0x32, mqttString(topic), twoBytes(id), payload);

export const pubackPacket = (id: number): Buffer => packet(0x40, twoBytes(id));

export const disconnectPacket = packet(0xe0);

export const packetType = { connack: 2, publish: 3, puback: 4, suback: 9 } as const;

/** A packet as it came: the high half of its first byte, the low half, and its body. */
export type PacketHandler = (type: number, flags: number, body: Buffer) => void;

/** Returns a function that is given each chunk of a connection and tells each whole packet in it. */
export function createPacketReader(onPacket: PacketHandler): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      let length = 0;
      let shift = 1;
      let body = at + 1;
      let digit = 0x80;
      while (digit >= 0x80 && body < bytes.length) {
        digit = bytes[body] ?? 0;
        length += (digit & 0x7f) * shift;
        shift *= 128;
        body += 1;
      }
      if (digit >= 0x80 || body + length > bytes.length) break;
      const first = bytes[at] ?? 0;
      onPacket(first >> 4, first & 0x0f, bytes.subarray(body, body + length));
      at = body + length;
    }
    rest = bytes.subarray(at);
  };
}
