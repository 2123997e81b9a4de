import { chipToSquare, mapPoint, type Point } from "./affine.ts";
import { cutChip } from "./cut-chip.ts";
import type { Detection } from "./detect.ts";
import { netInput, type PixelScaling } from "./net-input.ts";
import type { Pyramid } from "./pyramid.ts";
import { type Net, outputOf } from "./runtime.ts";
import type { Box } from "./suppress-overlaps.ts";

/** The 468 points of FaceMesh in the picture's pixels, by FaceMesh's own numbering. */
export interface FaceMesh {
  readonly points: readonly Point[];
  /** How sure the net is that this is a face at all, 0 to 1. */
  readonly flag: number;
}

/** A turned square of the picture, `angle` clockwise in radians. */
interface Region {
  readonly centre: Point;
  readonly side: number;
  readonly angle: number;
}

/** Below this, what BlazeFace found is not a face: it fires on a quarter of pictures that have none. */
export const MINIMUM_FLAG = 0.5;

const INPUT = 192;
const SCALING: PixelScaling = { mean: [0, 0, 0], scale: 255, channelOrder: "rgb" };
const VALUES_PER_POINT = 3;

/** The net was trained on crops half as large again as the face. */
const CROP = 1.5;
/** The same crop as seen from the distance of the eyes, or from eyes to mouth. */
const CROP_FROM_FEATURES = 4.2;

const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

/** The point of that number. @throws when it is not one of the mesh's */
export function meshPoint(mesh: FaceMesh, index: number): Point {
  const point = mesh.points[index];
  if (point === undefined) throw new Error(`A mesh has no point ${index}.`);
  return point;
}

/** The angle of the line through the outer and inner corners of both eyes. */
export function eyeLine(mesh: FaceMesh): number {
  const left = between(meshPoint(mesh, 33), meshPoint(mesh, 133));
  const right = between(meshPoint(mesh, 362), meshPoint(mesh, 263));
  return Math.atan2(right.y - left.y, right.x - left.x);
}

/** The smallest upright rectangle around the points. */
export function boxOf(mesh: FaceMesh): Box {
  const xs = mesh.points.map(({ x }) => x);
  const ys = mesh.points.map(({ y }) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The smallest rectangle around the points once the face is turned level. */
export function levelledExtent(mesh: FaceMesh): Region & { readonly width: number; readonly height: number } {
  const angle = eyeLine(mesh);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { x, y } of mesh.points) {
    const along = cos * x + sin * y;
    const down = cos * y - sin * x;
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, down);
    bottom = Math.max(bottom, down);
  }
  const along = (left + right) / 2;
  const down = (top + bottom) / 2;
  const width = right - left;
  const height = bottom - top;
  return {
    centre: { x: cos * along - sin * down, y: sin * along + cos * down },
    side: Math.max(width, height),
    angle,
    width,
    height,
  };
}

function regionOfDetection({ leftEye, rightEye, mouth }: Detection): Region {
  const eyes = between(leftEye, rightEye);
  return {
    centre: between(eyes, mouth),
    side: CROP_FROM_FEATURES * Math.max(distance(leftEye, rightEye), distance(eyes, mouth)),
    angle: Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x),
  };
}

function regionOfMesh(mesh: FaceMesh): Region {
  const extent = levelledExtent(mesh);
  return { ...extent, side: CROP * extent.side };
}

async function meshIn(net: Net, pyramid: Pyramid, region: Region): Promise<FaceMesh> {
  const map = chipToSquare(INPUT, region);
  const input = netInput(cutChip(pyramid, map, INPUT, INPUT), SCALING);
  const outputs = await net.run(input, [1, 3, INPUT, INPUT]);
  const values = outputOf(outputs, "mesh");
  const points: Point[] = [];
  for (let i = 0; i < values.length; i += VALUES_PER_POINT) {
    points.push(mapPoint(map, { x: values[i] ?? 0, y: values[i + 1] ?? 0 }));
  }
  return { points, flag: outputOf(outputs, "flag")[0] ?? 0 };
}

/**
 * Places the mesh on a detected face: once on the crop that the detection suggests, and again on the levelled crop that
 * the first mesh suggests.
 * @returns undefined when it is not a face (the net's own flag is below {@link MINIMUM_FLAG})
 */
export async function placeMesh(
  net: Net,
  pyramid: Pyramid,
  detection: Detection,
): Promise<FaceMesh | undefined> {
  const rough = await meshIn(net, pyramid, regionOfDetection(detection));
  if (rough.flag < MINIMUM_FLAG) return undefined;
  const mesh = await meshIn(net, pyramid, regionOfMesh(rough));
  return mesh.flag < MINIMUM_FLAG ? undefined : mesh;
}
