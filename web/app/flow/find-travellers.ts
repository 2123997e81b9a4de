import type { TotalsView } from "../../../src/contract/http/system.ts";
import type { Tone } from "../../ui/looks.ts";
import type { RouteName } from "./flow-steps.ts";

/** One message on its way through the picture, standing for all of its kind that came with it. */
export interface Traveller {
  readonly route: RouteName;
  readonly tone: Tone;
}

const kinds: readonly (readonly [keyof TotalsView, Traveller])[] = [
  ["granted", { route: "stored", tone: "good" }],
  ["late", { route: "stored", tone: "late" }],
  ["denied", { route: "stored", tone: "denied" }],
  ["unknown", { route: "stored", tone: "unknown" }],
  ["repeats", { route: "repeat", tone: "late" }],
  ["quarantined", { route: "quarantine", tone: "held" }],
];

/** What came in between two totals, one of each kind; nothing when a new day begins from zero. */
export const findTravellers = (before: TotalsView, after: TotalsView): Traveller[] =>
  kinds.filter(([kind]) => after[kind] > before[kind]).map(([, traveller]) => traveller);
