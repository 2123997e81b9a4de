import { Temporal } from "temporal-polyfill";
import { between, pick, type Random } from "../random.ts";
import { classesPerCourse, courseCatalogue } from "./course-catalogue.ts";
import { drawHabits } from "./draw-habits.ts";
import { enrolStudents } from "./enrol-students.ts";
import { familyNames, givenNames } from "./invented-names.ts";
import { keyedRandom } from "./keyed-random.ts";
import { layTerm } from "./lay-term.ts";
import { layWeek } from "./lay-week.ts";
import { mintUuid } from "./mint-uuid.ts";
import { parameters } from "./parameters.ts";
import { planDeadSpans } from "./plan-dead-spans.ts";
import { shuffle } from "./shuffle.ts";
import { dayMs, hourMs, secondMs } from "./time.ts";
import type {
  Course,
  Room,
  RoomDevice,
  Span,
  StaffMember,
  Student,
  TaughtClass,
  Term,
  University,
  UniversitySession,
  UniversitySize,
} from "./university.ts";

const staffPerCourse = 3;
const buildings = ["east", "north", "quay", "south", "tower"] as const;

/**
 * Makes a school whose timetable lies around the anchor: `size.days` days before it, and 20 after it. Nothing of it
 * depends on anything but the arguments.
 *
 * @param seed a whole number; its low 32 bits count
 * @param anchor milliseconds since 1970 UTC
 * @throws RangeError for a size that no school can have, naming the field
 */
export function makeUniversity(seed: number, anchor: number, size: UniversitySize): University {
  checkSize(size);
  const courses = makeCourses(size.classes);
  const { classes, staff } = makeClasses(seed, courses, size.classes);
  const roomCodes = makeRoomCodes(seed, size.rooms);
  const week = layWeek(keyedRandom(seed, "week"), classes, roomCodes);
  const { days, timeZone } = size;
  const { sessions, promised } = layTerm({ seed, anchor, days, timeZone, week, classes, rooms: roomCodes });
  const term = termOf(promised, size.timeZone);
  const students = makeStudents(seed, anchor, courses, size);
  return {
    seed,
    anchor,
    size,
    term,
    courses,
    classes,
    rooms: makeRooms(seed, anchor, roomCodes, sessions, size),
    staff,
    students,
    enrolments: enrolStudents(seed, anchor, { term, timeZone: size.timeZone, students, classes, sessions }),
    sessions,
    promised,
  };
}

function checkSize(size: UniversitySize): void {
  const bounds = {
    students: [1, 50_000],
    classes: [1, 2_000],
    rooms: [2, 1_000],
    days: [1, 34],
  } as const;
  for (const field of ["students", "classes", "rooms", "days"] as const) {
    const [least, most] = bounds[field];
    if (!Number.isInteger(size[field]) || size[field] < least || size[field] > most) {
      throw new RangeError(`${field} is ${size[field]}; it must be a whole number from ${least} to ${most}`);
    }
  }
}

function makeCourses(classes: number): readonly Course[] {
  return Array.from({ length: Math.ceil(classes / classesPerCourse) }, (_, at) => {
    const { code, title } = courseCatalogue[at % courseCatalogue.length] ?? courseCatalogue[0];
    const round = Math.floor(at / courseCatalogue.length) + 1;
    return round === 1 ? { code, title } : { code: `${code}${round}`, title: `${title} ${round}` };
  });
}

function makeClasses(
  seed: number,
  courses: readonly Course[],
  count: number,
): { readonly classes: readonly TaughtClass[]; readonly staff: readonly StaffMember[] } {
  const staff: StaffMember[] = [];
  const classes = courses.flatMap((course, index) => {
    // As even as can be, so that no course has one class while others have five.
    const share = Math.floor((count + index) / courses.length);
    const names = courseCatalogue[index % courseCatalogue.length]?.classes ?? [];
    const teachers = Array.from({ length: Math.min(staffPerCourse, share) }, (_, at) => {
      const random = keyedRandom(seed, "staff", course.code, String(at));
      const username = `${course.code.toLowerCase()}.staff${at + 1}`;
      staff.push({ username, givenName: pick(random, givenNames), familyName: pick(random, familyNames) });
      return username;
    });
    return Array.from({ length: share }, (_, at) => ({
      code: `${course.code}-${101 + at}`,
      title: names[at % names.length] ?? course.title,
      course: course.code,
      staff: [teachers[at % teachers.length] ?? ""],
    }));
  });
  return { classes, staff };
}

/** The codes, mixed, so that classes that follow each other do not all live in one building. */
function makeRoomCodes(seed: number, count: number): readonly string[] {
  const codes = Array.from({ length: count }, (_, at) => {
    const building = buildings[at % buildings.length] ?? buildings[0];
    return `${building.toUpperCase()}-${101 + Math.floor(at / buildings.length)}`;
  });
  return shuffle(keyedRandom(seed, "rooms"), codes);
}

function makeRooms(
  seed: number,
  anchor: number,
  codes: readonly string[],
  sessions: readonly UniversitySession[],
  size: UniversitySize,
): readonly Room[] {
  const random = keyedRandom(seed, "devices");
  const share = (part: number): ReadonlySet<string> =>
    new Set(shuffle(random, codes).slice(0, Math.max(1, Math.round(part * codes.length))));
  const [exits, cards, wrong] = [
    share(parameters.exits.share),
    share(parameters.cardReaders),
    share(parameters.wrongClock.share),
  ];
  const dead = planDeadSpans(seed, anchor, codes, sessions);
  const installed = anchor - size.days * dayMs - hourMs;
  return codes.toSorted().map((code) => {
    const deaths = dead.get(code) ?? [];
    const device: RoomDevice = {
      name: `camera-${code.toLowerCase()}`,
      method: cards.has(code) ? "card" : "face",
      skewMs: wrong.has(code) ? wrongBy(random) : 0,
      dead: deaths,
      bootIds: [installed, ...deaths.map(({ to }) => to)].map((at) => mintUuid(at, `${seed} boot ${code}`)),
    };
    const expected = (4 * size.students) / size.classes;
    const capacity = 10 * Math.ceil((expected * between(random, 1.1, 2)) / 10);
    return { code, capacity, tracksExits: exits.has(code), device };
  });
}

function wrongBy(random: Random): number {
  const seconds = Math.round(between(random, ...parameters.wrongClock.seconds));
  return (random() < 0.5 ? -1 : 1) * seconds * secondMs;
}

function makeStudents(
  seed: number,
  anchor: number,
  courses: readonly Course[],
  size: UniversitySize,
): readonly Student[] {
  return Array.from({ length: size.students }, (_, at) => {
    const course = courses[at % courses.length]?.code ?? "";
    const id = `${course}${1001 + Math.floor(at / courses.length)}`;
    const random = keyedRandom(seed, "student", id);
    const { share, days } = parameters.ill;
    const ill = random() < share;
    const from = Math.round(anchor - between(random, 0, size.days) * dayMs);
    const to = Math.round(from + between(random, ...days) * dayMs);
    return {
      id,
      givenName: pick(random, givenNames),
      familyName: pick(random, familyNames),
      email: `${id.toLowerCase()}@students.example`,
      course,
      habits: drawHabits(random),
      ill: ill ? { from, to } : null,
    };
  });
}

function termOf(promised: Span, timeZone: string): Term {
  const dayOf = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
  return {
    title: "Pretend term",
    from: dayOf(promised.from).subtract({ days: 7 }).toString(),
    to: dayOf(promised.to).add({ days: 7 }).toString(),
  };
}
