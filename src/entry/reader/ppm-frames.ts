import type { RgbFrame } from "./rgb-frame.ts";

/** No camera has a longer side once ffmpeg has scaled it; more is not a picture but a stream that was misread. */
const LONGEST_SIDE = 8192;
const LONGEST_HEADER = 64;
/** Binary PPM of 8 bits, as ffmpeg writes it: three numbers, and one blank before the pixels. */
const HEADER = /^P6\s+(\d{1,5})\s+(\d{1,5})\s+255\s/;

/**
 * Cuts a stream of binary PPM pictures into frames. PPM is raw RGB behind its size, so that a camera that changes its
 * size in the middle is read on.
 *
 * @param onFrame told each whole frame, whose memory is the caller's from then on
 * @returns takes the next bytes, however they were cut; throws when they are no such stream
 */
export function ppmFrames(onFrame: (frame: RgbFrame) => void): (bytes: Uint8Array) => void {
  let header = "";
  let frame: RgbFrame | null = null;
  let filled = 0;

  /** @returns how many of the bytes belonged to the header */
  function readHeader(bytes: Uint8Array): number {
    for (let at = 0; at < bytes.length; at += 1) {
      header += String.fromCharCode(bytes[at] ?? 0);
      const found = HEADER.exec(header);
      if (found !== null) {
        const [width, height] = [Number(found[1]), Number(found[2])];
        if (width < 1 || height < 1 || width > LONGEST_SIDE || height > LONGEST_SIDE) {
          throw new Error(`a picture of ${width} × ${height} is none of a camera`);
        }
        frame = { data: new Uint8Array(new ArrayBuffer(width * height * 3)), width, height };
        filled = 0;
        header = "";
        return at + 1;
      }
      if (header.length > LONGEST_HEADER) throw new Error("what ffmpeg sends is not a stream of pictures");
    }
    return bytes.length;
  }

  return (bytes) => {
    let rest = bytes;
    while (rest.length > 0) {
      if (frame === null) {
        rest = rest.subarray(readHeader(rest));
        continue;
      }
      const part = rest.subarray(0, frame.data.length - filled);
      frame.data.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
      if (filled === frame.data.length) {
        const whole = frame;
        frame = null;
        onFrame(whole);
      }
    }
  };
}
