import type { ServerResponse } from "node:http";
import sharp from "sharp";
import type { RasterImage } from "../../../recognition/image.ts";
import { grained } from "./film.ts";

const everyMs = 200;
/** So many takes of a scene, each with its own grain: enough that no two looks in a row are at one picture. */
const takes = 12;

/** A network camera before which a test puts what it likes, for as long as it takes. */
export interface Projector {
  /** Films into this answer until it is closed. */
  film(response: ServerResponse): void;
  show(scene: readonly Buffer[]): void;
}

/** A scene as a camera sends it: JPEG pictures. */
export function sceneOf(image: RasterImage): Promise<Buffer[]> {
  return Promise.all(
    Array.from({ length: takes }, (_, take) => {
      const { data, width, height } = grained(image, take + 100);
      return sharp(data, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 92 })
        .toBuffer();
    }),
  );
}

export function createProjector(first: readonly Buffer[]): Projector {
  let scene = first;
  return {
    show(next) {
      scene = next;
    },
    film(response) {
      response.setHeader("content-type", "multipart/x-mixed-replace;boundary=part");
      let at = 0;
      const rolling = setInterval(() => {
        const picture = scene[at % scene.length] ?? Buffer.alloc(0);
        at += 1;
        response.write(`--part\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`);
        response.write(picture);
        response.write("\r\n");
      }, everyMs);
      response.on("close", () => clearInterval(rolling));
    },
  };
}
