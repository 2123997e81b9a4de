import { placesOfLocation } from "../../../src/domain/timetable/places-of-location.ts";
import type { CalendarRule } from "./calendar-rules.ts";

export interface SampleEvent {
  readonly summary: string;
  readonly location: string;
}

/** What a rule makes of one sample; `class` is null where the rule finds none, so that the entry is left out. */
export interface TriedSample extends SampleEvent {
  readonly class: string | null;
  readonly sort: string;
  /** Its rooms; a place on the network is none. */
  readonly places: readonly string[];
  readonly mode: "in_person" | "remote" | "hybrid";
}

/**
 * What a rule makes of samples, as the server will. The expressions are the reader's own and may run for ever: only in
 * a worker that can be ended.
 *
 * @throws SyntaxError when the rule is none
 */
export function tryRule(rule: CalendarRule, samples: readonly SampleEvent[]): readonly TriedSample[] {
  const summary = new RegExp(rule.summary, "u");
  const noise = rule.locationNoise === "" ? null : new RegExp(rule.locationNoise, "gu");
  return samples.map((sample) => {
    const groups = summary.exec(sample.summary.replace(/\s+/gu, " ").trim())?.groups;
    const code = groups?.class?.trim() ?? "";
    const location = noise === null ? sample.location : sample.location.replaceAll(noise, "");
    const { rooms, mode } = placesOfLocation(location, rule.places);
    return {
      ...sample,
      class: code === "" ? null : code,
      sort: groups?.sort?.trim() ?? "",
      places: rooms,
      mode,
    };
  });
}
