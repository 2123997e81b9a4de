import type { ClassDetail, ClassPage, ClassRow } from "../../contract/http/classes.ts";
import type { SessionRow } from "../../contract/http/sessions.ts";
import { foldForSearch, searchWords } from "../../domain/kernel/fold-text.ts";
import type { Scope } from "../../domain/rights/may.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { chooseWindow, type FigureWindow } from "../figures/choose-window.ts";
import { type FiguresParts, queryOf } from "../figures/create-figures.ts";
import type { ClassDayCount } from "../figures/figures-store.ts";
import { toRateWithSum } from "../figures/figures-view.ts";
import { valueSessions } from "../figures/value-sessions.ts";
import { weeksUpTo } from "../students/weeks-of.ts";
import type { ClassesStore, RosterClassHead } from "./classes-store.ts";

/** Weeks of the spark beside a rate. */
const weeksShown = 8;

/** Classes as lists and pages show them, over the sessions of both kinds. */
export interface Classes {
  /**
   * By code.
   *
   * @param search words, each of which code, title, course or staff must hold
   * @param within whose classes: those that somebody may see
   * @param after the code after which the page begins
   */
  list(search: string | null, after: string | null, limit: number, within: Scope): Promise<ClassPage>;
  /** null for a code that no class has. */
  detail(code: string): Promise<ClassDetail | null>;
}

export function createClasses(
  parts: FiguresParts & {
    readonly classes: ClassesStore;
    /** Rows of sessions by id. */
    readonly sessionRows: (ids: readonly string[]) => Promise<ReadonlyMap<string, SessionRow>>;
  },
): Classes {
  const { store, clock, timeZone, policies } = parts;

  async function describe(heads: readonly RosterClassHead[]): Promise<ClassRow[]> {
    const now = clock.now();
    const today = dayOf(now, timeZone).toString();
    const { policy } = policies.current();
    const weeks = weeksUpTo(today, weeksShown);
    const value = valueSessions({ policy, asOf: now, timeZone });
    const about = await parts.classes.sessionsAbout(
      heads.map(({ id }) => id),
      now.toString(),
    );
    const rows = await parts.sessionRows(
      [...about.values()].flatMap(({ running, next }) => [running, next]).filter((id) => id !== null),
    );
    const seen = await store.seen(now);
    const counts = new Map<string, ClassDayCount[]>();
    const windows: FigureWindow[] = [];
    // Classes of one term are counted together.
    const groups = new Map<string, { window: FigureWindow; ids: string[] }>();
    for (const { id, term } of heads) {
      const window = await chooseWindow(store, {}, today, term);
      windows.push(window);
      const key = `${window.from} ${window.to}`;
      const group = groups.get(key) ?? { window, ids: [] };
      group.ids.push(id);
      groups.set(key, group);
    }
    for (const { window, ids } of groups.values()) {
      const from = weeks[0]?.monday ?? today;
      const days = {
        from: window.from < from ? window.from : from,
        to: window.to > today ? window.to : today,
      };
      const counted = await store.countClassDays(
        ids,
        queryOf(days, { now, timeZone }),
        policy.method === "minutes",
      );
      for (const each of counted) {
        const own = counts.get(each.class);
        if (own) own.push(each);
        else counts.set(each.class, [each]);
      }
    }
    const rateOf = (own: readonly ClassDayCount[], from: string): ClassRow["rate"] =>
      toRateWithSum(own, value, policy, seen, from);
    return heads.flatMap((head, at) => {
      const window = windows[at];
      if (window === undefined) return [];
      const own = counts.get(head.id) ?? [];
      const { running = null, next = null } = about.get(head.id) ?? {};
      return {
        code: head.code,
        title: head.title,
        course: head.course,
        term: head.term?.title ?? null,
        standingRoom: head.standingRoom,
        staff: [...head.staff],
        students: head.students,
        rate: rateOf(
          own.filter(({ day }) => window.from <= day && day <= window.to),
          window.from,
        ),
        window,
        weeks: weeks.map(({ monday, sunday }) => ({
          monday,
          percent: rateOf(
            own.filter(({ day }) => monday <= day && day <= sunday),
            monday,
          ).percent,
        })),
        running: running === null ? null : (rows.get(running) ?? null),
        next: next === null ? null : (rows.get(next) ?? null),
      };
    });
  }

  const today = (): string => dayOf(clock.now(), timeZone).toString();

  return {
    async list(search, after, limit, within) {
      const words = searchWords(search ?? "");
      const day = today();
      const found = (await parts.classes.classes(day, within)).filter((head) => {
        const folded = foldForSearch(
          [
            head.code,
            head.title,
            head.course?.code,
            head.course?.title,
            ...head.staff.map(({ name }) => name),
          ]
            .filter((part) => part != null)
            .join(" "),
        );
        return words.every((word) => folded.includes(word));
      });
      const rest = after === null ? found : found.filter(({ code }) => code > after);
      const page = rest.slice(0, limit);
      return {
        classes: await describe(page),
        total: found.length,
        next: rest.length > limit ? (page.at(-1)?.code ?? null) : null,
        day,
        timeZone,
      };
    },

    async detail(code) {
      const day = today();
      const head = await parts.classes.findClass(code, day);
      if (head === null) return null;
      const [row] = await describe([head]);
      return row ? { ...row, day, timeZone, ofEndedDemo: head.ofEndedDemo } : null;
    },
  };
}
