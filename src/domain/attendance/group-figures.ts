import { add, type Rational, rational, zero } from "../kernel/rational.ts";
import { type Figures, percentOf } from "./figures.ts";

/** The figures of a group: a class, a year, a school. */
export interface GroupFigures {
  /** The pooled sums: who had more sessions weighs more. This is the group's rate. */
  readonly earned: Rational;
  readonly possible: Rational;
  readonly percent: Rational | null;
  /** Another figure, and to be labelled so: the mean of the students' own rates, each weighing the same. */
  readonly meanOfStudents: Rational | null;
  readonly students: number;
  /** How many of them have a rate; the others are in neither figure. */
  readonly studentsWithRate: number;
}

/** Pools the students' sums, and takes the mean of their rates beside it. */
export function groupFigures(
  students: Iterable<Pick<Figures, "earned" | "possible" | "percent">>,
): GroupFigures {
  let earned = zero;
  let possible = zero;
  // Fractions over the same number are added first: thousands have few such numbers, and one over all is a large one.
  const percents = new Map<bigint, bigint>();
  let all = 0;
  let withRate = 0;
  for (const student of students) {
    all += 1;
    earned = add(earned, student.earned);
    possible = add(possible, student.possible);
    if (student.percent === null) continue;
    withRate += 1;
    const { num, den } = student.percent;
    percents.set(den, (percents.get(den) ?? 0n) + num);
  }
  const sum = [...percents].reduce((all, [den, num]) => add(all, rational(num, den)), zero);
  return {
    earned,
    possible,
    percent: percentOf(earned, possible),
    meanOfStudents: withRate === 0 ? null : rational(sum.num, sum.den * BigInt(withRate)),
    students: all,
    studentsWithRate: withRate,
  };
}
