import type { Point } from "./affine.ts";

/** Where the points of a face belong in the square picture that an embedding net was trained on. */
export interface ChipLayout {
  /** Side in pixels. */
  readonly size: number;
  readonly landmarks: readonly Landmark[];
}

/** A place in the chip for one point of the mesh, or for the middle of several. */
export interface Landmark {
  readonly mesh: readonly number[];
  readonly at: Point;
}

/**
 * dlib's mean face as [mesh point, x, y], in the unit square of its 68 landmarks: bridge and underside of the nose, eyes,
 * upper lip and the inner corners of the mouth. Brows and the lower lip move too much and are left out, as dlib does.
 */
const DLIB_MEAN_FACE: readonly (readonly [mesh: number, x: number, y: number])[] = [
  [168, 0.490127, 0.203352],
  [197, 0.490127, 0.307009],
  [5, 0.490127, 0.409805],
  [4, 0.490127, 0.515625],
  [75, 0.36688, 0.587326],
  [97, 0.426036, 0.609345],
  [2, 0.490127, 0.628106],
  [326, 0.554217, 0.609345],
  [305, 0.613373, 0.587326],
  [33, 0.121737, 0.216423],
  [160, 0.187122, 0.178758],
  [158, 0.265825, 0.179852],
  [133, 0.334606, 0.231733],
  [153, 0.260918, 0.245099],
  [144, 0.182743, 0.244077],
  [362, 0.645647, 0.231733],
  [385, 0.714428, 0.179852],
  [387, 0.793132, 0.178758],
  [263, 0.858516, 0.216423],
  [373, 0.79751, 0.244077],
  [380, 0.719335, 0.245099],
  [61, 0.254149, 0.780233],
  [39, 0.340985, 0.745405],
  [37, 0.428858, 0.727388],
  [0, 0.490127, 0.742578],
  [267, 0.551395, 0.727388],
  [269, 0.639268, 0.745405],
  [291, 0.726104, 0.780233],
  [78, 0.290379, 0.784792],
  [82, 0.428096, 0.778746],
  [13, 0.490127, 0.785343],
  [312, 0.552157, 0.778746],
  [308, 0.689874, 0.784792],
];

/** dlib cuts its chips with a quarter of the face's size around it. */
const DLIB_PADDING = 0.25;
const DLIB_SIZE = 150;

const inDlibChip = (value: number) => ((DLIB_PADDING + value) / (1 + 2 * DLIB_PADDING)) * DLIB_SIZE;

/** The 150 × 150 chip of the dlib ResNet. */
export const DLIB_LAYOUT: ChipLayout = {
  size: DLIB_SIZE,
  landmarks: DLIB_MEAN_FACE.map(([mesh, x, y]) => ({
    mesh: [mesh],
    at: { x: inDlibChip(x), y: inDlibChip(y) },
  })),
};

/** The 112 × 112 chip of five points (eyes, nose, corners of the mouth) that ArcFace-class nets are trained on. */
export const FIVE_POINT_LAYOUT: ChipLayout = {
  size: 112,
  landmarks: [
    { mesh: [33, 133, 159, 145], at: { x: 38.2946, y: 51.6963 } },
    { mesh: [362, 263, 386, 374], at: { x: 73.5318, y: 51.5014 } },
    { mesh: [1, 4], at: { x: 56.0252, y: 71.7366 } },
    { mesh: [61], at: { x: 41.5493, y: 92.3655 } },
    { mesh: [291], at: { x: 70.7299, y: 92.2041 } },
  ],
};
