import { compare, fromDecimal } from "../kernel/rational.ts";
import type { Policy } from "../policy/policy.ts";
import type { Figures } from "./figures.ts";
import { shownFigure } from "./shown-percent.ts";

/** What `figuresOf` makes of sessions, as far as it is a percentage. */
type Rate = Pick<Figures, "percent">;

/** The percentage as it is shown, by `shownFigure`; null when there is no rate. */
export function shownPercent(rate: Rate, thresholds: readonly number[] = []): number | null {
  return rate.percent === null ? null : shownFigure(rate.percent, thresholds);
}

export type Band = "good" | "fair" | "poor";

/** The band a rate is coloured by; compared exactly, never by the rounded number. null when there is no rate. */
export function bandOf(rate: Rate, policy: Pick<Policy, "goodAt" | "poorBelow">): Band | null {
  if (rate.percent === null) return null;
  if (compare(rate.percent, fromDecimal(policy.goodAt)) >= 0) return "good";
  return compare(rate.percent, fromDecimal(policy.poorBelow)) < 0 ? "poor" : "fair";
}
