import { Temporal } from "temporal-polyfill";
import type {
  StoredClass,
  StoredEnrolment,
  StoredPerson,
  StoredTerm,
} from "../rosters/roster-transaction.ts";
import { changedRoles } from "./changed-roles.ts";
import { dayBefore } from "./days-beside.ts";
import type { EnrolmentItem, ImportItem, RoleItem } from "./import-content.ts";
import type { Pieces } from "./in-pieces.ts";
import { mangledRemedy, withoutZeros } from "./mangled-id.ts";
import { inImpossibleYear, keysOver, type PlanDesk } from "./plan-desk.ts";
import type { PassedId, PeoplePlan } from "./plan-people.ts";

/**
 * Enrolments that are new or differ, and those that end: because the file says so, because it holds everything and no
 * longer them, or because their student or class is over. An enrolment is known again by its student, class and first day,
 * else by the source's key, else by the days that it shares with one of the same student and class.
 *
 * Whoever comes back has a second enrolment from the new day on, so that nobody was expected in between. Where a key means
 * another one than before, what it meant ends. No two of one student and class ever share a day: what the files tell of
 * stands, and takes the days that it covers from what they do not tell of. Nobody is enrolled whose student or class is over.
 *
 * A row whose last day is before the student id passed on is of whoever had it then, whose enrolments end on that day; the
 * new person is enrolled from then on.
 *
 * @param classes as they are to be
 * @param people those that are new or changed
 */
export function* planEnrolments(
  desk: PlanDesk,
  classes: readonly StoredClass[],
  terms: readonly StoredTerm[],
  people: readonly StoredPerson[],
  ids: Pick<PeoplePlan, "identifiers" | "passings" | "asked">,
): Pieces<{
  readonly enrolments: readonly StoredEnrolment[];
  readonly endedEnrolments: ReadonlySet<string>;
  /** First days after, by id, of those that end with a role of which the files tell the last day. */
  readonly cutEnrolments: ReadonlyMap<string, string>;
}> {
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
  for (const { person, scheme, value } of ids.identifiers)
    if (scheme === "student_id") studentCodes.set(person, value);
  // Whoever's id has passed on has a name alone.
  const tellKey = (one: StoredEnrolment): string =>
    `${studentCodes.get(one.student) ?? (names.get(one.student) || one.student)} in ${classById.get(one.class)?.code ?? one.class}`;
  const names = new Map(
    [...world.roster.people, ...people].map(({ id, givenName, familyName }) => [
      id,
      [givenName, familyName].filter((part) => part !== null && part !== "").join(" "),
    ]),
  );
  const storedOf = new Map<string, StoredEnrolment[]>();
  for (const one of stored) push(storedOf, one.student, one);
  const { formerIds } = world.roster;
  const bearers = new Map(
    formerIds.length === 0
      ? []
      : world.roster.identifiers.map((one) => [`${one.scheme} ${one.value}`, one.person]),
  );
  const passedTo = new Map<string, PassedId[]>();
  const before = formerIds.flatMap(({ person: former, value, to }): PassedId[] => {
    const person = bearers.get(`student_id ${value}`);
    const day = to.toZonedDateTimeISO(desk.timeZone).toPlainDate().toString();
    return person === undefined || person === former ? [] : [{ value, former, person, day }];
  });
  for (const one of [...before, ...ids.passings]) {
    passedTo.set(one.person, [...(passedTo.get(one.person) ?? []), one]);
    if (ids.passings.includes(one)) studentCodes.delete(one.former);
  }
  const written = new Map<string, StoredEnrolment>();
  const taken = new Map<string, StoredEnrolment[]>();
  const ended = new Set<string>();

  // With several records that are one person now the last one counts.
  const roleEnds = new Map<string, string | null>();
  for (const role of content.roles) {
    const student = studentOf(role);
    if (student === null) continue;
    const other = roleEnds.get(student);
    const isLast = other === undefined || (other !== null && (role.until === null || other < role.until));
    if (isLast) roleEnds.set(student, role.until);
  }
  const [overStudents, overClasses] = [overOf(desk, "student"), overOf(desk, "class")];
  const changed = changedRoles(content, rings);
  const rows = new Map<string, EnrolmentItem>();
  const keepsZeros = {
    student: content.enrolments.some((item) => withoutZeros(item.student) !== null),
    class: content.enrolments.some((item) => withoutZeros(item.class) !== null),
  };

  // Whose first day a row has is that row's, whichever comes first.
  const namedBy = new Map<string, EnrolmentItem>();
  for (const item of content.enrolments) {
    yield;
    const [student, of] = [rings.student.find(item.student), rings.class.find(item.class)];
    if (student === null || of === null || item.from === undefined || ids.asked.has(item.student)) continue;
    const named = (bySeat.get(seatOf({ student, class: of })) ?? []).find(
      (one) => one.from === item.from && one.from !== one.to,
    );
    if (named !== undefined && !namedBy.has(named.id)) namedBy.set(named.id, item);
  }
  /** What keys meant that mean another enrolment now. */
  const dropped: { readonly one: StoredEnrolment; readonly by: StoredEnrolment | null }[] = [];

  // A row without a first day has what those with one leave, wherever it stands.
  for (const item of content.enrolments.toSorted((a, b) => Number(!isDated(a)) - Number(!isDated(b)))) {
    yield;
    const first = rows.get(item.key);
    const isOther = first !== undefined && (first.student !== item.student || first.class !== item.class);
    if (first !== undefined && (isOther || (isNamed(item) && !sameDays(first, item)))) {
      const line = `line ${first.at.line ?? "?"} ${content.kind === "oneroster" ? "has the same id" : "is of the same enrolment"}`;
      ledger.note(
        "refused",
        item.at,
        null,
        item.key,
        isOther ? `${line} for ${first.student} in ${first.class}` : `${line}, and not the same days`,
        isOther ? "give each enrolment its own id" : "keep the row that is right",
      );
      continue;
    }
    rows.set(item.key, item);
    if (item.from !== undefined && inImpossibleYear(desk, item.at, "from", item.from)) continue;
    if (item.to != null) {
      // As people write it where the file may have either.
      const [column, day] = content.kind === "csv" ? ["last_day", dayBefore(item.to)] : ["endDate", item.to];
      if (inImpossibleYear(desk, item.at, column, day)) continue;
    }
    if (item.from !== undefined && item.to != null && item.to < item.from) {
      ledger.note("refused", item.at, null, null, ...whyEmpty(item, item.from, item.to));
      continue;
    }
    if (ids.asked.has(item.student)) {
      ledger.note(
        "refused",
        item.at,
        "student",
        item.student,
        "is asked about: the row is one person's or another's",
        "answer that in the preview; until then the row is left out",
      );
      continue;
    }
    const bearer = findFor(item, "student");
    const of = bearer === null ? null : findFor(item, "class");
    if (bearer === null || of === null) continue;
    const passed = passedOf(item, bearer, of);
    const student = passed?.isFormer === true ? passed.former : bearer;
    if (overStudents.has(student) || overClasses.has(of)) {
      const [column, value] = overStudents.has(student) ? ["student", item.student] : ["class", item.class];
      const message = `is over, so that nobody is enrolled by this row: the ${column} is gone from the files, or marked as deleted${column === "student" ? ", or has no role any more" : ""}`;
      ledger.note(
        "ignored",
        item.at,
        column,
        value,
        message,
        `tell of the ${column} again, or end the enrolment`,
      );
      continue;
    }
    const seat = bySeat.get(seatOf({ student, class: of })) ?? [];
    const meant = seat.find(({ id }) => id === rings.enrolment.before.get(item.key)?.id) ?? null;
    const found = known(
      item,
      meant,
      seat.filter(({ id }) => !rings.enrolment.claimed(id) && (namedBy.get(id) ?? item) === item),
    );
    const before = found !== null && isAnother(item, found) ? null : found;
    const whole = spanOf(item, before, meant, of, seat);
    const since = passed?.isFormer === false && whole.from < passed.day ? passed.day : null;
    const spanned = since === null ? whole : { ...whole, from: since };
    const isNone = item.from === undefined && before === null && spanned.to === spanned.from;
    if (isNone || (spanned.to !== null && spanned.to < spanned.from)) {
      if (item.from !== undefined) {
        ledger.note("refused", item.at, null, null, ...whyEmpty(item, item.from, spanned.to));
        continue;
      }
      // What the files have no first day of is over: nothing of it is to be known.
      const what = item.to === undefined ? "in the class's term, which is over" : "over";
      ledger.note(
        "ignored",
        item.at,
        null,
        item.student,
        `is ${what}: its last day was ${dayBefore(spanned.to)}, and the row has no first day, so that nothing is enrolled by it`,
        "nothing; give the first day if the days before are to count",
      );
      if (meant !== null) dropped.push({ one: meant, by: null });
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
      // Two rows of one enrolment: each goes on telling of it.
      if (same) rings.enrolment.claim(item.key, null, twice.id);
      continue;
    }
    if (passed !== null) tellPassed(item, passed, since);
    tellAgain(item, spanned, seat);
    const after = { id: before?.id ?? desk.mint(), student, class: of, ...spanned };
    rings.enrolment.claim(item.key, null, after.id);
    const isLeft = meant !== null && meant.id !== after.id && (meant.to === null || after.from < meant.to);
    if (isLeft) dropped.push({ one: meant, by: after });
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

  function isDated({ from }: EnrolmentItem): boolean {
    return from !== undefined;
  }

  /** Whether a row has one enrolment alone as its key: that of a plain file has the first day in it, where it is told. */
  function isNamed({ from }: EnrolmentItem): boolean {
    return content.kind === "oneroster" || from === undefined;
  }

  /** Who goes on in a role as a student, be it until a day. */
  function studentOf(role: RoleItem): string | null {
    return role.isOver || role.of !== "student" ? null : (rings.student.before.get(role.key)?.id ?? null);
  }

  /**
   * What a row has to do with a student id that passed on: whether it is of whoever had it before, or may begin only then.
   * null where it is of the bearer, as it stands.
   */
  function passedOf(
    item: EnrolmentItem,
    bearer: string,
    of: string,
  ): (PassedId & { readonly isFormer: boolean }) | null {
    const { from, to = null } = item;
    const all = passedTo.get(bearer) ?? [];
    const own = bySeat.get(seatOf({ student: bearer, class: of })) ?? [];
    // What the bearer has here with this first day is the bearer's, whenever the id became theirs.
    if (from !== undefined && own.some((one) => one.from === from && one.from !== one.to)) return null;
    for (const one of all) {
      if (to === null || one.day < to) continue;
      const theirs = bySeat.get(seatOf({ student: one.former, class: of })) ?? [];
      const isTheirs = theirs.some(
        (span) =>
          span.from === from || (span.from !== span.to && overlap(span, { from: from ?? span.from, to })),
      );
      if (item.student === one.value || isTheirs) return { ...one, isFormer: true };
    }
    const last = all.at(-1) ?? null;
    return last !== null && (from === undefined || from < last.day) && (to === null || last.day < to)
      ? { ...last, isFormer: false }
      : null;
  }

  function tellPassed(
    { at, from, student }: EnrolmentItem,
    { former, day, isFormer }: PassedId & { readonly isFormer: boolean },
    since: string | null,
  ): void {
    const name = names.get(former) || "somebody";
    if (isFormer) {
      const message = `was ${name}'s until ${day}: the row ends before, and is ${name}'s`;
      ledger.note("guessed", at, "student", student, message, "nothing, if that is so");
    } else if (since !== null && from !== undefined) {
      const message = `was ${name}'s until ${day}: the new person is enrolled from then on, and not from ${from}`;
      ledger.note("guessed", at, "student", student, message, "give the first day of the new person");
    }
  }

  /**
   * The enrolment that a row means.
   *
   * @param meant what its key meant until now, of the same student and class
   * @param seat those of the student and class that no other row means
   */
  function known(
    item: EnrolmentItem,
    meant: StoredEnrolment | null,
    seat: readonly StoredEnrolment[],
  ): StoredEnrolment | null {
    const { from, to = null } = item;
    const own = seat.find(({ id }) => id === meant?.id) ?? null;
    const isLived = (one: StoredEnrolment): boolean => one.from !== one.to;
    if (from !== undefined) {
      return (
        seat.find((one) => one.from === from && isLived(one)) ??
        // One that never was is made anew, and one that is still to come moves, to whatever day.
        (own !== null && (!isLived(own) || today < own.from || overlap(own, { from, to })) ? own : null) ??
        seat.find((one) => overlap(one, { from, to })) ??
        seat.find((one) => one.from === from) ??
        null
      );
    }
    if (item.to != null && item.to <= today) {
      const { to: end } = item;
      const covers = (one: StoredEnrolment): boolean =>
        isLived(one) && one.from < end && (one.to === null || end <= one.to);
      return own !== null && own.from <= end
        ? own
        : (seat.find((one) => isLived(one) && one.to === end) ?? seat.find(covers) ?? null);
    }
    return own ?? seat.find((one) => one.to === null || today < one.to) ?? null;
  }

  /** The student or class of a row; where nobody knows it, the row is refused with what is there instead. */
  function findFor(item: EnrolmentItem, column: "student" | "class"): string | null {
    const key = item[column];
    const id = rings[column].find(key);
    const isStaffNow = column === "student" && id !== null && changed.has(id);
    if (id !== null && !isStaffNow) return id;
    const bare = keepsZeros[column] ? null : rings[column].zeroed(key);
    const without = withoutZeros(key);
    const shortened = without !== null && rings[column].find(without) !== null ? without : null;
    const staff = column === "student" ? rings.staff.find(key) : null;
    const isOver = content.ended.some(({ thing, key: over }) => thing === column && over === key);
    if (isOver && !isStaffNow) {
      ledger.note(
        "ignored",
        item.at,
        column,
        key,
        `is marked as deleted in the files, and never was here`,
        "nothing",
      );
    } else if (bare !== null) {
      const message = `is ${bare} here: its leading zeros are gone`;
      ledger.note("refused", item.at, column, key, message, mangledRemedy);
    } else if (shortened !== null) {
      const message = `is ${shortened} in the ${column === "student" ? "list of students" : "list of classes"}, without its leading zeros: a spreadsheet took them away there`;
      ledger.note("refused", item.at, column, key, message, mangledRemedy);
    } else if (staff !== null) {
      const message = `is a member of staff, ${names.get(staff) ?? key}, and enrolled as a student: staff have no marks`;
      const remedy = "enrol the person as a teacher, or give them the role of a student";
      ledger.note("refused", item.at, column, key, message, remedy);
    } else {
      const like = rings[column].near(key);
      const message = `nobody knows this ${column}${like === null ? "" : `, and it is nearly ${like}`}`;
      const remedy =
        like === null
          ? `add the ${column} to the files, or correct the row`
          : `write ${like} if that is meant, or add the ${column} to the files`;
      ledger.note("refused", item.at, column, key, message, remedy);
    }
    return null;
  }

  /** Whether a row means another span than the one it is known by: it begins when that is over, and the gap stays. */
  function isAnother(item: EnrolmentItem, found: StoredEnrolment): boolean {
    if (found.to === null || found.from > today) return false;
    if (item.from !== undefined) return item.from > found.from && item.from >= found.to;
    const to = item.to === undefined ? lastsUntil(found.class) : item.to;
    const lasts = (item.to !== undefined || isBack(item)) && (to === null || to > today);
    return lasts && found.to < today;
  }

  /** The first day after the class's term; null where it has none. */
  function lastsUntil(of: string): string | null {
    const termId = classById.get(of)?.term ?? null;
    const term = termId === null ? undefined : termById.get(termId);
    return term === undefined ? null : Temporal.PlainDate.from(term.to).add({ days: 1 }).toString();
  }

  /** Whether the source had ended what it tells of again: by name, by silence, or by an end that it tells no longer. */
  function isBack(item: EnrolmentItem): boolean {
    return rings.enrolment.before.get(item.key)?.endedAt != null;
  }

  /** Says which days between enrolments, on which nobody was expected, a row has count again. */
  function tellAgain(
    item: EnrolmentItem,
    { from, to }: Pick<StoredEnrolment, "from" | "to">,
    seat: readonly StoredEnrolment[],
  ): void {
    const until = to === null || today < to ? today : to;
    const lived = seat.filter((one) => one.from !== one.to).sort((a, b) => (a.from < b.from ? -1 : 1));
    const gaps: string[] = [];
    let end: string | null = null;
    for (const next of [...lived.map((one) => one.from), until]) {
      const stop = next < until ? next : until;
      // A row that begins in between, or on the day of the end, is another enrolment.
      if (end !== null && from < end && end < stop)
        gaps.push(`from ${end} until ${stop === today ? "now" : dayBefore(stop)}`);
      const upTo = lived.filter((one) => one.from <= next).map((one) => one.to ?? "9999");
      end = upTo.sort().at(-1) ?? null;
    }
    if (gaps.length === 0) return;
    ledger.note(
      "guessed",
      item.at,
      null,
      item.student,
      `was not enrolled ${gaps.join(" and ")}, and is enrolled on those days again, since the row begins on ${from}`,
      "give the new first day if the student was away",
    );
  }

  function spanOf(
    item: EnrolmentItem,
    before: StoredEnrolment | null,
    meant: StoredEnrolment | null,
    of: string,
    seat: readonly StoredEnrolment[],
  ): Pick<StoredEnrolment, "from" | "to"> {
    const termId = classById.get(of)?.term ?? null;
    const term = termId === null ? undefined : termById.get(termId);
    // Whoever was in the class before comes back today, and not at the beginning of the term.
    const was = seat.some((one) => one.from !== one.to && one.from <= today);
    const from = item.from ?? before?.from ?? (was ? today : (term?.from ?? today));
    if (item.to !== undefined) return { from, to: item.to };
    // What a file brings back without an end lasts again, and what it told otherwise of lasts as long as that did.
    const told = before === null || meant === null ? before : meant;
    if (told !== null && !isBack(item) && (told === before || told.to === null || from < told.to))
      return { from, to: told.to };
    return { from, to: lastsUntil(of) };
  }

  function giveUp(one: StoredEnrolment, left: StoredEnrolment, none?: string): void {
    const after = withRole(left);
    written.set(after.id, after);
    ended.add(after.id);
    ledger.say({
      thing: "enrolment",
      change: "end",
      key: tellKey(one),
      before: tellSpan(one),
      after: after.from === after.to ? (none ?? tellSpan(after)) : tellSpan(after),
    });
  }

  /** Ends what lasts; what has not begun yet never will. */
  function end(one: StoredEnrolment): void {
    const on = one.from > today ? one.from : today;
    if (written.has(one.id) || (one.to !== null && one.to <= on)) return;
    giveUp(one, { ...one, to: on });
  }

  /** What ends for another reason ends with the role of a student all the same, if that is earlier. */
  function withRole(one: StoredEnrolment): StoredEnrolment {
    const until = roleEnds.get(one.student) ?? null;
    if (until === null || rings.enrolment.claimed(one.id) || (one.to !== null && one.to <= until)) return one;
    return { ...one, to: until < one.from ? one.from : until };
  }
  for (const { former, day } of ids.passings) {
    yield;
    for (const stored of storedOf.get(former) ?? []) {
      const one = written.get(stored.id) ?? stored;
      if (one.from === one.to || (one.to !== null && one.to <= day)) continue;
      giveUp(one, { ...one, to: one.from < day ? day : one.from });
    }
  }
  for (const { one, by } of dropped) {
    if (rings.enrolment.claimed(one.id)) continue;
    if (by === null || !overlap(one, by)) end(one);
    // With days in common the key says anew how long it lasted.
    else giveUp(one, { ...one, to: one.from < by.from ? by.from : one.from }, hasItsDays);
  }
  // What no row means gives the days up that a row has.
  for (const [seat, those] of taken) {
    yield;
    for (const one of bySeat.get(seat) ?? []) {
      if (rings.enrolment.claimed(one.id) || written.has(one.id)) continue;
      const left = those.reduce(without, one);
      if (left !== one) giveUp(one, left, hasItsDays);
    }
  }
  for (const { id } of keysOver(desk, "enrolment")) {
    yield;
    const one = byId.get(id);
    if (one !== undefined) end(one);
  }
  if (overStudents.size > 0 || overClasses.size > 0) {
    for (const one of stored) {
      yield;
      if (overStudents.has(one.student) || overClasses.has(one.class)) end(one);
    }
  }
  // A student's role has a last day, and the files do not tell of the enrolments.
  const cut = new Map<string, string>();
  for (const role of content.roles) {
    yield;
    const student = studentOf(role);
    const until = student === null ? null : (roleEnds.get(student) ?? null);
    if (student === null || until === null) continue;
    const those = (storedOf.get(student) ?? []).filter(
      (one) =>
        !rings.enrolment.claimed(one.id) &&
        !written.has(one.id) &&
        one.from !== one.to &&
        (one.to === null || until < one.to),
    );
    for (const one of those) {
      giveUp(one, one);
      ended.delete(one.id);
      cut.set(one.id, until);
    }
    if (those.length === 0) continue;
    const [seats, verb] =
      those.length === 1 ? ["1 enrolment", "ends"] : [`${those.length} enrolments`, "end"];
    ledger.note(
      "guessed",
      role.at,
      role.column,
      role.value,
      `is the end of a student's role: ${seats} that the files do not hold ${verb} with it, with ${dayBefore(until)} as the last day`,
      "correct the role, or tell the enrolment, if the person is enrolled for longer",
    );
  }
  tellLeftOver("class", content.classes);
  tellLeftOver("student", content.students);
  return { enrolments: [...written.values()], endedEnrolments: ended, cutEnrolments: cut };

  /** Says of what the files bring back how many enrolments ended with it that no row brings back. */
  function tellLeftOver(thing: "class" | "student", items: readonly ImportItem[]): void {
    const back = new Map<string, { readonly item: ImportItem; readonly at: Temporal.Instant; left: number }>(
      items.flatMap((item) => {
        const was = rings[thing].before.get(item.key);
        if (was?.endedAt == null || rings[thing].now.get(item.key) !== was.id) return [];
        return [[was.id, { item, at: was.endedAt, left: 0 }] as const];
      }),
    );
    if (back.size === 0) return;
    for (const key of rings.enrolment.before.values()) {
      const isTold = rings.enrolment.claimed(key.id) || rings.enrolment.now.has(key.key);
      const one = isTold ? undefined : byId.get(key.id);
      const of = one === undefined ? undefined : back.get(one[thing]);
      if (of !== undefined && key.endedAt?.equals(of.at) === true) of.left += 1;
    }
    for (const { item, left } of back.values()) {
      if (left === 0) continue;
      const [those, rows] =
        left === 1
          ? ["1 enrolment that ended with it does", "its row"]
          : [`${left} enrolments that ended with it do`, "their rows"];
      ledger.note(
        "ignored",
        item.at,
        null,
        item.key,
        `is back, and ${those} not come back by this`,
        `add ${rows} to the files, if they go on`,
      );
    }
  }
}

const sameDays = (a: EnrolmentItem, b: EnrolmentItem): boolean =>
  a.from === b.from && (a.to ?? null) === (b.to ?? null);

/** Why a span has no day: message and remedy. Days are told as people write them, the last one included. */
function whyEmpty(item: EnrolmentItem, from: string, to: string): readonly [string, string] {
  const last = dayBefore(to);
  if (item.to === undefined) {
    const message = `begins on ${from}, after the class's term, whose last day is ${last}`;
    return [message, "correct the first day, or tell the last one"];
  }
  return [`the last day, ${last}, is before the first, ${from}`, "correct one of the days"];
}

/** Ids of what the source says is over, now or before, and does not tell of again. */
function overOf(desk: PlanDesk, thing: "student" | "class"): ReadonlySet<string> {
  const ring = desk.rings[thing];
  const before = [...ring.before.values()].filter(({ id, endedAt }) => endedAt !== null && !ring.claimed(id));
  const now = keysOver(desk, thing);
  const ending = new Set(now.map(({ key }) => key));
  // Something that went by another key and is told of by a living one is not over.
  const lives = new Set(
    [...ring.before.values()].flatMap(({ id, key, endedAt }) =>
      endedAt === null && !ending.has(key) ? [id] : [],
    ),
  );
  return new Set([...before, ...now].flatMap(({ id }) => (lives.has(id) ? [] : [id])));
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

const hasItsDays = "is none of its own: another row has its days";

/** What is left of a span beside another one: what was before it, else what comes after. */
function without(one: StoredEnrolment, other: StoredEnrolment): StoredEnrolment {
  if (!overlap(one, other)) return one;
  if (one.from < other.from) return { ...one, to: other.from };
  const isAfter = other.to !== null && (one.to === null || other.to < one.to);
  return isAfter ? { ...one, from: other.to } : { ...one, to: one.from };
}

const tellSpan = ({ from, to }: Pick<StoredEnrolment, "from" | "to">): string =>
  to === null
    ? `from ${from}`
    : to <= from
      ? `never: it was to begin on ${from}`
      : `from ${from}, last day ${dayBefore(to)}`;
