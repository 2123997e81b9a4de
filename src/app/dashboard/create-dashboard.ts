import { Temporal } from "temporal-polyfill";
import type { RateView } from "../../contract/http/api.ts";
import type {
  ClassSummaryRow,
  InsightsView,
  LocationSummaryRow,
  PlaceCounts,
  QuarantineGroups,
  SenderView,
} from "../../contract/http/dashboard.ts";
import { rateOf } from "../../domain/attendance/rate.ts";
import { spanOfDay } from "../../domain/timetable/standing-session.ts";
import type { Registers } from "../register/create-registers.ts";
import { toRateView } from "../register/student-views.ts";
import type { ClassDay, DashboardStore, StandingClass } from "./dashboard-store.ts";

/** Days of a trend, today included. */
const trendDays = 14;
/** How far back quarantine is grouped. */
const quarantineDays = 35;
const mostInsightDays = 92;
const keepPastMs = 600_000;
const keptPercents = 20_000;

export interface Dashboard {
  classes(after: string | null, limit: number): Promise<readonly ClassSummaryRow[]>;
  /** null for a code that no class with students has. */
  class(code: string): Promise<ClassSummaryRow | null>;
  locations(): Promise<readonly LocationSummaryRow[]>;
  /** null for a name that is no room's and that nobody used today. */
  location(name: string): Promise<LocationSummaryRow | null>;
  senders(): Promise<readonly SenderView[]>;
  /** Throws `InvalidPeriod` for days that do not make a period of at most 92 days. */
  insights(from: string | null, to: string | null, location: string | null): Promise<InsightsView>;
  quarantine(): Promise<QuarantineGroups>;
}

export class InvalidPeriod extends Error {
  override readonly name = "InvalidPeriod";
}

/** How the students of one class stand on a day. */
interface ClassCounts extends StandingClass {
  readonly expected: number;
  readonly present: number;
  readonly late: number;
  /** Turned away and not seen otherwise. */
  readonly denied: number;
}

type Seen = Pick<ClassCounts, "expected" | "present" | "late">;

/** What the dashboard's pages show, put together from the day's counts. */
export function createDashboard(parts: {
  readonly store: DashboardStore;
  readonly registers: Registers;
  readonly timeZone: string;
}): Dashboard {
  const { store, registers, timeZone } = parts;

  function rateOfSeen({ expected, present, late }: Seen): RateView {
    const context = registers.figures();
    const standing = { weight: 1, standing: true } as const;
    const rate = rateOf(
      [
        { status: "present", times: present, ...standing },
        { status: "late", times: late, ...standing },
        { status: "not_seen", times: expected - present - late, ...standing },
      ],
      context.policy,
      context.now,
    );
    return toRateView(rate, context);
  }

  /** Standing classes that have students on the day, by code. */
  async function classCounts(day: string): Promise<readonly ClassCounts[]> {
    const [classes, standings, denied] = await Promise.all([
      store.standingClasses(day),
      registers.directory.classStandings(),
      store.deniedByClass(day),
    ]);
    return classes.flatMap((each) => {
      const standing = standings.get(each.code);
      return standing === undefined ? [] : [{ ...each, ...standing, denied: denied.get(each.classId) ?? 0 }];
    });
  }

  async function trends(
    counts: readonly ClassCounts[],
    day: string,
    key: (counts: ClassCounts) => string,
  ): Promise<ReadonlyMap<string, ClassSummaryRow["trend"]>> {
    const history = await pastDays(
      counts.map(({ classId }) => classId),
      day,
    );
    const keyOf = new Map(counts.map((row) => [row.classId, key(row)]));
    const sums = new Map<string, Map<string, Seen>>();
    const today: ClassDay[] = counts.map(({ classId, expected, present, late }) => ({
      classId,
      day,
      expected,
      present,
      late,
    }));
    for (const row of [...history, ...today]) {
      const of = keyOf.get(row.classId) ?? "";
      const days = sums.get(of) ?? new Map<string, Seen>();
      sums.set(of, days);
      days.set(row.day, sum(days.get(row.day) ?? nobody, row));
    }
    return new Map(
      [...sums].map(([of, days]) => [
        of,
        [...days]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([on, seen]) => ({ day: on, percent: shownPercentOf(seen) })),
      ]),
    );
  }

  let past: {
    readonly day: string;
    readonly readAt: number;
    readonly byClass: Map<string, ClassDay[]>;
  } | null = null;

  /** Days that are over change only by a correction: they are read again after ten minutes, not with each look. */
  async function pastDays(classIds: readonly string[], day: string): Promise<readonly ClassDay[]> {
    if (past?.day !== day || performance.now() - past.readAt > keepPastMs) {
      past = { day, readAt: performance.now(), byClass: new Map() };
    }
    const { byClass } = past;
    const unread = classIds.filter((classId) => !byClass.has(classId));
    if (unread.length > 0) {
      const rows = await store.classHistory(unread, day, trendDays - 1);
      for (const classId of unread) byClass.set(classId, []);
      for (const row of rows) byClass.get(row.classId)?.push(row);
    }
    return classIds.flatMap((classId) => byClass.get(classId) ?? []);
  }

  const percents = new Map<string, number | null>();

  /** Trends ask for the same few counts again and again. */
  function shownPercentOf(seen: Seen): number | null {
    const key = `${seen.present} ${seen.late} ${seen.expected}`;
    let percent = percents.get(key);
    if (percent === undefined) {
      if (percents.size >= keptPercents) percents.clear();
      percent = rateOfSeen(seen).percent;
      percents.set(key, percent);
    }
    return percent;
  }

  async function rowsOfClasses(counts: readonly ClassCounts[], day: string): Promise<ClassSummaryRow[]> {
    const byClass = await trends(counts, day, ({ classId }) => classId);
    return counts.map((row) => ({
      class: { code: row.code, title: row.title, location: row.location, students: row.expected },
      places: toPlaces(row),
      rate: rateOfSeen(row),
      trend: byClass.get(row.classId) ?? [],
    }));
  }

  /** @param only the one location that is asked for, or null for all */
  async function rowsOfLocations(only: string | null): Promise<LocationSummaryRow[]> {
    const day = registers.today();
    const isAsked = (location: string): boolean => only === null || location === only;
    const [allCounts, allScans, senders] = await Promise.all([
      classCounts(day),
      store.locationScans(day),
      store.senders(),
    ]);
    const counts = allCounts.filter(({ location }) => isAsked(location));
    const scans = allScans.filter(({ room, location }) => isAsked(room ?? location));
    const byRoom = await trends(counts, day, ({ location }) => location);
    const lastAt = new Map(senders.map((sender) => [sender.name, sender.lastAt]));
    const countsOf = groupBy(counts, ({ location }) => location);
    const scansOf = groupBy(scans, ({ room, location }) => room ?? location);
    return [...new Set([...countsOf.keys(), ...scansOf.keys()])].sort().map((location) => {
      const here = countsOf.get(location) ?? [];
      const heard = scansOf.get(location) ?? [];
      const heardFrom = [...new Set(heard.flatMap((row) => row.senders))];
      return {
        location,
        known: here.length > 0 || heard.some(({ room }) => room !== null),
        classes: here.map(({ code }) => code),
        places: here.reduce<PlaceCounts>((total, row) => addPlaces(total, toPlaces(row)), noPlaces),
        rate: rateOfSeen(here.reduce(sum, nobody)),
        scans: heard.reduce(
          (total, row) => ({
            granted: total.granted + row.granted,
            late: total.late + row.late,
            denied: total.denied + row.denied,
            unknown: total.unknown + row.unknown,
          }),
          { granted: 0, late: 0, denied: 0, unknown: 0 },
        ),
        senders: heardFrom,
        lastAt:
          heardFrom
            .flatMap((name) => lastAt.get(name) ?? [])
            .sort()
            .at(-1) ?? null,
        trend: byRoom.get(location) ?? [],
      };
    });
  }

  return {
    async classes(after, limit) {
      const day = registers.today();
      const counts = (await classCounts(day)).filter(({ code }) => after === null || code > after);
      return rowsOfClasses(counts.slice(0, limit), day);
    },

    async class(code) {
      const day = registers.today();
      const counts = (await classCounts(day)).filter((row) => row.code === code);
      return (await rowsOfClasses(counts, day))[0] ?? null;
    },

    locations: () => rowsOfLocations(null),

    async location(name) {
      return (await rowsOfLocations(name))[0] ?? null;
    },

    async senders() {
      return store.senders();
    },

    async insights(from, to, location) {
      const today = registers.today();
      const [first, last] = [from ?? today, to ?? today];
      const days = Temporal.PlainDate.from(first).until(Temporal.PlainDate.from(last)).days;
      if (days < 0) throw new InvalidPeriod(`from: ${first} is after to: ${last}`);
      if (days >= mostInsightDays)
        throw new InvalidPeriod(`from, to: at most ${mostInsightDays} days at once`);
      return { from: first, to: last, timeZone, ...(await store.insights(first, last, location)) };
    },

    async quarantine() {
      const today = Temporal.PlainDate.from(registers.today());
      const since = spanOfDay(today.subtract({ days: quarantineDays }), timeZone).start.toString();
      return { groups: [...(await store.quarantineGroups(since))] };
    },
  };
}

const nobody: Seen = { expected: 0, present: 0, late: 0 };
const sum = (a: Seen, b: Seen): Seen => ({
  expected: a.expected + b.expected,
  present: a.present + b.present,
  late: a.late + b.late,
});

function groupBy<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}

const noPlaces: PlaceCounts = { expected: 0, present: 0, late: 0, denied: 0, notSeen: 0 };
const toPlaces = ({ expected, present, late, denied }: ClassCounts): PlaceCounts => ({
  expected,
  present,
  late,
  denied,
  notSeen: expected - present - late - denied,
});
const addPlaces = (a: PlaceCounts, b: PlaceCounts): PlaceCounts => ({
  expected: a.expected + b.expected,
  present: a.present + b.present,
  late: a.late + b.late,
  denied: a.denied + b.denied,
  notSeen: a.notSeen + b.notSeen,
});
