/** A picture that is nobody, RGB, the same on every machine. */
export function syntheticPixels(width: number, height: number): Uint8ClampedArray;
