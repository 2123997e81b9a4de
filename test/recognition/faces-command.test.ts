import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { DLIB_RESNET } from "../../recognition/dlib-resnet.ts";
import { buildModels } from "../../scripts/models/build-models.mjs";
import { decodePhoto } from "../../src/entry/faces/decode-photo.ts";
import { findPhotos } from "../../src/entry/faces/find-photos.ts";
import { readEmbeddingModel } from "../../src/entry/faces/read-embedding-model.ts";
import { facesCommand } from "../../src/entry/faces.ts";
import { drawFaces } from "./draw-face.ts";

// Nets and resampling take seconds where the processor is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const MODELS = join(import.meta.dirname, "..", "..", "dist", "models");

let folder: string;
beforeAll(async () => {
  await buildModels({ outDir: MODELS });
  folder = await mkdtemp(join(tmpdir(), "muster-faces-"));
  for (const person of ["a", "b"]) {
    await mkdir(join(folder, "known", person), { recursive: true });
    for (const [i, size] of [150, 170].entries()) {
      await drawn(size).toFile(join(folder, "known", person, `${i}.png`));
    }
  }
  await writeFile(join(folder, "known", "a", "damaged.jpg"), "not a picture");
  await mkdir(join(folder, "others"));
  await drawn(160).toFile(join(folder, "others", "someone.png"));
  await blank().toFile(join(folder, "others", "wall.png"));
});
afterAll(() => rm(folder, { recursive: true }));

let printed = "";
beforeEach(() => {
  printed = "";
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

function drawn(size: number) {
  const { data, width, height } = drawFaces(320, 320, [{ x: 160, y: 160, size }]);
  return sharp(data, { raw: { width, height, channels: 3 } });
}
function blank() {
  return sharp({ create: { width: 320, height: 320, channels: 3, background: "#889299" } });
}
const run = (...args: string[]) => facesCommand().parseAsync(args, { from: "user" });
const measured = () => ["--strangers", join(folder, "others"), "--models", MODELS];

describe("muster faces", () => {
  test("evaluate counts what it saw and what it missed, and draws a chart", async () => {
    const chart = join(folder, "chart.svg");
    await run("evaluate", join(folder, "known"), ...measured(), "--json", "--chart", chart);
    expect(JSON.parse(printed)).toMatchObject({
      model: DLIB_RESNET.id,
      photos: { people: 2, strangers: 2, photos: 7, missed: { unreadable: 1, no_face: 1 } },
      aim: { verdict: "not_measured" },
    });
    expect(await readFile(chart, "utf8")).toMatch(/^<svg /);
  });

  test("evaluate says in words that the aim is not measured", async () => {
    await run("evaluate", join(folder, "known"), ...measured());
    expect(printed).toContain("7 photos of 2 people and 2 strangers");
    expect(printed).toContain("not measured, nobody has photos enough");
  });

  test("calibrate proposes thresholds, and says on how few people", async () => {
    await run("calibrate", join(folder, "known"), ...measured());
    expect(printed).toMatch(/manyPhotosManyFrames +0\.960 +not measured +0\.960/);
    expect(printed).toMatch(/too few for certainty/);
  });

  test("a folder that is not there is named", async () => {
    await expect(run("evaluate", "/no/such/folder")).rejects.toThrow(
      /folder \/no\/such\/folder cannot be read/,
    );
  });

  test("models that are not there are named with what makes them", async () => {
    await expect(run("evaluate", join(folder, "known"), "--models", "/no/such/models")).rejects.toThrow(
      /npm run build/,
    );
  });

  test("a folder with no folders of photos says how to lay them out", async () => {
    await expect(run("evaluate", join(folder, "others"))).rejects.toThrow(
      /each person's photos into a folder/,
    );
  });
});

test("people of one name in two folders are two people", async () => {
  const again = join(folder, "again");
  await mkdir(join(again, "a"), { recursive: true });
  await drawn(150).toFile(join(again, "a", "0.png"));
  const people = new Set((await findPhotos([join(folder, "known"), again])).map(({ person }) => person));
  expect([...people]).toEqual(["known/a", "known/b", "again/a"]);
});

describe("a photo is decoded", () => {
  test("upright, whichever way the camera was held", async () => {
    const path = join(folder, "turned.jpg");
    await blank().resize(200, 100).withMetadata({ orientation: 6 }).toFile(path);
    expect(await decodePhoto(path)).toMatchObject({ width: 100, height: 200, channels: 3 });
  });

  test.each([
    [1280, 1280],
    [1281, 1280],
    [90, 90],
  ])("of %i px at %i px", async (side, expected) => {
    const path = join(folder, "large.png");
    await blank().resize(side, 40, { fit: "fill" }).toFile(path);
    expect((await decodePhoto(path)).width).toBe(expected);
  });

  test.each([
    ["grey", 1],
    ["with transparency", 4],
  ] as const)("%s, as three channels", async (_, channels) => {
    const path = join(folder, "channels.png");
    await sharp(Buffer.alloc(30 * 20 * channels, 120), { raw: { width: 30, height: 20, channels } }).toFile(
      path,
    );
    expect((await decodePhoto(path)).data).toHaveLength(30 * 20 * 3);
  });
});

describe("an operator's description of a model", () => {
  const { thresholds } = DLIB_RESNET;
  const description = {
    id: "our-net-1",
    file: "our-net.onnx",
    layout: "five-point",
    scaling: { mean: [127.5, 127.5, 127.5], scale: 127.5, channelOrder: "rgb" },
    length: 512,
    mirror: true,
    thresholds,
  };
  const write = async (value: unknown) => {
    const path = join(folder, "model.json");
    await writeFile(path, JSON.stringify(value));
    return path;
  };

  test("is read, its file from beside it", async () => {
    const { model, file } = await readEmbeddingModel(await write(description));
    expect(model).toMatchObject({ id: "our-net-1", layout: { size: 112 }, length: 512, thresholds });
    expect(file).toBe(join(folder, "our-net.onnx"));
  });

  test.each([
    [{ ...description, thresholds: undefined }, /thresholds/],
    [{ ...description, layout: "six-point" }, /layout/],
    [{ ...description, length: -1 }, /length: has to be/],
    [{ ...description, treshold: 0.4 }, /treshold/],
  ])("with a fault is refused by its name", async (value, fault) => {
    await expect(readEmbeddingModel(await write(value))).rejects.toThrow(fault);
  });
});
