import { Temporal } from "temporal-polyfill";
import { between, pick } from "../random.ts";
import { keyedRandom } from "./keyed-random.ts";
import { parameters } from "./parameters.ts";
import { shuffle } from "./shuffle.ts";
import type { Enrolment, Student, TaughtClass, Term, UniversitySession } from "./university.ts";

/** How many classes of their course students take, at most. */
const classesPerStudent = 4;

export interface EnrolmentFacts {
  readonly term: Term;
  readonly timeZone: string;
  readonly students: readonly Student[];
  readonly classes: readonly TaughtClass[];
  readonly sessions: readonly UniversitySession[];
}

/**
 * Puts students into classes of their course, which never meet at the same time, and some into one of another course
 * that fits as well. A few get one more that does not fit, marked as a planted clash.
 */
export function enrolStudents(seed: number, anchor: number, facts: EnrolmentFacts): readonly Enrolment[] {
  const { term, students, classes } = facts;
  const overlapping = overlaps(facts.sessions);
  const fits = (a: string, b: string): boolean => !(overlapping.get(a)?.has(b) ?? false);
  const today = Temporal.Instant.fromEpochMilliseconds(anchor)
    .toZonedDateTimeISO(facts.timeZone)
    .toPlainDate();
  const clashing = new Set(
    shuffle(keyedRandom(seed, "clashes"), students)
      .slice(0, Math.max(1, Math.round(parameters.clashes * students.length)))
      .map(({ id }) => id),
  );
  const places = new Map<string, number>();
  return students.flatMap((student) => {
    const random = keyedRandom(seed, "enrolment", student.id);
    const place = places.get(student.course) ?? 0;
    places.set(student.course, place + 1);
    const own = classes.filter(({ course }) => course === student.course).map(({ code }) => code);
    const others = classes.filter(({ course }) => course !== student.course).map(({ code }) => code);
    const taken = rotate(own, place).slice(
      0,
      own.length > classesPerStudent ? classesPerStudent : Math.max(1, own.length - 1),
    );
    if (random() < parameters.electives && taken.length > 1) {
      const fitting = others.filter((code) => taken.slice(1).every((each) => fits(each, code)));
      if (fitting.length > 0) taken[0] = pick(random, fitting);
    }
    const usual = taken.map((code): Enrolment => {
      const late = random() < parameters.enrolledLate;
      const ended = random() < parameters.enrolmentEnded;
      const from = today.subtract({ days: Math.round(between(random, 7, 20)) }).toString();
      const to = today.subtract({ days: Math.round(between(random, 1, 6)) }).toString();
      return {
        student: student.id,
        class: code,
        from: late && from > term.from ? from : term.from,
        to: ended ? to : null,
        clash: false,
      };
    });
    const unfitting = clashing.has(student.id)
      ? others.filter((code) => !taken.includes(code) && taken.some((each) => !fits(each, code)))
      : [];
    if (unfitting.length === 0) return usual;
    return [
      ...usual,
      { student: student.id, class: pick(random, unfitting), from: term.from, to: null, clash: true },
    ];
  });
}

/** With which other classes each class has sessions at the same time. */
function overlaps(sessions: readonly UniversitySession[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  let on: UniversitySession[] = [];
  for (const session of sessions) {
    on = on.filter(({ to }) => to > session.from);
    for (const other of on) {
      for (const [a, b] of [
        [session.class, other.class],
        [other.class, session.class],
      ] as const) {
        const known = found.get(a) ?? new Set();
        found.set(a, known.add(b));
      }
    }
    on.push(session);
  }
  return found;
}

function rotate<Item>(items: readonly Item[], by: number): Item[] {
  const at = by % Math.max(1, items.length);
  return [...items.slice(at), ...items.slice(0, at)];
}
