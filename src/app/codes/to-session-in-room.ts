import type { SessionInRoom } from "../../contract/http/room-codes.ts";
import { instantText } from "../registers/session-row.ts";
import type { SessionHead } from "../registers/sessions-reading.ts";

/** A session as whoever is in its room may know it: named one by one, so that nobody's name gets here by itself. */
export function toSessionInRoom({ stored: { plan }, classes }: SessionHead): SessionInRoom {
  return {
    name: plan.title !== "" ? plan.title : classes.map(({ code, title }) => title || code).join(", "),
    day: plan.day,
    start: instantText(plan.start),
    end: instantText(plan.end),
    timeZone: plan.timeZone,
    standing: plan.kind === "standing",
  };
}
