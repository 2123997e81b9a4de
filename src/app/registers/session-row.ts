import type { Temporal } from "temporal-polyfill";
import type { SessionRow } from "../../contract/http/sessions.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import { shownStatus } from "../../domain/attendance/shown-status.ts";
import { unstoredStatus } from "../../domain/attendance/unstored-status.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import { type DatedPolicy, policyInForce } from "../../domain/policy/policy-in-force.ts";
import { type SessionWindow, windowOf } from "../../domain/timetable/session-window.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { instantOf } from "../facts/instant-of.ts";
import type { SeatCount, SessionHead } from "./sessions-reading.ts";

/** The policy that judges a session, and the window that follows. */
export function judgedUnder(
  { stored: { plan }, chosenPolicy }: Pick<SessionHead, "stored" | "chosenPolicy">,
  policies: readonly DatedPolicy[],
): { readonly policy: Policy; readonly window: SessionWindow } {
  const chosen = policies.find(({ policy }) => policy.version === chosenPolicy)?.policy;
  const policy = chosen ?? policyInForce(policies, plan.start);
  return { policy, window: windowOf(plan, policy) };
}

/** An instant as the API tells it. */
export function instantText(instant: Temporal.Instant): string {
  return instant.toString({ fractionalSecondDigits: 3 });
}

/** The same of epoch milliseconds. */
export function epochText(epochMilliseconds: number): string {
  return instantText(instantOf(epochMilliseconds));
}

/**
 * A session as lists tell it.
 *
 * @param seats how many of its students have which status; together they are those expected, unless it is cancelled
 * @param unknowable whether the reader could not have seen whoever came
 * @param proposed how many students' marks late facts would change
 */
export function toSessionRow(
  head: SessionHead,
  seats: readonly SeatCount[],
  proposed: number,
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
  unknowable = false,
): SessionRow {
  const { stored } = head;
  const { plan, signedOff } = stored;
  const state = stateAt(stored, now);
  const { window } = judgedUnder(head, policies);
  const unstored = unstoredStatus(state, window, now.epochMilliseconds, unknowable);
  const counts: Partial<Record<MarkStatus, number>> = {};
  let expected = 0;
  let toLookAt = proposed;
  for (const seat of seats) {
    const status = shownStatus(seat.status, unstored);
    counts[status] = (counts[status] ?? 0) + seat.students;
    if (state !== "cancelled") expected += seat.students;
    toLookAt += seat.toLookAt;
  }
  return {
    id: plan.id,
    kind: plan.kind,
    day: plan.day,
    start: instantText(plan.start),
    end: instantText(plan.end),
    timeZone: plan.timeZone,
    title: plan.title,
    sort: plan.sort,
    state,
    mode: plan.mode,
    required: plan.required,
    weight: plan.weight,
    rooms: [...head.rooms],
    classes: [...head.classes],
    staff: [...head.staff],
    counts,
    expected,
    toLookAt,
    proposals: proposed,
    signedOff: signedOff && { at: instantText(signedOff.at), by: signedOff.by },
  };
}
