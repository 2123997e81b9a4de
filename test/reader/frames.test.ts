import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNewestFrame } from "../../src/entry/reader/newest-frame.ts";
import { ppmFrames } from "../../src/entry/reader/ppm-frames.ts";
import type { RgbFrame } from "../../src/entry/reader/rgb-frame.ts";

const sizes = fc.record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) });
const pictures = fc.array(
  sizes.chain(({ width, height }) =>
    fc
      // Bytes that could be taken for a header or a blank are among them.
      .array(fc.oneof(fc.nat(255), fc.constantFrom(10, 32, 80, 54)), {
        minLength: width * height * 3,
        maxLength: width * height * 3,
      })
      .map((data) => ({ width, height, data })),
  ),
  { minLength: 1, maxLength: 4 },
);

function ppm(all: readonly { width: number; height: number; data: readonly number[] }[]): Buffer {
  return Buffer.concat(
    all.flatMap(({ width, height, data }) => [
      Buffer.from(`P6\n${width} ${height}\n255\n`),
      Buffer.from(data),
    ]),
  );
}

function framesOf(bytes: Uint8Array, lengths: readonly number[]) {
  const frames: RgbFrame[] = [];
  const take = ppmFrames((frame) => frames.push(frame));
  let rest = bytes;
  for (const length of lengths) {
    take(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  take(rest);
  return frames.map(({ width, height, data }) => ({ width, height, data: [...data] }));
}

describe("a stream of pictures", () => {
  test("gives the same pictures however it is cut, also when the camera changes its size", () => {
    fc.assert(
      fc.property(pictures, fc.array(fc.integer({ min: 0, max: 40 })), (all, lengths) => {
        expect(framesOf(ppm(all), lengths)).toEqual(all);
      }),
    );
  });

  test("cut short gives no part of a picture", () => {
    const bytes = ppm([{ width: 2, height: 2, data: Array.from({ length: 12 }, () => 7) }]);
    expect(framesOf(bytes.subarray(0, -1), [])).toEqual([]);
  });

  test.each([
    ["of something else", `${"x".repeat(100)}`],
    ["of no size", "P6\n0 4\n255\n"],
    ["of a size that no camera has", "P6\n8193 4\n255\n"],
    ["of 16 bits", "P6\n2 2\n65535\n0000"],
  ])("%s is refused", (_, text) => {
    expect(() => framesOf(Buffer.from(text.padEnd(80)), [])).toThrow(/picture/);
  });
});

describe("the newest frame", () => {
  test("takes the place of those that nobody has asked for", async () => {
    const newest = createNewestFrame<number>();
    for (const frame of [1, 2, 3]) newest.put(frame);
    expect(await newest.take()).toBe(3);
    expect(newest.passedOver).toBe(2);
  });

  test("is waited for", async () => {
    const newest = createNewestFrame<number>();
    const taken = newest.take();
    newest.put(1);
    newest.put(2);
    expect([await taken, await newest.take()]).toEqual([1, 2]);
    expect(newest.passedOver).toBe(0);
  });

  test("is still there at the end, and then no more come", async () => {
    const newest = createNewestFrame<number>();
    newest.put(1);
    newest.end();
    newest.put(2);
    expect([await newest.take(), await newest.take()]).toEqual([1, undefined]);
  });

  test("that is waited for at the end does not come", async () => {
    const newest = createNewestFrame<number>();
    const taken = newest.take();
    newest.end();
    expect(await taken).toBeUndefined();
  });
});
