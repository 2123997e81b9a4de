import { Temporal } from "temporal-polyfill";
import { type Figures, figuresOf, percentOf } from "../../domain/attendance/figures.ts";
import { shownFigure, writePercent } from "../../domain/attendance/shown-percent.ts";
import { add, type Rational } from "../../domain/kernel/rational.ts";
import type { NamedPolicy } from "../../domain/policy/policy-version.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { chooseWindow, type FigureWindow, spanOfWindow, weeksWithoutTerm } from "../figures/choose-window.ts";
import { alikeOf, queryOf } from "../figures/create-figures.ts";
import type { FiguresStore, StudentSession } from "../figures/figures-store.ts";
import { countAlikeSessions, valueSessions } from "../figures/value-sessions.ts";
import { sumLines, writeSum } from "../figures/write-sum.ts";
import { weeksUpTo } from "../students/weeks-of.ts";
import type { AlertEvidence } from "./evidence.ts";

/** A student's figures as the rules see them, and as they are kept with an alert. */
export interface StudentEvidence {
  readonly figures: Figures;
  readonly evidence: AlertEvidence;
}

/** The time that rules look at. */
export interface AttentionFrame {
  readonly window: FigureWindow;
  readonly asOf: Temporal.Instant;
  /** The local day of `asOf`: who is enrolled on it is looked at. */
  readonly day: string;
  readonly now: Temporal.Instant;
}

export interface FiguresOfStudents {
  /**
   * Rules look at the window of every figure where that is a term. Between terms they look at the last one as of its end,
   * since nobody is missing from a holiday. Where no term has begun they look at the last `weeksWithoutTerm` weeks: what a
   * rule asks for, days unseen and absences in a row, is never to be found in one day.
   */
  frameAt(now: Temporal.Instant): Promise<AttentionFrame>;
  /**
   * @param students store ids
   * @param thresholds of the rules, in percent of what could be earned: a figure is told on the side on which it is
   */
  of(
    students: readonly string[],
    frame: AttentionFrame,
    thresholds: readonly number[],
  ): Promise<ReadonlyMap<string, StudentEvidence>>;
}

/** As `FiguresOfStudents.frameAt`. */
export async function attentionFrameAt(
  store: Pick<FiguresStore, "findTerm" | "termAt">,
  now: Temporal.Instant,
  timeZone: string,
): Promise<AttentionFrame> {
  const today = dayOf(now, timeZone).toString();
  const shown = await chooseWindow(store, {}, today);
  const window = shown.title === null ? { ...shown, from: firstWithoutTerm(today) } : shown;
  const over = spanOfWindow(window, timeZone).end.subtract({ milliseconds: 1 });
  const asOf = Temporal.Instant.compare(over, now) < 0 ? over : now;
  return { window, asOf, day: dayOf(asOf, timeZone).toString(), now };
}

const firstWithoutTerm = (today: string): string => weeksUpTo(today, weeksWithoutTerm)[0]?.monday ?? today;

/** What rules look at of a student's sessions: a standing one that is still open is left out, nobody has missed it yet. */
export function sessionsForRules(
  sessions: readonly StudentSession[],
  now: Temporal.Instant,
): readonly StudentSession[] {
  return sessions.filter(
    ({ session }) => session.kind === "timetabled" || session.end.epochMilliseconds <= now.epochMilliseconds,
  );
}

/** Reads students' figures for the rules. */
export function createFiguresOfStudents(parts: {
  readonly store: FiguresStore;
  readonly timeZone: string;
  readonly policy: () => NamedPolicy;
}): FiguresOfStudents {
  const { store, timeZone } = parts;

  return {
    frameAt: (now) => attentionFrameAt(store, now, timeZone),

    async of(students, { window, asOf, now }, thresholds) {
      const { policy } = parts.policy();
      const query = queryOf(window, { now, timeZone });
      const value = valueSessions({ policy, asOf, timeZone });
      const sights = await store.lastSights(students, now);
      const evidenceOf = (student: string, all: readonly StudentSession[]): StudentEvidence => {
        const sessions = sessionsForRules(all, now);
        const figures = figuresOf(sessions, {
          window: spanOfWindow(window, timeZone),
          policy,
          asOf,
          timeZone,
          lastSight: sights.get(student) ?? null,
        });
        const lines = sumLines(countAlikeSessions(sessions.map((each) => alikeOf(each, asOf))), value);
        return {
          figures,
          evidence: toEvidence(figures, writeSum(lines, thresholds), window, thresholds, timeZone),
        };
      };

      const found = new Map<string, StudentEvidence>();
      // One after the other: the pool is there for pages first, and whoever waits for a page notices.
      for (const student of students) {
        found.set(student, evidenceOf(student, await store.sessionsOfStudent(student, query)));
      }
      return found;
    },
  };
}

function toEvidence(
  figures: Figures,
  sum: string,
  window: FigureWindow,
  thresholds: readonly number[],
  timeZone: string,
): AlertEvidence {
  const { earned, possible, currentAbsence, daysUnseen, unseenSinceFirst, lastSeen, policyVersion, asOf } =
    figures;
  const missed = percentOf(add(possible, { num: -earned.num, den: earned.den }), possible);
  return {
    sum,
    earned: fraction(earned),
    possible: fraction(possible),
    missed: missed && writePercent(shownFigure(missed, missedAt(thresholds))),
    currentAbsence,
    daysUnseen,
    unseenSinceFirst,
    lastSeen: lastSeen && dayOf(lastSeen, timeZone).toString(),
    window: windowText(window),
    policyVersion,
    asOf: asOf.toString({ fractionalSecondDigits: 3 }),
  };
}

/** Of what was missed they are the other way round. */
const missedAt = (thresholds: readonly number[]): readonly number[] =>
  thresholds.map((percent) => Math.round((100 - percent) * 100) / 100);

function windowText({ title, from, to }: FigureWindow): string {
  return title === null ? `from ${from} to ${to}` : `in ${title}, ${from} to ${to}`;
}

function fraction({ num, den }: Rational): string {
  return den === 1n ? String(num) : `${num}/${den}`;
}
