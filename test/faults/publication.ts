import type { Random } from "../../simulator/random.ts";
import { deviceTopic, originalTopic } from "../../src/contract/mqtt/topics.ts";
import { drawScan, type Place } from "./draw-scan.ts";

/** A scan as it is published. */
export interface Publication {
  readonly topic: string;
  readonly payload: string;
}

/** A drawn scan as a native device of the site `school` publishes it. */
export function nativePublication(
  random: Random,
  device: string,
  id: string,
  places?: readonly Place[],
): Publication {
  const payload = { v: 1, event_id: id, clock: "ntp", ...drawScan(random, places) };
  return { topic: deviceTopic("school", device, "scan"), payload: JSON.stringify(payload) };
}

/** A drawn scan as the original's camera publishes it, with the id where only people look: in the reason. */
export function originalPublication(random: Random, id: string, places?: readonly Place[]): Publication {
  const { subject, location, decision, occurred_at } = drawScan(random, places);
  const payload = {
    student_id: subject.value,
    location,
    timestamp: occurred_at,
    decision: decision === "unknown" ? "denied" : decision,
    reason: id,
  };
  return { topic: originalTopic, payload: JSON.stringify(payload) };
}
