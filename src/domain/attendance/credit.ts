import { compare, fromDecimal, type Rational, zero } from "../kernel/rational.ts";
import type { Policy } from "../policy/policy.ts";
import type { Mark, MarkStatus } from "./mark.ts";

const one: Rational = { num: 1n, den: 1n };

/** Why a session is left out of a rate. */
export type Exclusion = "undecided" | "needs_review" | "not_possible" | "authorised";

export type Worth =
  | { readonly counted: true; readonly credit: Rational }
  | { readonly counted: false; readonly because: Exclusion };

const counts = (credit: Rational): Worth => ({ counted: true, credit });
const excluded = (because: Exclusion): Worth => ({ counted: false, because });

/**
 * What a mark is worth under a policy.
 *
 * @param standing true for a standing session that has begun: it counts with no credit until somebody was seen, unless
 *   its reader could not have seen them
 */
export function worthOf(
  mark: { readonly status: MarkStatus } & Partial<Pick<Extract<Mark, { status: "left_early" }>, "arrival">>,
  policy: Policy,
  standing: boolean,
): Worth {
  switch (mark.status) {
    case "present":
    case "elsewhere":
      return counts(one);
    case "late":
      return counts(fromDecimal(policy.lateCredit));
    case "late_after_close":
      return counts(fromDecimal(policy.lateAfterCloseCredit));
    case "left_early": {
      const arrival = mark.arrival === "late" ? fromDecimal(policy.lateCredit) : one;
      const leaving = fromDecimal(policy.leftEarlyCredit);
      return counts(compare(arrival, leaving) < 0 ? arrival : leaving);
    }
    case "absent":
      return counts(zero);
    case "absent_authorised":
      return policy.authorisedCounts ? counts(fromDecimal(policy.authorisedCredit)) : excluded("authorised");
    case "expected":
    case "not_seen":
      return standing ? counts(zero) : excluded("undecided");
    // A silent reader makes nobody absent, on a standing day either.
    case "cannot_be_known":
      return excluded("undecided");
    case "needs_review":
      return excluded("needs_review");
    case "not_possible":
      return excluded("not_possible");
  }
}
