import { pick, type Random } from "../random.ts";
import { shuffle } from "./shuffle.ts";
import type { TaughtClass } from "./university.ts";
import { anchorCell, cellsPerDay, cellsPerWeek, isNight } from "./week-cells.ts";

/** A meeting that repeats each week. */
export interface WeeklyMeeting {
  readonly class: string;
  readonly course: string;
  readonly cell: number;
  readonly room: string;
  /** The part of the cell that it takes; null for all of it. */
  readonly part: { readonly offsetMinutes: number; readonly minutes: number } | null;
}

/** How many meetings a class has in a week, where the school is big enough to choose. */
const meetingsPerClass = 3;
/** Of the courses, how many meet in the cell of the anchor, and in the one after it. */
const busyShare = 0.6;
/** The first ones begin soon after the anchor, where few courses have to make it busy. */
const parts = [
  { offsetMinutes: 15, minutes: 90 },
  { offsetMinutes: 30, minutes: 60 },
  { offsetMinutes: 0, minutes: 120 },
  { offsetMinutes: 45, minutes: 60 },
  { offsetMinutes: 15, minutes: 60 },
  { offsetMinutes: 30, minutes: 90 },
  { offsetMinutes: 0, minutes: 60 },
] as const;

/**
 * A week in which each cell is filled from end to end by at least one meeting, and the cells around the anchor by many.
 * The classes of one course never meet at the same time, so that a student of the course can go to all; a room holds
 * one class at a time, and a course changes rooms between cells that touch, as far as there are rooms.
 *
 * @param classes by course
 * @param rooms at least one
 */
export function layWeek(
  random: Random,
  classes: readonly TaughtClass[],
  rooms: readonly string[],
): readonly WeeklyMeeting[] {
  const courses = [...new Set(classes.map(({ course }) => course))];
  const meetings: WeeklyMeeting[] = [];
  /** Meetings by cell and course. */
  const placed = new Map<string, WeeklyMeeting>();
  const taken = new Map<number, Set<string>>();
  const perClass = new Map(classes.map(({ code }) => [code, 0]));
  const perCourse = new Map(courses.map((course) => [course, 0]));
  const homes = new Map(classes.map(({ code }, at) => [code, rooms[at % rooms.length] ?? ""]));

  const at = (course: string, cell: number): WeeklyMeeting | undefined =>
    placed.get(`${course} ${(cell + cellsPerWeek) % cellsPerWeek}`);

  function place(course: string, cell: number, part: WeeklyMeeting["part"]): boolean {
    const inUse = taken.get(cell) ?? new Set();
    const free = rooms.filter((room) => !inUse.has(room));
    if (free.length === 0 || at(course, cell) !== undefined) return false;
    const code = fewest(
      classes.filter((each) => each.course === course).map((each) => each.code),
      perClass,
    );
    const beside = [at(course, cell - 1)?.room, at(course, cell + 1)?.room];
    const fresh = free.filter((room) => !beside.includes(room));
    const home = homes.get(code) ?? "";
    const room = fresh.includes(home) ? home : pick(random, fresh.length > 0 ? fresh : free);
    const meeting = { class: code, course, cell, room, part };
    meetings.push(meeting);
    placed.set(`${course} ${cell}`, meeting);
    taken.set(cell, inUse.add(room));
    perClass.set(code, (perClass.get(code) ?? 0) + 1);
    perCourse.set(course, (perCourse.get(course) ?? 0) + 1);
    return true;
  }

  // The promise: whoever has rested longest takes the next cell.
  for (let cell = 0; cell < cellsPerWeek; cell += 1) {
    const rested = courses.filter((course) => at(course, cell - 1) === undefined);
    place(fewest(shuffle(random, rested.length > 0 ? rested : courses), perCourse), cell, null);
  }
  // The present: at any quarter of an hour around the anchor somebody comes.
  for (const cell of [anchorCell, anchorCell + 1]) {
    const idle = shuffle(random, courses).filter((course) => at(course, cell) === undefined);
    const busy = idle.slice(0, Math.max(1, Math.round(busyShare * courses.length)));
    for (const [index, course] of busy.entries()) place(course, cell, parts[index % parts.length] ?? null);
  }
  // The rest of the week, by day, in courses that have the fewest meetings.
  const days = Array.from({ length: cellsPerWeek }, (_, cell) => cell).filter((cell) => !isNight(cell));
  // Two days of seven are quieter.
  const open = days.filter((cell) => Math.floor(cell / cellsPerDay) < 5 || random() < 0.4);
  const wanted = meetingsPerClass * classes.length;
  for (let before = -1; before < meetings.length && meetings.length < wanted; ) {
    before = meetings.length;
    for (const cell of shuffle(random, open)) {
      if (meetings.length >= wanted) break;
      const able = courses.filter((course) => at(course, cell) === undefined);
      const rested = able.filter((c) => at(c, cell - 1) === undefined && at(c, cell + 1) === undefined);
      if (able.length === 0) continue;
      place(fewest(rested.length > 0 ? rested : able, perCourse), cell, pick(random, parts));
    }
  }
  return meetings;
}

/** The first of those of which there are the fewest. Throws a RangeError when there is none. */
function fewest(names: readonly string[], counts: ReadonlyMap<string, number>): string {
  const [first, ...others] = names;
  if (first === undefined) throw new RangeError("nothing to choose from");
  return others.reduce(
    (best, name) => ((counts.get(name) ?? 0) < (counts.get(best) ?? 0) ? name : best),
    first,
  );
}
