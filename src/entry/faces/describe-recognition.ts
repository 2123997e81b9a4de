import { readFile } from "node:fs/promises";
import { z } from "zod";
import { DLIB_RESNET } from "../../../recognition/dlib-resnet.ts";
import type { InstallationFacts } from "../../app/kiosk/write-assessment.ts";
import { packageFolder } from "../package-folder.ts";

const manifest = z.object({
  models: z.array(
    z.object({ file: z.string(), sha256: z.string(), origin: z.string(), licence: z.string() }),
  ),
});

/** The net and thresholds that kiosks of this installation use, and where the nets come from. */
export async function describeRecognition(): Promise<Pick<InstallationFacts, "model" | "nets">> {
  const file = new URL("scripts/models/manifest.json", packageFolder);
  const { models } = manifest.parse(JSON.parse(await readFile(file, "utf8")));
  const { id, thresholds } = DLIB_RESNET;
  return {
    model: {
      id,
      identify: thresholds.identify.manyPhotosManyFrames,
      strict: thresholds.identify.strict,
      margin: thresholds.margin,
      lookAlike: thresholds.lookAlike,
    },
    nets: models,
  };
}
