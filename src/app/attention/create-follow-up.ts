import type { FollowUpPage, followUpSorts, followUpStates } from "../../contract/http/follow-up.ts";
import { percentOf } from "../../domain/attendance/figures.ts";
import { searchWords } from "../../domain/kernel/fold-text.ts";
import { compare, type Rational } from "../../domain/kernel/rational.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { byStudent, type FiguresParts, queryOf } from "../figures/create-figures.ts";
import { toRateWithSum } from "../figures/figures-view.ts";
import { sumSessions, valueSessions } from "../figures/value-sessions.ts";
import type { Clock } from "../ports.ts";
import type { Students } from "../students/create-students.ts";
import type { AlertHead, AttentionStore } from "./attention-store.ts";
import { type AttentionFrame, attentionFrameAt } from "./figures-of-students.ts";

export interface FollowUpQuery {
  readonly state: (typeof followUpStates)[number];
  readonly search: string | null;
  /** Id of a rule. */
  readonly rule?: string | undefined;
  readonly class?: string | undefined;
  readonly course?: string | undefined;
  readonly cohort?: string | undefined;
  readonly sort: (typeof followUpSorts)[number];
}

export type TakeOutcome = { readonly kind: "taken"; readonly taken: number; readonly left: number };

/** The students whom rules found, as those who look after them work through them. */
export interface FollowUp {
  /** @param offset how many students come before the page */
  list(query: FollowUpQuery, offset: number, limit: number): Promise<FollowUpPage>;
  /** Says of many alerts that somebody looks after them; those that are taken already, or taken back, stay. */
  take(
    alerts: readonly string[],
    said: { readonly owner: string; readonly note: string },
    actor: Actor,
  ): Promise<TakeOutcome>;
}

/** A student's rate: exactly, to be compared by, and as it is shown; null for what is none. */
interface RateOfStudent {
  readonly exact: Rational | null;
  readonly shown: FollowUpPage["students"][number]["rate"];
}

export function createFollowUp(parts: {
  readonly store: AttentionStore;
  readonly figures: FiguresParts["store"];
  readonly policies: Pick<FiguresParts["policies"], "current">;
  readonly timeZone: string;
  readonly students: Pick<Students, "roster" | "rates" | "rowsOf">;
  readonly clock: Clock;
  /** Told when an alert changed. */
  readonly onChanged: () => void;
}): FollowUp {
  const { store, figures, policies, timeZone, students, clock } = parts;

  /** Rates over the days that rules look at where no term has begun, of these students, by what rules look at. */
  async function ratesOverWeeks(
    persons: readonly string[],
    { window, now }: AttentionFrame,
  ): Promise<(person: string) => RateOfStudent> {
    const { policy } = policies.current();
    const query = { ...queryOf(window, { now, timeZone }), onlyDaysOver: true };
    const counted = byStudent(
      persons.length === 0
        ? []
        : await figures.countAlike(
            { kind: "students", students: persons },
            query,
            policy.method === "minutes",
          ),
    );
    const value = valueSessions({ policy, asOf: now, timeZone });
    const seen = await figures.seen(now);
    return (person) => {
      const own = counted.get(person) ?? [];
      const shown = toRateWithSum(own, value, policy, seen, window.from);
      const { earned, possible } = sumSessions(own, value);
      return { shown, exact: shown.percent === null ? null : percentOf(earned, possible) };
    };
  }

  return {
    async list(query, offset, limit) {
      const [heads, roster] = await Promise.all([
        store.alertHeads(query.state === "retracted" ? "retracted" : "open"),
        students.roster(),
      ]);
      const inState = heads.filter(
        ({ taken }) => (query.state !== "taken" || taken) && (query.state !== "untaken" || !taken),
      );
      const rules = new Map<string, number>();
      for (const { rule } of inState) rules.set(rule, (rules.get(rule) ?? 0) + 1);
      const byPerson = new Map<string, AlertHead[]>();
      for (const head of inState) {
        const own = byPerson.get(head.student);
        if (own) own.push(head);
        else byPerson.set(head.student, [head]);
      }
      const words = searchWords(query.search ?? "");
      const found = roster.students.flatMap((student) => {
        const own = byPerson.get(student.person);
        const wanted =
          own?.some(({ rule }) => query.rule === undefined || rule === query.rule) &&
          words.every((word) => student.folded.includes(word)) &&
          (query.class === undefined || student.classes.includes(query.class)) &&
          (query.cohort === undefined || student.cohort === query.cohort) &&
          (query.course === undefined ||
            student.classes.some((code) => roster.classOf.get(code)?.course === query.course));
        return own && wanted ? [{ student, own }] : [];
      });
      const frame = await attentionFrameAt(figures, clock.now(), timeZone);
      const overWeeks =
        frame.window.title === null
          ? await ratesOverWeeks(
              found.map(({ student }) => student.person),
              frame,
            )
          : null;
      const { sums } = overWeeks === null ? await students.rates() : { sums: null };
      const rateOf = (person: string): Rational | null => {
        if (overWeeks !== null) return overWeeks(person).exact;
        const sum = sums?.get(person);
        return sum === undefined ? null : percentOf(sum.earned, sum.possible);
      };
      const keyed = found.map((each) => ({
        ...each,
        rate: rateOf(each.student.person),
        newest: Math.max(...each.own.map(({ seq }) => seq)),
      }));
      const way = query.sort === "-rate" ? -1 : 1;
      keyed.sort((a, b) => {
        const byName = a.student.orderKey < b.student.orderKey ? -1 : 1;
        if (query.sort === "name") return byName;
        if (query.sort === "newest") return b.newest - a.newest || byName;
        if (a.rate === null || b.rate === null)
          return Number(a.rate === null) - Number(b.rate === null) || byName;
        return way * compare(a.rate, b.rate) || byName;
      });
      const page = keyed.slice(offset, offset + limit);
      const [rows, alerts] = await Promise.all([
        students.rowsOf(page.map(({ student }) => student.person)),
        store.alertsOf(page.flatMap(({ own }) => own.map(({ id }) => id))),
      ]);
      return {
        students: page.flatMap(({ student: { person }, own }) => {
          const row = rows.get(person);
          if (row === undefined) return [];
          const { student, cohort, classes, rate, weeks, lastSeen } = row;
          return [
            {
              student,
              cohort,
              classes,
              rate: overWeeks === null ? rate : overWeeks(person).shown,
              weeks,
              lastSeen,
              alerts: own.flatMap(({ id }) => alerts.get(id) ?? []),
            },
          ];
        }),
        total: keyed.length,
        alerts: keyed.reduce((sum, { own }) => sum + own.length, 0),
        window: frame.window,
        next: offset + limit < keyed.length ? String(offset + limit) : null,
        rules: Array.from(rules, ([id, count]) => ({ id, alerts: count })).sort(
          (a, b) => b.alerts - a.alerts || (a.id < b.id ? -1 : 1),
        ),
      };
    },

    async take(alerts, said, actor) {
      const taken = await store.take(alerts, { at: clock.now(), actor, ...said });
      if (taken > 0) parts.onChanged();
      return { kind: "taken", taken, left: new Set(alerts).size - taken };
    },
  };
}
