import type { PlainSeat } from "../../domain/attendance/fold-seats.ts";
import type { Scan } from "../../domain/attendance/scan.ts";
import { type DatedPolicy, policyInForce } from "../../domain/policy/policy-in-force.ts";
import { type SessionWindow, windowHolds, windowOf } from "../../domain/timetable/session-window.ts";
import type { PlainSeats, StoredSession } from "../facts/fact-transaction.ts";
import type { PresentDraft } from "./present-tables.ts";

/**
 * What the short way to a student's marks needs, or null where something else than scans bears on them (see
 * `PlainStudent`).
 *
 * @param ids all sessions that hang together around one moment
 */
export function plainSeatsOf(
  draft: PresentDraft,
  student: string,
  ids: readonly string[],
  policies: readonly DatedPolicy[],
): PlainSeats | null {
  if ((draft.absences.get(student) ?? []).length > 0) return null;
  const seats: PlainSeat[] = [];
  const sessions: [string, StoredSession][] = [];
  let timetabled = 0;
  for (const id of ids) {
    const session = draft.sessions.get(id);
    if (!session || !isPlain(draft, session) || !isPlainlyEnrolled(draft, student, session)) return null;
    if (session.plan.kind === "timetabled") timetabled += 1;
    if (timetabled > 1) return null;
    const policy = policyInForce(policies, session.plan.start);
    seats.push({ session: session.plan, window: windowOf(session.plan, policy), policy });
    sessions.push([id, session]);
  }
  const scans = plainScans(
    draft,
    student,
    seats.map(({ window }) => window),
  );
  if (scans === null) return null;
  return {
    plain: { seats, scans },
    sessions: new Map(sessions),
    marks: ofStudent(draft.marks, ids, student),
    attempts: ofStudent(draft.attempts, ids, student),
  };
}

/** Nothing was ever said of it but that it is planned. */
function isPlain(draft: PresentDraft, { plan, state, finalisedAt }: StoredSession): boolean {
  if (state === "cancelled" || finalisedAt !== null || (draft.decisions.get(plan.id) ?? []).length > 0)
    return false;
  return (draft.said.get(plan.id) ?? []).every(({ fact }) => fact.kind === "planned");
}

function isPlainlyEnrolled(draft: PresentDraft, student: string, { plan }: StoredSession): boolean {
  if ((draft.corrections.get(plan.id) ?? []).some((fact) => fact.student === student)) return false;
  const own = (draft.enrolmentsOfStudent.get(student) ?? []).flatMap(
    (id) => draft.enrolmentFacts.get(id) ?? [],
  );
  const there = own.filter((fact) => plan.classes.includes(fact.class));
  const [only] = there;
  return (
    only !== undefined &&
    there.length === 1 &&
    only.from <= plan.day &&
    (only.to === null || plan.day < only.to)
  );
}

/** The student's scans in the windows, or null where somebody was said to be, or not to be, the one who was seen. */
function plainScans(
  draft: PresentDraft,
  student: string,
  windows: readonly SessionWindow[],
): (Scan & { readonly room: string })[] | null {
  const scans: (Scan & { readonly room: string })[] = [];
  for (const id of draft.scansOfStudent.get(student) ?? []) {
    const words = draft.scans.get(id) ?? [];
    const [only] = words;
    if (!only) continue;
    const at = only.scan.occurredAt.epochMilliseconds;
    if (!windows.some((window) => windowHolds(window, at))) continue;
    if (words.length > 1) return null;
    scans.push({ ...only.scan, room: only.room });
  }
  return scans;
}

function ofStudent<T>(
  seats: { get(session: string): ReadonlyMap<string, T> | undefined },
  ids: readonly string[],
  student: string,
): ReadonlyMap<string, T> {
  return new Map(
    ids.flatMap((id) => {
      const own = seats.get(id)?.get(student);
      return own === undefined ? [] : [[id, own] as const];
    }),
  );
}
