import type { MarkStatus } from "../../domain/attendance/mark.ts";
import { type Band, bandOf, rateOf } from "../../domain/attendance/rate.ts";
import { compare, type Rational } from "../../domain/kernel/rational.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import type { Clock } from "../ports.ts";
import {
  type DirectoryStore,
  InvalidCursor,
  type StudentFilter,
  type StudentRef,
  type StudentSort,
} from "./register-facts.ts";

/** How long a roster is trusted without being read again, should the store not tell that it changed. */
const longestTrustMs = 60_000;

export interface StudentSearch {
  readonly search: string | null;
  readonly filter: StudentFilter;
  readonly sort: StudentSort;
}

export interface ClassStanding {
  readonly expected: number;
  readonly present: number;
  readonly late: number;
}

/**
 * Everybody who is enrolled today, held in memory with what each has been seen as: 40,000 students are searched,
 * filtered, ordered and counted without asking the store for more than what changed since it was last asked.
 */
export interface StudentDirectory {
  /** A page of students; `after` is the `next` of the page before, `offset` leaves out so many from the start. */
  list(
    query: StudentSearch & { readonly after: string | null; readonly offset: number; readonly limit: number },
  ): Promise<{
    readonly students: readonly StudentRef[];
    readonly total: number;
    readonly next: string | null;
  }>;
  /** The students before and after one in a list, and its place there from 1; 0 when it is not in the list. */
  neighbours(
    query: StudentSearch,
    studentId: string,
  ): Promise<{
    readonly previous: string | null;
    readonly next: string | null;
    readonly place: number;
    readonly total: number;
  }>;
  countStudents(): Promise<number>;
  /** How the students of each standing class stand, by class code. */
  classStandings(): Promise<ReadonlyMap<string, ClassStanding>>;
  /** The roster changed: what is held is no longer true. */
  forget(): void;
}

/** A percentage that some students have. Students of equal percentage share one. */
interface Standing {
  readonly percent: Rational;
  readonly band: Band | null;
}

interface Entry extends StudentRef {
  readonly folded: string;
  readonly classes: readonly string[];
  readonly seen: (MarkStatus | null)[];
  standing: Standing;
}

interface Roster {
  readonly day: string;
  readonly version: string;
  readonly readAt: number;
  /** By student id, in the order of its UTF-16 code units. */
  readonly entries: readonly Entry[];
  readonly byPerson: ReadonlyMap<string, Entry>;
  readonly roomOf: ReadonlyMap<string, string>;
  /** Every mark up to this change is in here. */
  upTo: number;
  /** Worked out when first asked for after a mark. */
  byPercent: readonly Entry[] | null;
  byPercentDown: readonly Entry[] | null;
  standings: Map<string, ClassStanding> | null;
}

export function createStudentDirectory(parts: {
  readonly store: DirectoryStore;
  readonly clock: Clock;
  readonly today: () => string;
  /** The policy in force. */
  readonly policy: () => Policy;
}): StudentDirectory {
  const { store, clock, today } = parts;
  let rate = createStandings(parts.policy(), clock);
  let held: Roster | null = null;
  let reading: Promise<Roster> | null = null;
  let forgotten = 0;

  async function readRoster(): Promise<Roster> {
    for (;;) {
      const began = forgotten;
      const day = today();
      // First its version, then the roster: a change in between is then found the next time.
      const version = await store.rosterVersion();
      const { upTo, students, roomOf } = await store.enrolledOn(day);
      const entries = students
        .map(
          ({ personId, studentId, classes, seen }): Entry => ({
            personId,
            studentId,
            folded: studentId.toLowerCase(),
            classes,
            seen: [...seen],
            standing: rate(seen),
          }),
        )
        .sort((a, b) => (a.studentId < b.studentId ? -1 : 1));
      if (began !== forgotten) continue;
      held = {
        day,
        version,
        readAt: performance.now(),
        entries,
        byPerson: new Map(entries.map((entry) => [entry.personId, entry])),
        roomOf,
        upTo,
        byPercent: null,
        byPercentDown: null,
        standings: null,
      };
      return held;
    }
  }

  async function fresh(): Promise<Roster> {
    if (reading !== null) return reading;
    const roster = held;
    if (
      roster !== null &&
      roster.day === today() &&
      performance.now() - roster.readAt < longestTrustMs &&
      (await catchUp(roster))
    ) {
      return roster;
    }
    reading ??= readRoster().finally(() => {
      reading = null;
    });
    return reading;
  }

  /** Folds in what was committed since; false when the roster itself is another one by now. */
  async function catchUp(roster: Roster): Promise<boolean> {
    const began = forgotten;
    const [version, changes] = await Promise.all([
      store.rosterVersion(),
      store.marksAfter(roster.upTo, roster.day),
    ]);
    if (version !== roster.version || began !== forgotten || held !== roster) return false;
    for (const { seq, personId, classCode, status } of changes) {
      // Another request may have caught up further meanwhile.
      if (seq <= roster.upTo) continue;
      roster.upTo = seq;
      roster.byPercent = roster.byPercentDown = roster.standings = null;
      const entry = roster.byPerson.get(personId);
      const index = entry?.classes.indexOf(classCode) ?? -1;
      if (entry === undefined || index < 0) continue;
      entry.seen[index] = status;
      entry.standing = rate(entry.seen);
    }
    return true;
  }

  function find(roster: Roster, { search, filter, sort }: StudentSearch): readonly Entry[] {
    const ordered = inOrder(roster, sort);
    const wanted = search?.toLowerCase() ?? "";
    const { band, class: code, location } = filter;
    if (wanted === "" && band === undefined && code === undefined && location === undefined) return ordered;
    return ordered.filter(
      (entry) =>
        (wanted === "" || entry.folded.includes(wanted)) &&
        (band === undefined || entry.standing.band === band) &&
        (code === undefined || entry.classes.includes(code)) &&
        (location === undefined || entry.classes.some((each) => roster.roomOf.get(each) === location)),
    );
  }

  return {
    async list({ after, offset, limit, ...query }) {
      const found = find(await fresh(), query);
      const start = (after === null ? 0 : placeAfter(found, query.sort, after)) + offset;
      const students = found.slice(start, start + limit);
      const last = students.at(-1);
      return {
        students: students.map(({ personId, studentId }) => ({ personId, studentId })),
        total: found.length,
        next: last !== undefined && start + limit < found.length ? encodeCursor(last) : null,
      };
    },

    async neighbours(query, studentId) {
      const found = find(await fresh(), query);
      const index = found.findIndex((entry) => entry.studentId === studentId);
      const at = (place: number): string | null => found[place]?.studentId ?? null;
      if (index < 0) return { previous: null, next: null, place: 0, total: found.length };
      return { previous: at(index - 1), next: at(index + 1), place: index + 1, total: found.length };
    },

    async countStudents() {
      return (await fresh()).entries.length;
    },

    async classStandings() {
      const roster = await fresh();
      roster.standings ??= sumByClass(roster.entries);
      return roster.standings;
    },

    forget() {
      forgotten += 1;
      held = null;
      rate = createStandings(parts.policy(), clock);
    },
  };
}

/** The rate of what somebody was seen as, by the domain's own sum; equal percentages give the same object. */
function createStandings(policy: Policy, clock: Clock): (seen: readonly (MarkStatus | null)[]) => Standing {
  const byCounts = new Map<string, Standing>();
  const byPercent = new Map<string, Standing>();
  return (seen) => {
    const counts = new Map<MarkStatus, number>();
    for (const each of seen) {
      const status = each ?? "not_seen";
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    const key = [...counts]
      .map(([status, n]) => `${status} ${n}`)
      .sort()
      .join();
    const known = byCounts.get(key);
    if (known !== undefined) return known;
    const rate = rateOf(
      [...counts].map(([status, times]) => ({ status, times, weight: 1, standing: true })),
      policy,
      clock.now(),
    );
    const percent = rate.percent ?? { num: 0n, den: 1n };
    const same = `${percent.num}/${percent.den} ${rate.percent === null}`;
    const shared = byPercent.get(same) ?? { percent, band: bandOf(rate, policy) };
    byPercent.set(same, shared);
    byCounts.set(key, shared);
    return shared;
  };
}

function inOrder(roster: Roster, sort: StudentSort): readonly Entry[] {
  switch (sort) {
    case "student":
      return roster.entries;
    case "-student":
      return roster.entries.toReversed();
    case "percent":
      roster.byPercent ??= orderByPercent(roster.entries, 1);
      return roster.byPercent;
    case "-percent":
      roster.byPercentDown ??= orderByPercent(roster.entries, -1);
      return roster.byPercentDown;
  }
}

/** By percentage, and by id among equals, whichever way the percentages go. */
function orderByPercent(entries: readonly Entry[], way: 1 | -1): Entry[] {
  const groups = new Map<Standing, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.standing);
    if (group === undefined) groups.set(entry.standing, [entry]);
    else group.push(entry);
  }
  return [...groups].sort(([a], [b]) => way * compare(a.percent, b.percent)).flatMap(([, group]) => group);
}

function sumByClass(entries: readonly Entry[]): Map<string, ClassStanding> {
  const sums = new Map<string, { expected: number; present: number; late: number }>();
  for (const { classes, seen } of entries) {
    for (const [index, code] of classes.entries()) {
      let sum = sums.get(code);
      if (sum === undefined) {
        sum = { expected: 0, present: 0, late: 0 };
        sums.set(code, sum);
      }
      sum.expected += 1;
      const status = seen[index];
      if (status === "present" || status === "late") sum[status] += 1;
    }
  }
  return sums;
}

/** Of a student and a percentage: the page after it begins there, even when that student is gone by then. */
function encodeCursor({ studentId, standing: { percent } }: Entry): string {
  return Buffer.from(JSON.stringify([`${percent.num}/${percent.den}`, studentId])).toString("base64url");
}

/** Where the students after a cursor begin. Throws `InvalidCursor` for text that no page gave out. */
function placeAfter(found: readonly Entry[], sort: StudentSort, cursor: string): number {
  const { percent, studentId } = decodeCursor(cursor);
  const comparisons = new Map<Standing, number>();
  function isAfter(entry: Entry): boolean {
    if (sort === "student") return entry.studentId > studentId;
    if (sort === "-student") return entry.studentId < studentId;
    let order = comparisons.get(entry.standing);
    if (order === undefined) {
      order = compare(entry.standing.percent, percent) * (sort === "percent" ? 1 : -1);
      comparisons.set(entry.standing, order);
    }
    return order > 0 || (order === 0 && entry.studentId > studentId);
  }
  const place = found.findIndex(isAfter);
  return place < 0 ? found.length : place;
}

function decodeCursor(cursor: string): { percent: Rational; studentId: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch (error) {
    throw new InvalidCursor(error);
  }
  const [key, studentId] = Array.isArray(parsed) ? parsed : [];
  const [, num, den] = typeof key === "string" ? (/^(\d{1,30})\/([1-9]\d{0,30})$/.exec(key) ?? []) : [];
  if (num === undefined || den === undefined || typeof studentId !== "string") throw new InvalidCursor();
  return { percent: { num: BigInt(num), den: BigInt(den) }, studentId };
}
