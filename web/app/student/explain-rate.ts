import type { LocationView, RateView } from "../../../src/contract/http/api.ts";
import { writePercent } from "../../../src/domain/attendance/shown-percent.ts";
import { markLooks } from "../../ui/looks.ts";
import { policyOf } from "../students/policy-of.ts";
import { writeCredit } from "../students/write-credit.ts";

/** One summand of a rate. */
export interface Term {
  readonly credit: string;
  /** What it is for: "Present, BSB214". */
  readonly because: string;
}

export interface RateExplanation {
  /** In the order of the places. */
  readonly terms: readonly Term[];
  /** "1.5 of 3", or null when there is nothing to count. */
  readonly sum: string | null;
  /** "50.0 %", or null when there is nothing to count. */
  readonly percent: string | null;
  /** The whole of it in one line, as it would be written by hand. */
  readonly line: string;
  /** What was left out, and why. */
  readonly excluded: readonly string[];
  /** The policy by its name and version, and what it says of late marks where that is known. */
  readonly policy: string;
  /** Where the bands begin, where that is known. */
  readonly bands: string | null;
}

const exclusions: Readonly<Record<string, string>> = {
  undecided: "not begun",
  needs_review: "waiting for review",
  not_possible: "not possible",
  authorised: "authorised absence",
};

/** Why a percentage is what it is: the sum behind it, with each summand's reason. */
export function explainRate(locations: readonly LocationView[], rate: RateView): RateExplanation {
  const terms = locations.flatMap(({ credit, status, location, class: code }) =>
    credit === null
      ? []
      : [
          {
            credit: writeCredit(credit),
            because: `${markLooks[status].word}, ${location === code ? location : `${code} in ${location}`}`,
          },
        ],
  );
  const sum = rate.percent === null ? null : `${writeCredit(rate.earned)} of ${writeCredit(rate.possible)}`;
  const percent = rate.percent === null ? null : writePercent(rate.percent);
  const written = terms.map(({ credit, because }) => `${credit} (${because})`).join(" + ");
  const known = policyOf(rate);
  return {
    terms,
    sum,
    percent,
    line: sum === null ? "Nothing to count yet." : `${written} = ${sum} = ${percent}`,
    excluded: rate.excluded.map(
      ({ reason, sessions }) =>
        `${sessions} ${sessions === 1 ? "session" : "sessions"} left out: ${exclusions[reason] ?? reason}`,
    ),
    policy: `Policy “${rate.policy.name}”, version ${rate.policy.version}${
      known === null ? "" : `: present is 1, late ${writeCredit(known.lateCredit)}, not seen 0`
    }.`,
    bands:
      known === null ? null : `Good from ${known.goodAt} %, poor below ${known.poorBelow} %, fair between.`,
  };
}
