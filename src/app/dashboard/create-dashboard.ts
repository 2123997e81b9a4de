import { Temporal } from "temporal-polyfill";
import type { RateView } from "../../contract/http/api.ts";
import type {
  ClassSummaryRow,
  InsightsView,
  LocationSummaryRow,
  OverviewView,
  PlaceCounts,
  QuarantineGroups,
  SenderView,
} from "../../contract/http/dashboard.ts";
import type { MonitorView } from "../../contract/http/monitor.ts";
import { rateOf } from "../../domain/attendance/rate.ts";
import { spanOfDay } from "../../domain/timetable/standing-session.ts";
import type { Registers } from "../register/create-registers.ts";
import { toRateView } from "../register/student-views.ts";
import type { ClassCounts, ClassDay, DashboardStore } from "./dashboard-store.ts";

/** Days of a trend, today included. */
const trendDays = 14;
/** How far back quarantine is grouped. */
const quarantineDays = 35;
const mostInsightDays = 92;

export interface Dashboard {
  overview(): Promise<Omit<OverviewView, "seq">>;
  classes(after: string | null, limit: number): Promise<readonly ClassSummaryRow[]>;
  locations(): Promise<readonly LocationSummaryRow[]>;
  senders(): Promise<readonly SenderView[]>;
  /** Throws `InvalidPeriod` for days that do not make a period of at most 92 days. */
  insights(from: string | null, to: string | null, location: string | null): Promise<InsightsView>;
  quarantine(): Promise<QuarantineGroups>;
}

export class InvalidPeriod extends Error {
  override readonly name = "InvalidPeriod";
}

type Seen = Pick<ClassCounts, "expected" | "present" | "late">;

/** What the dashboard's pages show, put together from the day's counts. */
export function createDashboard(parts: {
  readonly store: DashboardStore;
  readonly registers: Registers;
  readonly timeZone: string;
  readonly monitor: () => MonitorView;
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

  async function trends(
    counts: readonly ClassCounts[],
    day: string,
    key: (counts: ClassCounts) => string,
  ): Promise<ReadonlyMap<string, ClassSummaryRow["trend"]>> {
    const history = await store.classHistory(
      counts.map(({ classId }) => classId),
      day,
      trendDays - 1,
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

  function shownPercentOf(seen: Seen): number | null {
    return rateOfSeen(seen).percent;
  }

  return {
    async overview() {
      const day = registers.today();
      const [students, classes, arrivals] = await Promise.all([
        store.countStudents(day),
        store.classCounts(day),
        store.arrivals(day),
      ]);
      const all = classes.reduce<PlaceCounts>((total, row) => addPlaces(total, toPlaces(row)), noPlaces);
      return {
        day,
        timeZone,
        students,
        places: all,
        rate: rateOfSeen(all),
        arrivals: [...arrivals],
        monitor: parts.monitor(),
      };
    },

    async classes(after, limit) {
      const day = registers.today();
      const counts = await store.classCounts(day, { after, limit });
      const byClass = await trends(counts, day, ({ classId }) => classId);
      return counts.map((row) => ({
        class: { code: row.code, title: row.title, location: row.location, students: row.expected },
        places: toPlaces(row),
        rate: rateOfSeen(row),
        trend: byClass.get(row.classId) ?? [],
      }));
    },

    async locations() {
      const day = registers.today();
      const [counts, scans, senders] = await Promise.all([
        store.classCounts(day),
        store.locationScans(day),
        store.senders(),
      ]);
      const byRoom = await trends(counts, day, ({ location }) => location);
      const lastAt = new Map(senders.map((sender) => [sender.name, sender.lastAt]));
      const names = new Set([
        ...counts.map(({ location }) => location),
        ...scans.map(({ room, location }) => room ?? location),
      ]);
      return [...names].sort().map((location) => {
        const here = counts.filter((row) => row.location === location);
        const seen = here.reduce(sum, nobody);
        const heard = scans.filter((row) => (row.room ?? row.location) === location);
        const heardFrom = [...new Set(heard.flatMap((row) => row.senders))];
        return {
          location,
          known: here.length > 0 || heard.some(({ room }) => room !== null),
          classes: here.map(({ code }) => code),
          places: here.reduce<PlaceCounts>((total, row) => addPlaces(total, toPlaces(row)), noPlaces),
          rate: rateOfSeen(seen),
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
