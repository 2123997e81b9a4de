import { type Affine, invert, type Point } from "./affine.ts";
import type { ChipLayout } from "./chip-layout.ts";
import { cutChip } from "./cut-chip.ts";
import type { RgbImage } from "./image.ts";
import { type FaceMesh, meshPoint } from "./mesh.ts";
import type { Pyramid } from "./pyramid.ts";
import { fitSimilarity } from "./similarity.ts";

function middleOf(mesh: FaceMesh, indices: readonly number[]): Point {
  let x = 0;
  let y = 0;
  for (const index of indices) {
    const point = meshPoint(mesh, index);
    x += point.x / indices.length;
    y += point.y / indices.length;
  }
  return { x, y };
}

/** The map from the chip to the picture that puts the face where the layout wants it. */
export function alignmentOf(mesh: FaceMesh, layout: ChipLayout): Affine {
  const points = layout.landmarks.map(({ mesh: indices, at }) => ({ from: middleOf(mesh, indices), to: at }));
  return invert(fitSimilarity(points));
}

/** Cuts the face out, level, centred and of one size, as the embedding net was trained on it. */
export function alignFace(pyramid: Pyramid, mesh: FaceMesh, layout: ChipLayout): RgbImage {
  return cutChip(pyramid, alignmentOf(mesh, layout), layout.size, layout.size);
}
