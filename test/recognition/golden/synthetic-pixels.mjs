/**
 * A picture that is nobody: integer arithmetic only, so that it is the same on every machine. Broad waves and fine
 * texture, differing per channel, so that a swapped channel or axis changes every net's output.
 * @param {number} width
 * @param {number} height
 * @returns {Uint8ClampedArray} RGB, rows from the top
 */
export function syntheticPixels(width, height) {
  const wave = (value) => Math.abs(((value + 4096) % 128) - 64) * 2;
  const pixels = new Uint8ClampedArray(width * height * 3);
  let at = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const texture = (x * x + 3 * y * y + x * y) % 23;
      pixels[at++] = wave(x + (y >> 1)) + texture;
      pixels[at++] = wave(2 * y - x + 32) + texture;
      pixels[at++] = wave(x - y) + ((x ^ y) & 31);
    }
  return pixels;
}
