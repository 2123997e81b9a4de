import { Temporal } from "temporal-polyfill";
import { pick } from "../random.ts";
import { keyedRandom } from "./keyed-random.ts";
import type { WeeklyMeeting } from "./lay-week.ts";
import { parameters } from "./parameters.ts";
import { dayMs } from "./time.ts";
import type { Span, TaughtClass, UniversitySession } from "./university.ts";
import { createWeekCells, partOf } from "./week-cells.ts";

/** Weeks that begin after the anchor's own. */
const weeksAhead = 2;

export interface TermPlan {
  readonly seed: number;
  readonly anchor: number;
  readonly days: number;
  readonly timeZone: string;
  readonly week: readonly WeeklyMeeting[];
  readonly classes: readonly TaughtClass[];
  readonly rooms: readonly string[];
}

/**
 * Repeats a week around the anchor. Now and then a meeting is in another room, one that is free for the whole cell and
 * that its course does not use in the cells beside it.
 */
export function layTerm(plan: TermPlan): {
  readonly sessions: readonly UniversitySession[];
  readonly promised: Span;
} {
  const { anchor, days, week } = plan;
  const cells = createWeekCells(anchor, plan.timeZone);
  const firstWeek = -Math.ceil((days + 1) / 7);
  const staff = new Map(plan.classes.map((each) => [each.code, each.staff]));
  const sessions: UniversitySession[] = [];
  const promised = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  for (let number = firstWeek; number <= weeksAhead; number += 1) {
    const rooms = roomsOfWeek(plan, number);
    for (const meeting of week) {
      const cell = cells.spanOf(number, meeting.cell);
      if (cell.from < anchor - days * dayMs) continue;
      const { part } = meeting;
      if (part === null) {
        promised.from = Math.min(promised.from, cell.from);
        promised.to = Math.max(promised.to, cell.to);
      }
      const span = part === null ? cell : partOf(cell, part.offsetMinutes, part.minutes);
      if (span === null) continue;
      const room = rooms.get(meeting) ?? meeting.room;
      sessions.push({
        id: `${meeting.class} ${new Date(span.from).toISOString()}`,
        class: meeting.class,
        ...span,
        ...localStart(span.from, plan.timeZone),
        room,
        movedFrom: room === meeting.room ? null : meeting.room,
        staff: staff.get(meeting.class) ?? [],
      });
    }
  }
  sessions.sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
  return { sessions, promised };
}

/** The rooms of those meetings that are elsewhere in one week. */
function roomsOfWeek({ seed, week, rooms }: TermPlan, number: number): ReadonlyMap<WeeklyMeeting, string> {
  const random = keyedRandom(seed, "moves", String(number));
  const moved = new Map<WeeklyMeeting, string>();
  for (const meeting of week) {
    if (random() >= parameters.movedMeeting) continue;
    const inUse = new Set(
      week
        .filter(
          ({ cell, course }) =>
            cell === meeting.cell || (course === meeting.course && Math.abs(cell - meeting.cell) === 1),
        )
        .flatMap((each) => [each.room, moved.get(each) ?? each.room]),
    );
    const free = rooms.filter((room) => !inUse.has(room));
    if (free.length > 0) moved.set(meeting, pick(random, free));
  }
  return moved;
}

function localStart(at: number, timeZone: string): Pick<UniversitySession, "day" | "weekday" | "minute"> {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return {
    day: local.toPlainDate().toString(),
    weekday: local.dayOfWeek,
    minute: 60 * local.hour + local.minute,
  };
}
