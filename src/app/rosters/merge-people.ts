import { v7 as uuidv7 } from "uuid";
import { type ChangeContext, enrolStudents, touchedTogether } from "../facts/change-timetable.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { joinScans } from "./join-scans.ts";
import { nameHolder } from "./reissue-identifier.ts";
import { done, type RosterOutcome, refuseRoster } from "./roster-outcome.ts";
import type {
  MergeMoved,
  PeopleTransaction,
  StoredEnrolment,
  StoredIdentifier,
  StoredMerge,
} from "./roster-transaction.ts";

/** The roster and the facts, in one transaction. */
export interface Work {
  readonly roster: PeopleTransaction;
  readonly timetable: FactTransaction;
}

/**
 * Tells everything of one record with another of the same person. Its identifiers go over, except one of a scheme of
 * which a person has only one (`student_id`, `username`): that ends, unless the one who stays has none. Its enrolments
 * are emptied and made anew for the one who stays where that is not enrolled already; its scans are joined. Marks that
 * follow from these are judged anew; revisions that were written, corrections by hand among them, stay where they are.
 */
export async function mergePeople(
  { roster, timetable }: Work,
  keptId: string,
  mergedId: string,
  context: ChangeContext,
): Promise<RosterOutcome<StoredMerge>> {
  if (keptId === mergedId) return refuseRoster("invalid", "merged", mergedId, "is the same record: name two");
  const kept = await roster.person(keptId);
  if (kept === null) return refuseRoster("unknown", "kept", keptId, "nobody has this id");
  const merged = await roster.person(mergedId);
  if (merged === null) return refuseRoster("unknown", "merged", mergedId, "nobody has this id");
  if (kept.person.kind !== merged.person.kind) {
    return refuseRoster(
      "invalid",
      "merged",
      mergedId,
      "one is a student, the other staff: these are never one record",
    );
  }
  const has = new Set(kept.identifiers.flatMap(({ scheme, to }) => (to === null ? [scheme] : [])));
  const ended = merged.identifiers
    .filter(
      ({ scheme, to }) =>
        to === null && has.has(scheme) && (scheme === "student_id" || scheme === "username"),
    )
    .map(({ scheme, value }) => ({ scheme, value }));
  const identifiers = merged.identifiers.map(({ scheme, value, from, to }) => ({
    scheme,
    value,
    from: from?.toString() ?? null,
    isOfNoLength: from !== null && to !== null && from.equals(to),
  }));
  await roster.endIdentifiers(ended.map((one) => ({ ...one, at: context.now })));
  await roster.moveIdentifiers(identifiers, mergedId, keptId);

  const own = await roster.enrolmentsOf(keptId);
  const emptied = (await roster.enrolmentsOf(mergedId)).filter(({ from, to }) => from !== to);
  const made = emptied
    .filter((one) => !own.some((other) => other.class === one.class && sharesADay(one, other)))
    .map((one) => ({ ...one, id: uuidv7(), student: keptId }));
  const enrolled = await enrolStudents(
    timetable,
    [...emptied.map((one) => ({ ...one, to: one.from })), ...made],
    context,
  );

  const scans = await roster.scansOfPerson(mergedId);
  const joined = await joinScans(
    timetable,
    scans.map((scan) => ({ ...scan, person: keptId })),
    context,
  );
  await roster.setMergedInto(mergedId, keptId);
  const merge: StoredMerge = {
    id: uuidv7(),
    kept: keptId,
    merged: mergedId,
    moved: { identifiers, ended, emptied, made, scans: scans.map(({ scan }) => scan) },
    undone: false,
  };
  const { actor, reason, now } = context;
  await roster.addMerge(merge, { at: now, actor: actor.id, role: actor.role, reason });
  await judgeMarks(timetable, touchedTogether([enrolled, joined]), context);
  return done(merge);
}

/**
 * Gives back what a merge moved, as it was then; what was done since stays with the one who was kept. An id that ended with
 * it goes on where nobody was given it since, or from where the last of those ended; it is refused while somebody has it.
 * Merges of one person are taken back from the last one on: what a later one moved rests on what this one did.
 */
export async function unmergePeople(
  { roster, timetable }: Work,
  id: string,
  context: ChangeContext,
): Promise<RosterOutcome<StoredMerge>> {
  const merge = await roster.findMerge(id);
  if (merge === null) return refuseRoster("unknown", "id", id, "no merge has this id");
  if (merge.undone) return refuseRoster("taken", "id", id, "was taken back before");
  const { kept, merged, moved } = merge;
  const later = await roster.laterMerge(id);
  if (later !== null) {
    return refuseRoster(
      "taken",
      "id",
      id,
      `${later.mergedName || "a record without a name"} was merged into ${later.keptName || "one without a name"} after it: take that merge back first (${later.id})`,
    );
  }
  const goesOn: StoredIdentifier[] = [];
  const reopened: MergeMoved["ended"][number][] = [];
  const givenSince = await roster.heldAfter(
    moved.ended.map((one) => ({ ...one, from: beganAt(merge, one) })),
  );
  for (const [index, one] of moved.ended.entries()) {
    const since = givenSince[index] ?? null;
    if (since === null) reopened.push(one);
    else if (since.to !== null) goesOn.push({ ...one, person: merged, from: since.to, to: null });
    else {
      const who = since.person === kept ? "the person who was kept" : await nameHolder(roster, since);
      return refuseRoster(
        "taken",
        "id",
        id,
        `${since.value} went to ${who} after the merge, and the other record would be without it: give ${who} another one first, then take the merge back`,
      );
    }
  }
  await roster.setMergedInto(merged, null);
  await roster.moveIdentifiers(moved.identifiers, kept, merged);
  await roster.reopenIdentifiers(reopened, merged);
  await roster.addIdentifiers(goesOn);
  const enrolled = await enrolStudents(
    timetable,
    [...moved.made.map((one) => ({ ...one, to: one.from })), ...moved.emptied],
    context,
  );
  const back = new Set(moved.scans);
  const scans = (await roster.scansOfPerson(kept)).filter(({ scan }) => back.has(scan));
  const joined = await joinScans(
    timetable,
    scans.map((scan) => ({ ...scan, person: merged })),
    context,
  );
  await roster.undoMerge(id, context.now);
  await judgeMarks(timetable, touchedTogether([enrolled, joined]), context);
  return done({ ...merge, undone: true });
}

/** Where an identifier that a merge ended began. */
function beganAt({ moved }: StoredMerge, { scheme, value }: MergeMoved["ended"][number]): string | null {
  const rows = moved.identifiers.filter((one) => one.scheme === scheme && one.value === value);
  return rows.at(-1)?.from ?? null;
}

function sharesADay(a: StoredEnrolment, b: StoredEnrolment): boolean {
  if (b.from === b.to) return false;
  return (a.to === null || b.from < a.to) && (b.to === null || a.from < b.to);
}
