import { Temporal } from "temporal-polyfill";
import type { StoredClass, StoredEnrolment, StoredTerm } from "../rosters/roster-transaction.ts";
import type { EnrolmentItem } from "./import-content.ts";
import { keysOver, type PlanDesk } from "./plan-desk.ts";

/**
 * Enrolments that are new or differ, and those that end: because the file says so, because it holds everything and no
 * longer them, or because their student or class is over. An enrolment is known again by the source's key, else by its
 * student, class and first day, else by the days that it shares with one of the same student and class.
 *
 * @param classes as they are to be
 */
export function planEnrolments(
  desk: PlanDesk,
  classes: readonly StoredClass[],
  terms: readonly StoredTerm[],
): { readonly enrolments: readonly StoredEnrolment[]; readonly endedEnrolments: ReadonlySet<string> } {
  const { content, ledger, rings, today, world } = desk;
  const stored = world.roster.enrolments;
  const byId = new Map(stored.map((one) => [one.id, one]));
  const bySeat = new Map<string, StoredEnrolment[]>();
  for (const one of stored) push(bySeat, seatOf(one), one);
  const termById = new Map(terms.map((term) => [term.id, term]));
  const classById = new Map(classes.map((one) => [one.id, one]));
  const studentCodes = codesOf(
    world.roster.identifiers.flatMap((one) =>
      one.scheme === "student_id" ? [[one.person, one.value] as const] : [],
    ),
  );
  for (const { key, identifiers } of content.students) {
    const id = rings.student.find(key);
    const code = identifiers.find(({ scheme }) => scheme === "student_id")?.value;
    if (id !== null && code !== undefined) studentCodes.set(id, code);
  }
  const tellKey = (one: StoredEnrolment): string =>
    `${studentCodes.get(one.student) ?? one.student} in ${classById.get(one.class)?.code ?? one.class}`;
  const written = new Map<string, StoredEnrolment>();
  const taken = new Map<string, StoredEnrolment[]>();
  const ended = new Set<string>();

  for (const item of content.enrolments) {
    const student = rings.student.find(item.student);
    const of = rings.class.find(item.class);
    if (student === null || of === null) {
      const [column, value] = student === null ? ["student", item.student] : ["class", item.class];
      ledger.note(
        "refused",
        item.at,
        column,
        value,
        `nobody knows this ${column}`,
        `add the ${column} to the files, or correct the row`,
      );
      continue;
    }
    const seat = bySeat.get(seatOf({ student, class: of })) ?? [];
    const before = known(
      item,
      seat.filter(({ id }) => !rings.enrolment.claimed(id)),
    );
    const spanned = spanOf(item, before, of);
    if (spanned.to !== null && spanned.to < spanned.from) {
      ledger.note(
        "refused",
        item.at,
        "to",
        spanned.to,
        `is before the first day, ${spanned.from}`,
        "correct one of the days",
      );
      continue;
    }
    const others = taken.get(seatOf({ student, class: of })) ?? [];
    const twice = others.find((other) => overlap(other, spanned));
    if (twice !== undefined) {
      const same = twice.from === spanned.from && twice.to === spanned.to;
      ledger.note(
        same ? "ignored" : "refused",
        item.at,
        "student",
        item.student,
        same ? "stands there twice" : "is enrolled in this class at that time by another row",
        "keep one of the two rows",
      );
      continue;
    }
    const after = { id: before?.id ?? desk.mint(), student, class: of, ...spanned };
    rings.enrolment.claim(item.key, null, after.id);
    push(taken, seatOf(after), after);
    const words = {
      thing: "enrolment" as const,
      key: tellKey(after),
      before: before && tellSpan(before),
      after: tellSpan(after),
    };
    if (before === null) ledger.say({ change: "add", ...words });
    else if (before.from === after.from && before.to === after.to) {
      ledger.same("enrolment");
      continue;
    } else ledger.say({ change: "change", ...words });
    written.set(after.id, after);
  }

  function known(item: EnrolmentItem, seat: readonly StoredEnrolment[]): StoredEnrolment | null {
    const byKey = rings.enrolment.before.get(item.key)?.id;
    const { from, to = null } = item;
    return (
      seat.find(({ id }) => id === byKey) ??
      (from === undefined
        ? seat.find((one) => one.to === null || today < one.to)
        : (seat.find((one) => one.from === from) ?? seat.find((one) => overlap(one, { from, to })))) ??
      null
    );
  }

  function spanOf(
    item: EnrolmentItem,
    before: StoredEnrolment | null,
    of: string,
  ): Pick<StoredEnrolment, "from" | "to"> {
    const termId = classById.get(of)?.term ?? null;
    const term = termId === null ? undefined : termById.get(termId);
    const from = item.from ?? before?.from ?? term?.from ?? today;
    if (item.to !== undefined) return { from, to: item.to };
    // What a file brings back without an end lasts again.
    const isBack = rings.enrolment.before.get(item.key)?.endedAt != null;
    if (before !== null && !isBack) return { from, to: before.to };
    return {
      from,
      to: term === undefined ? null : Temporal.PlainDate.from(term.to).add({ days: 1 }).toString(),
    };
  }

  /** Ends what lasts; what has not begun yet never will. */
  function end(one: StoredEnrolment): void {
    const on = one.from > today ? one.from : today;
    if (written.has(one.id) || (one.to !== null && one.to <= on)) return;
    const after = { ...one, to: on };
    written.set(one.id, after);
    ended.add(one.id);
    ledger.say({
      thing: "enrolment",
      change: "end",
      key: tellKey(one),
      before: tellSpan(one),
      after: tellSpan(after),
    });
  }
  for (const { id } of keysOver(desk, "enrolment")) {
    const one = byId.get(id);
    if (one !== undefined) end(one);
  }
  const overStudents = new Set(keysOver(desk, "student").map(({ id }) => id));
  const overClasses = new Set(keysOver(desk, "class").map(({ id }) => id));
  if (overStudents.size > 0 || overClasses.size > 0) {
    for (const one of stored) {
      if (overStudents.has(one.student) || overClasses.has(one.class)) end(one);
    }
  }
  return { enrolments: [...written.values()], endedEnrolments: ended };
}

const seatOf = ({ student, class: of }: Pick<StoredEnrolment, "student" | "class">): string =>
  `${student} ${of}`;

function push(lists: Map<string, StoredEnrolment[]>, key: string, one: StoredEnrolment): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}

const codesOf = (pairs: readonly (readonly [string, string])[]): Map<string, string> => new Map(pairs);

/** Whether two spans [from, to) share a day; an empty one shares none. */
function overlap(a: Pick<StoredEnrolment, "from" | "to">, b: Pick<StoredEnrolment, "from" | "to">): boolean {
  if (a.to === a.from || b.to === b.from) return false;
  return (a.to === null || b.from < a.to) && (b.to === null || a.from < b.to);
}

const tellSpan = ({ from, to }: Pick<StoredEnrolment, "from" | "to">): string =>
  to === null ? `from ${from}` : `from ${from}, ended on ${to}`;
