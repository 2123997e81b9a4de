import { chipToSquare, type Point } from "./affine.ts";
import { cutChip } from "./cut-chip.ts";
import { netInput, type PixelScaling } from "./net-input.ts";
import type { Pyramid } from "./pyramid.ts";
import { type Net, outputOf } from "./runtime.ts";
import { type Box, suppressOverlaps } from "./suppress-overlaps.ts";

/** A face as BlazeFace sees it, in the picture's pixels. Left and right are the picture's, not the person's. */
export interface Detection {
  readonly box: Box;
  /** 0 to 1. */
  readonly score: number;
  readonly leftEye: Point;
  readonly rightEye: Point;
  readonly mouth: Point;
}

const INPUT = 256;
const SCALING: PixelScaling = { mean: [127.5, 127.5, 127.5], scale: 127.5, channelOrder: "rgb" };
const MINIMUM_SCORE = 0.5;

/** BlazeFace (back) looks at each cell of two grids with so many anchors, all in the middle of the cell. */
const GRIDS = [
  { stride: 16, anchors: 2, scores: "scores_16", boxes: "boxes_16" },
  { stride: 32, anchors: 6, scores: "scores_32", boxes: "boxes_32" },
] as const;

/** Per anchor: box centre and size, then six points (eyes, nose, mouth, ears), all as offsets from the anchor. */
const VALUES = 16;
const LEFT_EYE = 4;
const RIGHT_EYE = 6;
const MOUTH = 10;

const probability = (logit: number) => 1 / (1 + Math.exp(-logit));

/**
 * Finds faces with BlazeFace.
 * @param padding the picture is put into a square of its longer side times this; above 1 a face that fills the picture
 *   gets the surroundings that the net expects
 * @returns the faces, best first, at most one for each place
 */
export async function detect(net: Net, pyramid: Pyramid, padding = 1): Promise<Detection[]> {
  const { width, height } = pyramid.image;
  const side = Math.max(width, height) * padding;
  const centre = { x: (width - 1) / 2, y: (height - 1) / 2 };
  const map = chipToSquare(INPUT, { centre, side, angle: 0 });
  const outputs = await net.run(netInput(cutChip(pyramid, map, INPUT, INPUT), SCALING), [1, 3, INPUT, INPUT]);

  const scale = side / INPUT;
  const found: Detection[] = [];
  for (const grid of GRIDS) {
    const scores = outputOf(outputs, grid.scores);
    const boxes = outputOf(outputs, grid.boxes);
    const cells = INPUT / grid.stride;
    for (let i = 0; i < scores.length; i++) {
      const score = probability(scores[i] ?? Number.NEGATIVE_INFINITY);
      if (score < MINIMUM_SCORE) continue;
      const cell = Math.floor(i / grid.anchors);
      // The nets count from the corner of the chip; our pixel centres lie half a pixel further.
      const anchorX = ((cell % cells) + 0.5) * grid.stride - 0.5;
      const anchorY = (Math.floor(cell / cells) + 0.5) * grid.stride - 0.5;
      const value = (k: number) => boxes[i * VALUES + k] ?? 0;
      const pointAt = (k: number): Point => ({
        x: map.a * (anchorX + value(k)) + map.c,
        y: map.e * (anchorY + value(k + 1)) + map.f,
      });
      const middle = pointAt(0);
      const boxWidth = value(2) * scale;
      const boxHeight = value(3) * scale;
      found.push({
        score,
        box: { x: middle.x - boxWidth / 2, y: middle.y - boxHeight / 2, width: boxWidth, height: boxHeight },
        leftEye: pointAt(LEFT_EYE),
        rightEye: pointAt(RIGHT_EYE),
        mouth: pointAt(MOUTH),
      });
    }
  }
  return suppressOverlaps(found);
}
