import { compare, type Rational, rational } from "../kernel/rational.ts";
import type { Policy } from "../policy/policy.ts";
import { type Worth, worthOf } from "./credit.ts";
import type { MarkStatus } from "./mark.ts";
import { isAttended, type RegisterMark } from "./register-mark.ts";

const one: Rational = { num: 1n, den: 1n };

/** As much of a mark as its worth depends on. */
export interface ValuedMark {
  readonly status: MarkStatus;
  /** For `left_early`: how the student arrived. */
  readonly arrival: "present" | "late" | null;
  readonly presentMs: number | null;
  /** What the leave would have made of the session, under which the student was seen all the same. */
  readonly leave: "authorised" | "elsewhere" | null;
}

/** What a figure needs to know of a mark in a register. */
export function valuedMark({ mark, presentMs, leave }: RegisterMark): ValuedMark {
  return {
    status: mark.status,
    arrival: mark.status === "left_early" ? mark.arrival : null,
    presentMs,
    leave: leave?.effect ?? null,
  };
}

/**
 * What a mark is worth under a policy: by its status, or by the minutes where they are counted and known.
 *
 * Coming in spite of leave is never worth less than the leave. Where leave is left out of the figure, an arrival
 * that earns less than a full credit is left out as well: counted, it could only pull a good rate down.
 *
 * @param plannedMs the planned length of the session
 * @param standing true for a standing session that has begun
 */
export function markWorth(mark: ValuedMark, policy: Policy, plannedMs: number, standing: boolean): Worth {
  const own = ownWorth(mark, policy, plannedMs, standing);
  if (mark.leave === null) return own;
  const onLeave = worthOf(
    { status: mark.leave === "elsewhere" ? "elsewhere" : "absent_authorised" },
    policy,
    standing,
  );
  if (!own.counted) return own;
  if (!onLeave.counted) return compare(own.credit, one) < 0 ? onLeave : own;
  return compare(own.credit, onLeave.credit) < 0 ? onLeave : own;
}

function ownWorth(mark: ValuedMark, policy: Policy, plannedMs: number, standing: boolean): Worth {
  if (policy.method === "minutes" && mark.presentMs !== null && isAttended(mark.status) && plannedMs > 0) {
    const credit = rational(BigInt(mark.presentMs), BigInt(plannedMs));
    return { counted: true, credit: compare(credit, one) > 0 ? one : credit };
  }
  const { status, arrival } = mark;
  return worthOf(arrival === null ? { status } : { status, arrival }, policy, standing);
}
