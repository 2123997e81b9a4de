import { DLIB_LAYOUT } from "./chip-layout.ts";
import type { EmbeddingModel } from "./embedding-model.ts";

/**
 * The model that is built with the product: dlib's face recognition ResNet (Davis King, released into the public domain),
 * 128 numbers a face.
 *
 * The thresholds are starting points, measured on ten photo sets of 228 people with galleries of up to 227: about 0.1–0.3 %
 * of the enrolled not recognised and 0.3–0.4 % of strangers accepted with three photos and three frames. Chosen on half of
 * the people, a threshold for 1 % of strangers let 2–3 % of the other half in: calibrate on site.
 */
export const DLIB_RESNET: EmbeddingModel = {
  id: "dlib-resnet-150-mirror-1",
  layout: DLIB_LAYOUT,
  scaling: { mean: [122.782, 117.001, 104.298], scale: 255, channelOrder: "rgb" },
  length: 128,
  mirror: true,
  thresholds: {
    identify: {
      manyPhotosManyFrames: 0.96,
      manyPhotosOneFrame: 0.955,
      fewPhotos: 0.95,
      strict: 0.965,
    },
    margin: 0.01,
    verify: 0.944,
    lookAlike: 0.95,
  },
};
