import fc from "fast-check";
import { generate } from "mqtt-packet";
import { describe, expect, test } from "vitest";
import { createPacketMeter, PacketTooLarge } from "../../../src/adapters/broker/limit-packets.ts";

/** A packet's header: a PUBLISH whose body has this many bytes, as MQTT 3.1.1 writes lengths (section 2.2.3). */
function header(length: number): Buffer {
  const bytes = [0x30];
  let rest = length;
  do {
    const more = rest >= 128;
    bytes.push((rest % 128) | (more ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(bytes);
}
const packet = (length: number): Buffer => Buffer.concat([header(length), Buffer.alloc(length, 0xff)]);

/** Cuts bytes at the given places, in any order. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set([0, ...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, n) => bytes.subarray(at[n], end));
}

const limit = 300;
const places = fc.array(fc.nat(), { maxLength: 40 });

describe("the meter of packets", () => {
  test("lets any valid packets pass, however they are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: limit }), { maxLength: 20 }),
        places,
        (lengths, cuts) => {
          const meter = createPacketMeter(() => limit);
          for (const chunk of cut(Buffer.concat(lengths.map(packet)), cuts)) expect(meter(chunk)).toBeNull();
        },
      ),
    );
  });

  test("finds the first that is too large with the last byte of its header, and not a byte before", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: limit }), { maxLength: 10 }),
        fc.integer({ min: limit + 1, max: 268_435_455 }),
        places,
        (lengths, large, cuts) => {
          const meter = createPacketMeter(() => limit);
          const before = Buffer.concat([...lengths.map(packet), header(large).subarray(0, -1)]);
          for (const chunk of cut(before, cuts)) expect(meter(chunk)).toBeNull();
          expect(meter(header(large).subarray(-1))).toBeInstanceOf(PacketTooLarge);
        },
      ),
    );
  });

  test("sees byte by byte what it sees at once, in whatever bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const whole = createPacketMeter(() => limit)(bytes);
        const meter = createPacketMeter(() => limit);
        const first = Array.from(bytes, (byte) => meter(Uint8Array.of(byte))).find((found) => found !== null);
        expect(first?.message ?? null).toBe(whole?.message ?? null);
      }),
    );
  });

  test.each([
    [0, null],
    [127, null],
    [128, null],
    [limit - 1, null],
    [limit, null],
    [limit + 1, PacketTooLarge],
    [16_383, PacketTooLarge],
    [16_384, PacketTooLarge],
    [2_097_152, PacketTooLarge],
    [268_435_455, PacketTooLarge],
  ])("a body of %i bytes at a limit of 300", (length, refused) => {
    const found = createPacketMeter(() => limit)(header(length));
    if (refused === null) expect(found).toBeNull();
    else expect(found).toBeInstanceOf(refused);
  });

  test("a length of five bytes is none", () => {
    expect(createPacketMeter(() => limit)(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))?.message).toMatch(
      /four bytes/,
    );
  });

  test("a length written with more bytes than it needs counts as what it says", () => {
    const meter = createPacketMeter(() => limit);
    expect(meter(Buffer.from([0x30, 0x82, 0x80, 0x00, 1, 2]))).toBeNull();
    expect(meter(header(limit + 1))).toBeInstanceOf(PacketTooLarge);
  });

  test("agrees with what a client really sends", () => {
    const bytes = generate({
      cmd: "publish",
      topic: "access/result",
      payload: "x".repeat(270),
      qos: 1,
      messageId: 7,
      dup: false,
      retain: false,
    });
    const body = bytes.length - 3;
    expect(createPacketMeter(() => body)(bytes)).toBeNull();
    expect(createPacketMeter(() => body - 1)(bytes)).toBeInstanceOf(PacketTooLarge);
  });
});
