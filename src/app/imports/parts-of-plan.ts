import type { SourceKey } from "../rosters/roster-transaction.ts";
import { groupBy } from "./group-by.ts";
import type { ImportPlan, RosterWrites } from "./import-plan.ts";

/** What applying writes of a plan: all of it, or a part that can stand alone. */
export type PlanPart = Pick<
  ImportPlan,
  "roster" | "enrolments" | "standings" | "sessions" | "cancelled" | "restored" | "versions" | "takenBack"
>;

/** A plan that writes nothing. */
export const nothingPlanned: PlanPart = {
  roster: {
    terms: [],
    nonTeachingDays: [],
    endedDays: [],
    rooms: [],
    courses: [],
    classes: [],
    people: [],
    identifiers: [],
    endedIdentifiers: [],
    keys: [],
  },
  enrolments: [],
  standings: [],
  sessions: [],
  cancelled: [],
  restored: [],
  versions: [],
  takenBack: [],
};

/** How many rows a plan writes. */
export function rowCountOf(plan: PlanPart): number {
  const { roster, standings, ...rest } = plan;
  return [
    ...Object.values(roster),
    ...Object.values(rest),
    ...standings.map(({ changes }) => changes),
  ].reduce((sum, rows) => sum + rows.length, 0);
}

/** A part in smaller ones, as many as halve it; itself alone where it is one row with what goes with it. */
export function smallerParts(part: PlanPart): readonly PlanPart[] {
  for (let size = rowCountOf(part) >> 1; size >= 1; size >>= 1) {
    const parts = inParts(part, size);
    if (parts.length > 1) return parts;
  }
  return [part];
}

function inParts(plan: PlanPart, size: number): PlanPart[] {
  const parts: PlanPart[] = [];
  const all = partsOfPlan(plan);
  for (let part = all.next(size); part.done !== true; part = all.next(size)) {
    if (rowCountOf(part.value) > 0) parts.push(part.value);
  }
  return parts;
}

/**
 * A plan in parts that are applied one after the other, each whole. Where it stops after any of them, the same content
 * plans what is left, and nothing else: what a row stands on comes before it, what is one row's goes with it (an id and
 * whose it was before, a key of its source), and that something is over, or was said by a newer version, comes last.
 *
 * @yields the next part; `next` is told how many rows it is to have at the most
 */
export function* partsOfPlan(plan: PlanPart): Generator<PlanPart, void, number> {
  const { roster } = plan;
  const keys = new Map(groupBy(roster.keys, ({ id }) => id));
  const keysOf = (rows: readonly { readonly id: string }[]): readonly SourceKey[] =>
    rows.flatMap(({ id }) => {
      const own = keys.get(id) ?? [];
      keys.delete(id);
      return own;
    });
  const ofRoster = (own: Partial<RosterWrites>): PlanPart => ({
    ...nothingPlanned,
    roster: { ...nothingPlanned.roster, ...own },
  });

  let size = yield ofRoster({ terms: roster.terms, keys: keysOf(roster.terms) });
  function* chunks<Row>(
    rows: readonly Row[],
    part: (chunk: readonly Row[]) => PlanPart,
  ): Generator<PlanPart, void, number> {
    for (let from = 0; from < rows.length; ) {
      const chunk = rows.slice(from, from + size);
      from += chunk.length;
      size = yield part(chunk);
    }
  }

  // A day cancels what lies on it, so that it is known and its sessions are not only where both are written at once.
  for (const day of roster.nonTeachingDays) size = yield ofRoster({ nonTeachingDays: [day] });
  // What is planned later on a day that is taught again is not cancelled for it first.
  for (const day of roster.endedDays) size = yield ofRoster({ endedDays: [day] });
  yield* chunks(roster.rooms, (rooms) => ofRoster({ rooms, keys: keysOf(rooms) }));
  yield* chunks(roster.courses, (courses) => ofRoster({ courses, keys: keysOf(courses) }));
  yield* people();
  yield* chunks(roster.classes, (classes) => ofRoster({ classes, keys: keysOf(classes) }));
  // Class by class, so that the register of each is judged once.
  yield* chunks(
    plan.enrolments.toSorted((a, b) => (a.class < b.class ? -1 : a.class > b.class ? 1 : 0)),
    (enrolments) => ({ ...ofRoster({ keys: keysOf(enrolments) }), enrolments }),
  );
  for (const { day, changes } of plan.standings) {
    yield* chunks(changes, (some) => ({ ...nothingPlanned, standings: [{ day, changes: some }] }));
  }
  yield* chunks(plan.restored, (restored) => ({ ...nothingPlanned, restored }));
  yield* chunks(plan.sessions, (sessions) => ({ ...ofRoster({ keys: keysOf(sessions) }), sessions }));
  yield* chunks(plan.cancelled, (cancelled) => ({ ...nothingPlanned, cancelled }));
  yield* chunks(plan.versions, (versions) => ({ ...nothingPlanned, versions }));
  yield* chunks(plan.takenBack, (takenBack) => ({ ...nothingPlanned, takenBack }));
  yield* chunks([...keys.values()].flat(), (left) => ofRoster({ keys: left }));

  /** Each with the ids that are theirs from now on, and that these are nobody else's any more. */
  function* people(): Generator<PlanPart, void, number> {
    const identifiers = groupBy(roster.identifiers, ({ person }) => person);
    const ended = new Map(roster.endedIdentifiers.map((one) => [`${one.scheme} ${one.value}`, one]));
    const rows = new Map(roster.people.map((person) => [person.id, person]));
    yield* chunks([...new Set([...rows.keys(), ...identifiers.keys()])], (ids) => {
      const own = ids.flatMap((id) => identifiers.get(id) ?? []);
      const endedIdentifiers = own.flatMap(({ scheme, value }) => {
        const one = ended.get(`${scheme} ${value}`);
        ended.delete(`${scheme} ${value}`);
        return one === undefined ? [] : [one];
      });
      return ofRoster({
        people: ids.flatMap((id) => rows.get(id) ?? []),
        identifiers: own,
        endedIdentifiers,
        keys: keysOf(ids.map((id) => ({ id }))),
      });
    });
    yield* chunks([...ended.values()], (endedIdentifiers) => ofRoster({ endedIdentifiers }));
  }
}
