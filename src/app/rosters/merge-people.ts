import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { type ChangeContext, enrolStudents, touchedTogether } from "../facts/change-timetable.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { joinScans } from "./join-scans.ts";
import { nameHolder } from "./reissue-identifier.ts";
import { done, type RosterOutcome, refuseRoster } from "./roster-outcome.ts";
import type {
  DatedMerge,
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
    "moved",
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
 * Gives back what a merge moved, as if it had never been. What became of it since goes back with it: the days of a class, what
 * replaced a card or an id, and the scans that name what is theirs again. Whatever else was done since stays with the one who
 * was kept. An id that ended with it goes on where nobody was given it since, or from where the last of those ended; it is
 * refused while somebody has it. Merges of one person are taken back from the last one on: what a later one moved rests on
 * what this one did.
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
  const reopened: StoredIdentifier[] = [];
  const givenSince = await roster.heldAfter(
    moved.ended.map((one) => ({ ...one, from: beganAt(merge, one) })),
  );
  for (const [index, one] of moved.ended.entries()) {
    const since = givenSince[index] ?? null;
    if (since === null)
      reopened.push({ ...one, person: merged, from: instantOrNull(beganAt(merge, one)), to: null });
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
  const known = (await roster.person(kept))?.identifiers ?? [];
  const own = new Map((await roster.enrolmentsOf(kept)).map((one) => [one.id, one]));
  await roster.setMergedInto(merged, null);
  await roster.moveIdentifiers([...moved.identifiers, ...successorsOf(merge, known)], kept, merged);
  await roster.reopenIdentifiers(reopened, merged);
  await roster.addIdentifiers(goesOn);
  const enrolled = await enrolStudents(
    timetable,
    [
      ...moved.made.map((one) => ({ ...one, to: one.from })),
      ...moved.emptied.map((one) => asItBecame(merge, one, own)),
    ],
    context,
    "moved",
  );
  const back = new Set([...moved.scans, ...(await roster.scansNaming(kept, merged))]);
  const scans = (await roster.scansOfPerson(kept)).filter(({ scan }) => back.has(scan));
  // While it was nobody's, what named it was nobody's scan.
  const resumed = [...reopened, ...goesOn];
  const found = (await roster.scansOfNobody(resumed)).filter((scan) => {
    const from = resumed.find((one) => one.scheme === scan.scheme && one.value === scan.value)?.from ?? null;
    return from === null || Temporal.Instant.compare(scan.at, from) >= 0;
  });
  const joined = await joinScans(
    timetable,
    [...scans.map((scan) => ({ ...scan, person: merged })), ...found],
    context,
  );
  await roster.undoMerge(id, { at: context.now, actor: context.actor.id });
  await judgeMarks(timetable, touchedTogether([enrolled, joined]), context);
  return done({ ...merge, undone: true });
}

/**
 * What replaced an identifier that had moved, and what replaced that: it began at the instant at which the other ended, and
 * nothing of the one who was kept ended with it.
 */
function successorsOf(
  { at, moved }: DatedMerge,
  known: readonly StoredIdentifier[],
): MergeMoved["identifiers"] {
  const keyOf = (one: Pick<StoredIdentifier, "scheme" | "value">, from: string | null): string =>
    JSON.stringify([one.scheme, one.value, from]);
  const isMoved = new Set(moved.identifiers.map((one) => keyOf(one, one.from)));
  const theirs = (one: StoredIdentifier): boolean => isMoved.has(keyOf(one, one.from?.toString() ?? null));
  const found: StoredIdentifier[] = [];
  const byTime = known.toSorted(
    (a, b) => (a.from?.epochMilliseconds ?? 0) - (b.from?.epochMilliseconds ?? 0),
  );
  for (const one of byTime) {
    const { from, scheme } = one;
    if (from === null || Temporal.Instant.compare(from, at) <= 0 || theirs(one)) continue;
    const before = known.filter((other) => other.scheme === scheme && other.to?.equals(from) === true);
    const again = known.filter(
      (other) => other.scheme === scheme && other.value === one.value && other !== one && other.to !== null,
    );
    const replaced = before.length > 0 ? before : again;
    if (replaced.length === 0 || !replaced.every(theirs)) continue;
    found.push(one);
    isMoved.add(keyOf(one, from.toString()));
  }
  return found.map(({ scheme, value, from }) => ({ scheme, value, from: from?.toString() ?? null }));
}

/** An enrolment that a merge emptied, with the days that it has by what became of the one that was made of it. */
function asItBecame(
  { moved }: StoredMerge,
  emptied: StoredEnrolment,
  own: ReadonlyMap<string, StoredEnrolment>,
): StoredEnrolment {
  const made = moved.made.find(
    (one) => one.class === emptied.class && one.from === emptied.from && one.to === emptied.to,
  );
  const now = made && own.get(made.id);
  return now === undefined ? emptied : { ...emptied, from: now.from, to: now.to };
}

const instantOrNull = (text: string | null): Temporal.Instant | null =>
  text === null ? null : Temporal.Instant.from(text);

/** Where an identifier that a merge ended began. */
function beganAt({ moved }: StoredMerge, { scheme, value }: MergeMoved["ended"][number]): string | null {
  const rows = moved.identifiers.filter((one) => one.scheme === scheme && one.value === value);
  return rows.at(-1)?.from ?? null;
}

function sharesADay(a: StoredEnrolment, b: StoredEnrolment): boolean {
  if (b.from === b.to) return false;
  return (a.to === null || b.from < a.to) && (b.to === null || a.from < b.to);
}
