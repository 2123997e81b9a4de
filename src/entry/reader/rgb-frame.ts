/** A camera's picture: rows from the top, 3 bytes a pixel, in memory of its own so that it can be given away. */
export interface RgbFrame {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}
