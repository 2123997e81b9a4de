import { z } from "zod";
import { maxPictureBytes } from "../../contract/mqtt/limits.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import type { SourceAdapter } from "../adapter.ts";
import { foreignScan, ignored, readAs } from "../foreign-reading.ts";
import { readOnline } from "../read-online.ts";
import type { Reading, SourceMessage, SourceSettings } from "../source.ts";

/**
 * Frigate 0.16 and later. It tells a face on each attempt, and again as the sub label of the tracked person; the first
 * that names somebody surely is the scan, and the others are the same one.
 */
export const frigateAdapter: SourceAdapter = {
  name: "frigate",
  filters: ["frigate/tracked_object_update", "frigate/events", "frigate/available"],
  retained: ["frigate/available"],
  ours: [],
  read(message, settings) {
    if (message.topic === "frigate/available") return readOnline(message, "frigate");
    return message.topic === "frigate/events" ? readEvent(message, settings) : readUpdate(message, settings);
  },
};

/** Frigate's own default for being sure of a face (`recognition_threshold`). */
const sureFrom = 0.9;
/** The name that Frigate gives to a face that it has seen and does not know. */
const unknownName = "unknown";

const update = z.object({ type: z.string() });
const faceUpdate = z.object({
  type: z.literal("face"),
  name: identifierText.nullable(),
  score: z.number().min(0).max(1),
  id: identifierText,
  camera: identifierText,
  timestamp: z.number(),
});

const event = z.object({
  after: z.object({
    id: identifierText,
    camera: identifierText,
    label: z.string(),
    sub_label: z.union([z.string(), z.tuple([identifierText, z.number().min(0).max(1)])]).nullish(),
    frame_time: z.number(),
  }),
});

function readUpdate(message: SourceMessage, settings: SourceSettings): Reading {
  const kind = readAs(update, message, maxPictureBytes);
  if ("reading" in kind) return kind.reading;
  // Descriptions, number plates and classifications share the topic.
  if (kind.told.type !== "face") return ignored("an update that is not about a face");
  const read = readAs(faceUpdate, message, maxPictureBytes);
  if ("reading" in read) return read.reading;
  const { name, score, id, camera, timestamp } = read.told;
  if (name === null) return ignored("Frigate is not sure yet whose face it is");
  return readFace({ name, score, id, camera, field: "timestamp", at: timestamp }, message, settings);
}

function readEvent(message: SourceMessage, settings: SourceSettings): Reading {
  const read = readAs(event, message, maxPictureBytes);
  if ("reading" in read) return read.reading;
  const { id, camera, label, sub_label: face, frame_time: at } = read.told.after;
  // Cars and parcels have sub labels as well: plates and logos.
  if (label !== "person") return ignored("a tracked object that is no person");
  if (!Array.isArray(face)) return ignored("a tracked person without a face that Frigate knows");
  const [name, score] = face;
  return readFace({ name, score, id, camera, field: "after.frame_time", at }, message, settings);
}

function readFace(
  told: {
    readonly name: string;
    readonly score: number;
    readonly id: string;
    readonly camera: string;
    readonly field: string;
    readonly at: number;
  },
  message: SourceMessage,
  settings: SourceSettings,
): Reading {
  const { name, score, id, camera } = told;
  if (name === unknownName) return ignored("a face that Frigate does not know");
  if (score < sureFrom)
    return ignored(`Frigate is not sure enough: its score is ${score}, below ${sureFrom}`);
  return foreignScan(
    "frigate",
    {
      sender: `frigate:${camera}`,
      externalId: `${id}:${name}`,
      // Score and time differ from attempt to attempt; who was seen in which track does not.
      content: JSON.stringify([id, name, camera]),
      subject: { scheme: "face_subject", value: name },
      location: camera,
      decision: "granted",
      method: "face",
      confidence: score,
    },
    { field: told.field, written: told.at },
    message,
    settings,
  );
}
