import { parentPort, workerData } from "node:worker_threads";
import { Temporal } from "temporal-polyfill";
import { InvalidUpload } from "../app/imports/csv-table.ts";
import { packContent } from "../app/imports/pack-content.ts";
import { readUploadHere } from "./read-upload-here.ts";
import type { UploadQuestion, UploadReply } from "./upload-calls.ts";

const { upload, timeZone, now }: UploadQuestion = workerData;
const reply = (told: UploadReply): void => parentPort?.postMessage(told);

try {
  const clock = { now: () => Temporal.Instant.fromEpochMilliseconds(now) };
  const { content, notes } = await readUploadHere(clock, timeZone)(upload);
  reply({ told: "read", content: await packContent(content), notes });
} catch (error) {
  if (!(error instanceof InvalidUpload)) throw error;
  reply({ told: "invalid", message: error.message });
}
