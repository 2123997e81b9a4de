import type { Temporal } from "temporal-polyfill";
import type { LocationView, RateView, StudentView } from "../../contract/http/api.ts";
import { worthOf } from "../../domain/attendance/credit.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import { bandOf, type Rate, type RatedSession, rateOf, shownPercent } from "../../domain/attendance/rate.ts";
import { bandsOf } from "../../domain/attendance/shown-percent.ts";
import { unseenStatus } from "../../domain/attendance/unseen-status.ts";
import { toRoundedNumber } from "../../domain/kernel/rational.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import { windowOf } from "../../domain/timetable/session-window.ts";
import type { Span } from "../../domain/timetable/standing-session.ts";
import type { Place } from "./register-facts.ts";

/** What turns places into figures: the policy in force, and the day they are of, as of an instant. */
export interface FigureContext {
  readonly policy: Policy;
  readonly policyName: string;
  readonly span: Span;
  readonly now: Temporal.Instant;
}

/** The status of a place: the mark's, or what not having been seen means by now. */
export function statusOf(
  place: Pick<Place, "status">,
  context: Pick<FigureContext, "span" | "now" | "policy">,
): MarkStatus {
  const window = windowOf({ kind: "standing", ...context.span }, context.policy);
  return place.status ?? unseenStatus(window, context.now.epochMilliseconds);
}

function rated(place: Place, context: FigureContext): RatedSession {
  const standing = context.now.epochMilliseconds >= context.span.start.epochMilliseconds;
  return { status: statusOf(place, context), weight: 1, standing };
}

export function rateOfPlaces(places: Iterable<Place>, context: FigureContext): RateView {
  const sessions = Array.from(places, (place) => rated(place, context));
  return toRateView(rateOf(sessions, context.policy, context.now), context);
}

/** A rate as the API tells it. */
export function toRateView(rate: Rate, { policy, policyName }: FigureContext): RateView {
  return {
    earned: toRoundedNumber(rate.earned, 4),
    possible: toRoundedNumber(rate.possible, 4),
    percent: shownPercent(rate, bandsOf(policy)),
    band: bandOf(rate, policy),
    asOf: rate.asOf.toString({ fractionalSecondDigits: 3 }),
    policy: { version: rate.policyVersion, name: policyName },
    method: rate.method,
    counts: rate.counts,
    excluded: Object.entries(rate.excluded).map(([reason, sessions]) => ({ reason, sessions })),
  };
}

export function toLocationView(place: Place, context: FigureContext): LocationView {
  const session = rated(place, context);
  const worth = worthOf(session, context.policy, session.standing);
  return {
    location: place.location,
    class: place.classCode,
    status: session.status,
    decision: place.evidence?.decision ?? null,
    credit: worth.counted ? toRoundedNumber(worth.credit, 4) : null,
    reason: place.evidence?.reason ?? null,
    at: place.evidence?.occurredAt.toString({ fractionalSecondDigits: 3 }) ?? null,
    scan: place.evidence?.scanId ?? null,
  };
}

/** A student's places, with the rate over all of them. */
export function toStudentView(
  studentId: string,
  places: readonly Place[],
  context: FigureContext,
): StudentView {
  return {
    studentId,
    rate: rateOfPlaces(places, context),
    locations: places.map((place) => toLocationView(place, context)),
  };
}
