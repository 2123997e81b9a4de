import type { Temporal } from "temporal-polyfill";
import type { Register } from "../../domain/attendance/fold-register.ts";
import type { SessionFact } from "../../domain/attendance/register-facts.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import { instantOf } from "../facts/instant-of.ts";
import { isSessionPlan } from "../marks/settle-final.ts";
import type { DifferentField } from "./compare-entries.ts";

/**
 * A session as the facts about it have it.
 *
 * @param history what was said of it, in order of seq
 * @param now by which the clock turns a session: between two rounds of the monitor it is ahead of what is stored, and a
 *   session that was not closed yet may lack the marks that its close brings about
 */
export function sessionByFacts(
  { session: plan, window, state }: Register,
  history: readonly SessionFact[],
  stored: StoredSession,
  now: Temporal.Instant,
): StoredSession {
  if (!isSessionPlan(plan)) throw new Error(`session ${plan.id} was planned by nobody`);
  let signedOff: StoredSession["signedOff"] = null;
  let finalisedAt: Temporal.Instant | null = null;
  for (const fact of history) {
    if (fact.kind === "signed_off") signedOff = { at: fact.at, by: fact.by };
    else if (fact.kind === "unsigned") signedOff = null;
    else if (fact.kind === "finalised") finalisedAt ??= fact.at;
    else if (fact.kind === "reopened") [signedOff, finalisedAt] = [null, null];
  }
  return {
    plan: { ...plan, source: sourceOf(plan.source, stored.plan.source) },
    opensAt: instantOf(window.opens),
    closesAt: instantOf(window.closes),
    state: stateAt(stored, now) === state ? stored.state : state,
    signedOff,
    finalisedAt,
  };
}

/**
 * What a source last said of a meeting counts its words, also of those that said nothing else and so are no facts: the key,
 * the number and the date of the newest are the import's own, and are kept with the session alone.
 */
function sourceOf(
  said: StoredSession["plan"]["source"],
  stored: StoredSession["plan"]["source"],
): StoredSession["plan"]["source"] {
  if (said === null) return null;
  return {
    ...said,
    key: stored?.name === said.name ? stored.key : said.key,
    sequence: stored?.sequence ?? said.sequence,
    modified: stored?.modified ?? null,
  };
}

/**
 * The columns of a session that are stored otherwise than the facts say, with its rooms, classes and staff. All that follow
 * from facts are here; the others are its id, the key, number and date of its source's newest word (`source_key`,
 * `source_sequence`, `source_modified`), which are an import's own, the monitor's note up to which close its readers are settled
 * (`settled_close`), and the roster's note that it was held before the school took its class over from a demonstration that
 * ended (`of_ended_demo`). No fact says any of these, and no mark is judged by them.
 *
 * @param now by which the clock turns both
 */
export function differingColumns(
  stored: StoredSession,
  folded: StoredSession,
  now: Temporal.Instant,
): readonly DifferentField[] {
  const should = new Map(columnsOf(folded, stateAt(folded, now)));
  return columnsOf(stored, stateAt(stored, now)).flatMap(([field, is]) => {
    const said = should.get(field) ?? "none";
    return is === said ? [] : [{ field, stored: is, folded: said }];
  });
}

function columnsOf(
  { plan, opensAt, closesAt, signedOff, finalisedAt }: StoredSession,
  state: StoredSession["state"],
): readonly (readonly [field: string, value: string])[] {
  const ids = (all: readonly string[]): string => [...new Set(all)].sort().join(" ") || "none";
  return [
    ["column kind", plan.kind],
    ["column day", plan.day],
    ["column starts_at", plan.start.toString()],
    ["column ends_at", plan.end.toString()],
    ["column opens_at", opensAt.toString()],
    ["column closes_at", closesAt.toString()],
    ["column time_zone", plan.timeZone],
    ["column title", plan.title],
    ["column sort", plan.sort],
    ["column mode", plan.mode],
    ["column required", String(plan.required)],
    ["column weight", String(plan.weight)],
    ["column state", state],
    ["column signed_off_at", signedOff?.at.toString() ?? "none"],
    ["column signed_off_by", signedOff?.by ?? "none"],
    ["column finalised_at", finalisedAt?.toString() ?? "none"],
    ["column source", plan.source?.name ?? "none"],
    ["rooms", ids(plan.rooms)],
    ["classes", ids(plan.classes)],
    ["staff", ids(plan.staff)],
  ];
}
