import { impossibleYear } from "../../domain/timetable/impossible-year.ts";
import type { ImportContent, Place, StandingItem } from "./import-content.ts";
import type { PlanDesk } from "./plan-desk.ts";

/** Why a row that says where a class stands cannot be; null where it can, as far as it says so itself. */
export function whyNoStanding(
  { from, to }: Pick<StandingItem, "from" | "to">,
  today: string,
): {
  readonly column: "from" | "to";
  readonly day: string;
  readonly message: string;
  readonly remedy: string;
} | null {
  for (const [column, day] of [
    ["from", from],
    ["to", to],
  ] as const) {
    const year = day == null ? null : impossibleYear(day, today);
    if (day != null && year !== null) return { column, day, ...year };
  }
  if (from === undefined || to === null || to > from) return null;
  return {
    column: "to",
    day: to,
    message: `is not after the first day, ${from}`,
    remedy: "correct one of the days: to is the first day after, last_day the last one",
  };
}

/**
 * Leaves out what refused rows alone would make: a class that nobody has yet, whose own row cannot be, and that no row names
 * that can. Where a class would have stood is told here, since nothing else asks about it any more.
 */
export function withoutRefused(desk: PlanDesk): ImportContent {
  const { content, ledger, rings, today } = desk;
  const refused = new Set<string>();
  const named = new Set<string>();
  const tell = (isGood: boolean, at: Place, classes: readonly string[]): void => {
    if (isGood) for (const key of classes) named.add(key);
    else refused.add(placeOf(at));
  };
  const canBe = (day: string | null | undefined): boolean =>
    day == null || impossibleYear(day, today) === null;
  for (const { at, student, class: of, from, to } of content.enrolments) {
    const isSpan = from === undefined || to == null || from <= to;
    tell(isSpan && canBe(from) && canBe(to) && rings.student.find(student) !== null, at, [of]);
  }
  for (const { at, day, classes } of content.sessions) tell(canBe(day), at, classes);
  const standings = new Map(content.standings.map((one) => [one, whyNoStanding(one, today)]));
  for (const [{ at, key }, why] of standings) tell(why === null, at, [key]);

  const isMade = ({ key, at }: { readonly key: string; readonly at: Place }): boolean =>
    named.has(key) || !refused.has(placeOf(at)) || rings.class.find(key) !== null;
  const left = new Set(content.classes.flatMap((one) => (isMade(one) ? [] : [one.key])));
  for (const [{ at, key }, why] of standings) {
    if (why !== null && left.has(key))
      ledger.note("refused", at, why.column, why.day, why.message, why.remedy);
  }
  const classes = content.classes.filter(({ key }) => !left.has(key));
  const courses = new Set(classes.flatMap(({ course }) => course ?? []));
  return {
    ...content,
    classes,
    // A course that only a class of these told of, by its code alone.
    courses: content.courses.filter(
      ({ key, at }) =>
        courses.has(key) ||
        !content.classes.some((one) => left.has(one.key) && placeOf(one.at) === placeOf(at)),
    ),
    standings: content.standings.filter(({ key }) => !left.has(key)),
  };
}

const placeOf = ({ file, line }: Place): string => `${file} ${line ?? ""}`;
