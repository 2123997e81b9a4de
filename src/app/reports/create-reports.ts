import { Temporal } from "temporal-polyfill";
import type { AttendanceReport } from "../../contract/http/reports.ts";
import { percentOf } from "../../domain/attendance/figures.ts";
import { compare, zero } from "../../domain/kernel/rational.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { chooseWindow } from "../figures/choose-window.ts";
import {
  type FiguresAsked,
  type FiguresParts,
  type GroupKind,
  policyOf,
  queryOf,
} from "../figures/create-figures.ts";
import type { ReportCount } from "../figures/figures-store.ts";
import { exactView, toRateView } from "../figures/figures-view.ts";
import { findScope } from "../figures/find-scope.ts";
import { type SessionSums, sumSessions, valueSessions } from "../figures/value-sessions.ts";
import { mondayOf } from "../students/weeks-of.ts";

/** How attendance went over a time, for the school or a part of it, over sessions of both kinds. */
export interface Reports {
  /** null where there is no such group. Throws `InvalidWindow` and `NoSuchPolicy`. */
  attendance(kind: GroupKind, code: string, asked: FiguresAsked): Promise<AttendanceReport | null>;
}

export function createReports(parts: FiguresParts): Reports {
  const { store, clock, timeZone, policies } = parts;
  return {
    async attendance(kind, code, asked) {
      const found = await findScope(store, kind, code);
      if (found === null) return null;
      const now = clock.now();
      const today = dayOf(now, timeZone).toString();
      const [{ policy, name }, window] = await Promise.all([
        policyOf(policies, asked.policy),
        chooseWindow(store, asked, today, found.term),
      ]);
      const value = valueSessions({ policy, asOf: now, timeZone });
      const frame = queryOf(window, { now, timeZone });
      const minutes = policy.method === "minutes";
      const count = (by: "hour" | "course" | "cohort"): Promise<readonly ReportCount[]> =>
        store.countReport(found.scope, by, frame, minutes);
      const compared = kind === "institution";
      const hours = await count("hour");
      const [byCourse, byCohort] = compared ? [await count("course"), await count("cohort")] : [[], []];
      const [arrivals, seen, titles] = await Promise.all([
        store.countArrivals(found.scope, frame),
        store.seen(now),
        compared ? store.courses() : new Map<string, { code: string; title: string }>(),
      ]);
      /** The rows in which something counts, by their key. Each count is in one of them. */
      const rows = <Key>(
        counted: readonly ReportCount[],
        keyOf: (key: string | null) => Key,
      ): (readonly [Key, SessionSums])[] => {
        const groups = new Map<string, { key: Key; of: ReportCount[] }>();
        for (const each of counted) {
          const key = keyOf(each.key);
          const group = groups.get(JSON.stringify(key));
          if (group) group.of.push(each);
          else groups.set(JSON.stringify(key), { key, of: [each] });
        }
        return [...groups.values()]
          .map(({ key, of }) => [key, sumSessions(of, value)] as const)
          .filter(([, { possible }]) => possible.num > 0n);
      };
      const rated = (sums: SessionSums, from: string) => ({
        earned: exactView(sums.earned),
        possible: exactView(sums.possible),
        ...toRateView(sums, policy, seen, from),
      });
      const lowestFirst = (groups: readonly (readonly [Compared, SessionSums])[]) =>
        groups
          .toSorted(
            ([a, x], [b, y]) =>
              compare(percentOf(x.earned, x.possible) ?? zero, percentOf(y.earned, y.possible) ?? zero) ||
              ((a.code ?? "") < (b.code ?? "") ? -1 : 1),
          )
          .map(([group, sums]) => ({ ...group, ...rated(sums, window.from) }));
      return {
        of: { kind, code },
        window: { from: window.from, to: window.to, title: window.title },
        policy: {
          version: policy.version,
          name,
          onTimeGrace: policy.onTimeGrace,
          registerClose: policy.registerClose,
          goodAt: policy.goodAt,
          poorBelow: policy.poorBelow,
        },
        asOf: now.toString({ fractionalSecondDigits: 3 }),
        weeks: rows(hours, (key) => mondayOf(startOf(key).day))
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([monday, sums]) => ({
            monday,
            sunday: Temporal.PlainDate.from(monday).add({ days: 6 }).toString(),
            ...rated(sums, monday),
          })),
        hours: rows(hours, (key) => {
          const { day, hour } = startOf(key);
          return { weekday: Temporal.PlainDate.from(day).dayOfWeek, hour };
        })
          .toSorted(([a], [b]) => a.weekday - b.weekday || (a.hour ?? -1) - (b.hour ?? -1))
          .map(([key, sums]) => ({ ...key, ...rated(sums, window.from) })),
        courses: lowestFirst(rows(byCourse, (key) => titles.get(key ?? "") ?? ofNone)),
        cohorts: lowestFirst(rows(byCohort, (key) => (key === null ? ofNone : { code: key, title: key }))),
        arrivals: [...arrivals],
      };
    },
  };
}

/** A course or cohort that is compared with others. */
interface Compared {
  readonly code: string | null;
  readonly title: string;
}

/** Classes without a course, and students without a cohort: beside the others, so that all add up to everybody. */
const ofNone: Compared = { code: null, title: "" };

/** The local day, and the hour of a timetabled session's start. */
function startOf(key: string | null): { readonly day: string; readonly hour: number | null } {
  const [day = "", hour = ""] = (key ?? "").split(" ");
  return { day, hour: hour === "" ? null : Number(hour) };
}
