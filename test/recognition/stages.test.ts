import { describe, expect, test } from "vitest";
import type { Point } from "../../recognition/affine.ts";
import { detect } from "../../recognition/detect.ts";
import { DLIB_RESNET } from "../../recognition/dlib-resnet.ts";
import { embed } from "../../recognition/embed.ts";
import type { RgbImage } from "../../recognition/image.ts";
import { placeMesh } from "../../recognition/mesh.ts";
import { pyramidOf } from "../../recognition/pyramid.ts";
import { IDENTIFY_LIMITS } from "../../recognition/quality.ts";
import { createRecognizer, type Nets } from "../../recognition/recognizer.ts";
import type { Net } from "../../recognition/runtime.ts";
import { overlap, suppressOverlaps } from "../../recognition/suppress-overlaps.ts";

const blank = (width: number, height: number, value = 128): RgbImage => ({
  data: new Uint8ClampedArray(width * height * 3).fill(value),
  width,
  height,
  channels: 3,
});

/** A net that answers from a list, the last answer again and again, and counts. */
function scripted(answers: readonly Readonly<Record<string, Float32Array>>[]): Net & { runs: number } {
  return {
    runs: 0,
    outputs: Object.keys(answers[0] ?? {}),
    async run() {
      const answer = answers[Math.min(this.runs, answers.length - 1)] ?? {};
      this.runs += 1;
      return new Map(Object.entries(answer));
    },
  };
}

interface Fired {
  /** Which of the 896 anchors: 512 at stride 16, then 384 at stride 32. */
  readonly anchor: number;
  readonly logit?: number;
  readonly side?: number;
}

/** What BlazeFace gives when these anchors see a face: a box around the anchor, eyes and mouth at fixed offsets. */
function detectorOutput(...fired: Fired[]) {
  const scores = [new Float32Array(512).fill(-100), new Float32Array(384).fill(-100)] as const;
  const boxes = [new Float32Array(512 * 16), new Float32Array(384 * 16)] as const;
  for (const { anchor, logit = 5, side = 60 } of fired) {
    const [grid, i] = anchor < 512 ? ([0, anchor] as const) : ([1, anchor - 512] as const);
    scores[grid][i] = logit;
    boxes[grid].set([0, 0, side, side, -12, -10, 12, -10, 0, 0, 0, 14], i * 16);
  }
  return { scores_16: scores[0], scores_32: scores[1], boxes_16: boxes[0], boxes_32: boxes[1] };
}

/** A mesh that fills the middle of its crop of 192 pixels, with the corners of the eyes on one line. */
function meshOutput(flag: number, slope = 0) {
  const mesh = new Float32Array(468 * 3);
  for (let i = 0; i < 468; i++) mesh.set([32 + (i % 129), 32 + ((i * 37) % 129)], 3 * i);
  for (const [index, x] of [
    [33, 60],
    [133, 80],
    [362, 112],
    [263, 132],
  ] as const) {
    mesh.set([x, 70 + slope * (x - 96)], 3 * index);
  }
  return { mesh, flag: new Float32Array([flag]) };
}

describe("BlazeFace's answer", () => {
  // In a picture of 512 × 512 a pixel of the net's 256 is two, and pixel centres lie at whole numbers.
  const middle = async (fired: Fired) => {
    const [found] = await detect(scripted([detectorOutput(fired)]), pyramidOf(blank(512, 512)));
    return found && { x: found.box.x + found.box.width / 2, y: found.box.y + found.box.height / 2 };
  };

  test.each<[string, number, Point]>([
    ["the first of stride 16", 0, { x: 15.5, y: 15.5 }],
    ["the second of the same cell", 1, { x: 15.5, y: 15.5 }],
    ["the next cell", 2, { x: 47.5, y: 15.5 }],
    ["the next row", 32, { x: 15.5, y: 47.5 }],
    ["the last of stride 16", 511, { x: 495.5, y: 495.5 }],
    ["the first of stride 32", 512, { x: 31.5, y: 31.5 }],
    ["the sixth of the same cell", 517, { x: 31.5, y: 31.5 }],
    ["the next cell of stride 32", 518, { x: 95.5, y: 31.5 }],
    ["the last of stride 32", 895, { x: 479.5, y: 479.5 }],
  ])("%s lies where it should", async (_, anchor, place) => expect(await middle({ anchor })).toEqual(place));

  test("is put into the middle of a square when the picture is wide", async () => {
    const [found] = await detect(
      scripted([detectorOutput({ anchor: 0, side: 10 })]),
      pyramidOf(blank(512, 256)),
    );
    expect(found?.box).toEqual({ x: 5.5, y: -122.5, width: 20, height: 20 });
    expect(found?.leftEye).toEqual({ x: 15.5 - 24, y: -112.5 - 20 });
    expect(found?.mouth).toEqual({ x: 15.5, y: -112.5 + 28 });
  });

  test.each([
    [0, 1],
    [-0.001, 0],
  ])("with a logit of %f gives %i faces: half a chance is enough", async (logit, count) => {
    const found = await detect(
      scripted([detectorOutput({ anchor: 100, logit })]),
      pyramidOf(blank(256, 256)),
    );
    expect(found).toHaveLength(count);
  });
});

describe("of boxes that overlap", () => {
  const box = (x: number, score: number) => ({ box: { x, y: 0, width: 100, height: 100 }, score });

  test("the best is kept", () => {
    expect(suppressOverlaps([box(10, 0.6), box(0, 0.9), box(300, 0.7)]).map(({ score }) => score)).toEqual([
      0.9, 0.7,
    ]);
  });
  test("less than 0.3 of their union is two faces", () => {
    // Shifted by s, the overlap is (100 - s) / (100 + s).
    expect(suppressOverlaps([box(0, 0.9), box(53.8, 0.8)])).toHaveLength(1);
    expect(suppressOverlaps([box(0, 0.9), box(53.9, 0.8)])).toHaveLength(2);
  });
  test("apart is no overlap, and the same is a full one", () => {
    expect(overlap(box(0, 1).box, box(100, 1).box)).toBe(0);
    expect(overlap(box(7, 1).box, box(7, 1).box)).toBe(1);
  });
});

describe("the mesh", () => {
  const pyramid = pyramidOf(blank(400, 400));
  const detection = {
    box: { x: 0, y: 0, width: 1, height: 1 },
    score: 1,
    leftEye: { x: 170, y: 180 },
    rightEye: { x: 230, y: 180 },
    mouth: { x: 200, y: 220 },
  };

  test.each([
    [0.5, 0.5, true],
    [0.4999, 1, false],
    [1, 0.4999, false],
  ])("with flags of %f and then %f is a face: %s", async (first, second, face) => {
    const net = scripted([meshOutput(first), meshOutput(second)]);
    expect((await placeMesh(net, pyramid, detection)) !== undefined).toBe(face);
  });

  test("is placed again, on the levelled crop half as large again as the first mesh", async () => {
    const net = scripted([meshOutput(1, Math.tan(0.3)), meshOutput(1)]);
    const mesh = await placeMesh(net, pyramid, detection);
    expect(net.runs).toBe(2);
    const [left, right] = [mesh?.points[33], mesh?.points[263]];
    if (left === undefined || right === undefined) throw new Error("the mesh has no eyes");
    // Level in the second crop, so tilted in the picture as the first crop's eyes were.
    expect(Math.atan2(right.y - left.y, right.x - left.x)).toBeCloseTo(0.3, 5);
    // 4.2 × the eyes' distance of 60 px is the first crop; its mesh spans 128 of 192 px, more when seen levelled.
    const firstExtent = (252 / 192) * 128;
    const scale = Math.hypot(right.x - left.x, right.y - left.y) / 72;
    expect(scale * 192).toBeGreaterThan(1.5 * firstExtent);
    expect(scale * 192).toBeLessThan(1.5 * firstExtent * (Math.cos(0.3) + Math.sin(0.3)) + 0.01);
  });
});

describe("the embedding", () => {
  /** The first number is the brightness of the upper left pixel, the second that of the upper right one. */
  const corners: Net = {
    outputs: ["face"],
    async run(input) {
      const values = new Float32Array(128);
      values[0] = input[0] ?? 0;
      values[1] = input[149] ?? 0;
      return new Map([["face", values]]);
    },
  };
  const chip = blank(150, 150, 0);
  chip.data.set([200, 200, 200], 0);
  const model = { ...DLIB_RESNET, scaling: { mean: [0, 0, 0], scale: 1, channelOrder: "rgb" } as const };

  test("is the mean of the face's and of its mirror image's, of length 1", async () => {
    const embedding = await embed(corners, model, chip);
    expect(embedding[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(embedding[1]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  test("is the face's alone for a model that does not mirror", async () => {
    const embedding = await embed(corners, { ...model, mirror: false }, chip);
    expect([embedding[0], embedding[1]]).toEqual([1, 0]);
  });

  test("of another length than the model says is a fault", async () => {
    await expect(embed(corners, { ...model, length: 512 }, chip)).rejects.toThrow(/512 numbers.*128/);
  });
});

describe("the recognizer", () => {
  const embedder: Net = scripted([{ embedding: new Float32Array(128).fill(1) }]);
  const open = (detector: Nets["detector"], mesh: Nets["mesh"] = scripted([meshOutput(1)])) =>
    createRecognizer({ detector, mesh, embedder }, DLIB_RESNET, () => 0);

  test("looks a second time, at a picture in a square 1.6 times as large, only when the first shows nobody", async () => {
    const detector = scripted([detectorOutput(), detectorOutput({ anchor: 512 + 6 * 27 })]);
    const faces = await open(detector).find(blank(256, 256));
    expect(detector.runs).toBe(2);
    expect(faces).toHaveLength(1);
    const first = scripted([detectorOutput({ anchor: 512 + 6 * 27 })]);
    const [plain] = await open(first).find(blank(256, 256));
    expect(first.runs).toBe(1);
    // The same answer of the net is a face 1.6 times as large.
    expect((faces[0]?.width ?? 0) / (plain?.width ?? 1)).toBeCloseTo(1.6, 5);
  });

  test("gives one face for two boxes whose meshes lie on the same face", async () => {
    // Two cells apart the boxes of 20 px do not touch; the meshes placed from their eyes and mouths do.
    const output = detectorOutput(
      { anchor: 2 * (8 * 16 + 8), side: 20 },
      { anchor: 2 * (8 * 16 + 10), side: 20, logit: 2 },
    );
    const [, ...more] = await detect(scripted([output]), pyramidOf(blank(256, 256)));
    expect(more).toHaveLength(1);
    expect(await open(scripted([output])).find(blank(256, 256))).toHaveLength(1);
  });

  test("drops what the mesh says is no face", async () => {
    const detector = scripted([detectorOutput({ anchor: 600 })]);
    expect(await open(detector, scripted([meshOutput(0.49)])).look(blank(256, 256), IDENTIFY_LIMITS)).toEqual(
      {
        outcome: "refused",
        code: "no_face",
        faces: 0,
      },
    );
  });

  test("does not open with a model that cannot be right", () => {
    const nets = { detector: embedder, mesh: embedder, embedder };
    expect(() => createRecognizer(nets, { ...DLIB_RESNET, length: 0 }, () => 0)).toThrow(/length/);
  });
});
