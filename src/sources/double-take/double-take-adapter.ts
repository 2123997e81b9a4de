import { z } from "zod";
import { maxPictureBytes } from "../../contract/mqtt/limits.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import type { SourceAdapter } from "../adapter.ts";
import { foreignScan, ignored, readAs } from "../foreign-reading.ts";
import { readOnline } from "../read-online.ts";
import type { Reading, SourceMessage, SourceSettings } from "../source.ts";

/** Double Take 1.13: whom it recognised stands in `matches/`, and the same again by camera in `cameras/`. */
export const doubleTakeAdapter: SourceAdapter = {
  name: "double-take",
  filters: ["double-take/matches/#", "double-take/cameras/#", "double-take/available", "double-take/errors"],
  subscribe: ["double-take/matches/#", "double-take/available"],
  retained: ["double-take/available", "double-take/cameras/+/person"],
  ours: [],
  read(message, settings) {
    if (message.topic === "double-take/available") return readOnline(message, "double-take");
    if (message.topic.startsWith("double-take/cameras")) {
      return ignored("the same recognition is told on double-take/matches/");
    }
    if (message.topic === "double-take/errors") return ignored("an error of Double Take's own");
    return message.topic === "double-take/matches/unknown"
      ? readUnknown(message, settings)
      : readMatch(message, settings);
  },
};

const base = {
  id: identifierText,
  camera: identifierText,
  timestamp: z.string().max(64),
};
/** A percentage. */
const confidence = z.number().min(0).max(100);

const match = z.object({
  ...base,
  match: z.object({ name: identifierText, confidence, match: z.boolean().optional() }),
});
const unknown = z.object({ ...base, unknown: z.object({ confidence: confidence.optional() }).optional() });

function readMatch(message: SourceMessage, settings: SourceSettings): Reading {
  const read = readAs(match, message, maxPictureBytes);
  if ("reading" in read) return read.reading;
  const { id, camera, timestamp, match: face } = read.told;
  if (face.match === false) return ignored("Double Take does not count it as a match");
  return foreignScan(
    "double-take",
    {
      sender: `double-take:${camera}`,
      externalId: `${id}:${face.name}`,
      content: JSON.stringify([id, face.name, camera]),
      subject: { scheme: "face_subject", value: face.name },
      location: camera,
      decision: "granted",
      method: "face",
      confidence: face.confidence / 100,
    },
    { field: "timestamp", written: timestamp },
    message,
    settings,
  );
}

function readUnknown(message: SourceMessage, settings: SourceSettings): Reading {
  const read = readAs(unknown, message, maxPictureBytes);
  if ("reading" in read) return read.reading;
  const { id, camera, timestamp } = read.told;
  return foreignScan(
    "double-take",
    {
      sender: `double-take:${camera}`,
      // A match's id has a name behind the colon, and no name is blank.
      externalId: `${id}:`,
      content: JSON.stringify([id, null, camera]),
      subject: null,
      location: camera,
      decision: "unknown",
      method: "face",
    },
    { field: "timestamp", written: timestamp },
    message,
    settings,
  );
}
