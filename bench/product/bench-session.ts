import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { SessionPlan } from "../../src/app/facts/fact-transaction.ts";

/** A timetabled session of 50 minutes of one class in one room, as the benchmarks plan it. */
export function benchSession(start: Temporal.Instant, room: string, of: string): SessionPlan {
  return {
    id: uuidv7(),
    kind: "timetabled",
    start,
    end: start.add({ minutes: 50 }),
    timeZone: "UTC",
    day: start.toZonedDateTimeISO("UTC").toPlainDate().toString(),
    rooms: [room],
    classes: [of],
    required: true,
    weight: 1,
    title: "",
    sort: "",
    mode: "in_person",
    staff: [],
    source: null,
  };
}
