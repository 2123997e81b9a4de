import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { codeKey, normalCode } from "../../domain/kernel/code-key.ts";
import { normalIdentifier } from "../../domain/kernel/normal-identifier.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { impossibleYear } from "../../domain/timetable/impossible-year.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { type ChangeContext, enrolStudents, isFinal, keepDaysOff } from "../facts/change-timetable.ts";
import type { StandingRoom } from "../facts/fact-transaction.ts";
import { standClasses } from "../facts/stand-classes.ts";
import type { IdentifierScheme } from "../imports/import-content.ts";
import type { ImportStore, ImportWork } from "../imports/import-store.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import type { Clock } from "../ports.ts";
import { writeUnlessRefused } from "../write-unless-refused.ts";
import { mergePeople, unmergePeople } from "./merge-people.ts";
import { refusedCode, refusedNewId, refusedNewLogin } from "./refused-new-id.ts";
import { nameHolder, type Reissue, reissueIdentifier } from "./reissue-identifier.ts";
import { done, isRosterRefused, type RosterOutcome, refuseRoster } from "./roster-outcome.ts";
import type {
  RosterTransaction,
  StoredClass,
  StoredCourse,
  StoredEnrolment,
  StoredIdentifier,
  StoredMerge,
  StoredNonTeachingDay,
  StoredPerson,
  StoredRoom,
  StoredRoster,
  StoredTerm,
} from "./roster-transaction.ts";

/** Every part of a change that is told; `undefined` leaves what is stored. */
export type Change<Row> = { readonly [Field in keyof Row]?: Row[Field] | undefined };

/** A day without teaching that a person enters: no file ends it. */
export type DayByHand = Omit<StoredNonTeachingDay, "source">;

/** Sessions that were over when somebody was enrolled in them. */
export interface EnrolledPast {
  /** Judged by what is known, as if the student had been expected then. */
  readonly judged: number;
  /** Left as they are, since their registers are final: what would follow is proposed there. */
  readonly final: number;
}

/** An enrolment, with what it finds over already. */
export interface Enrolled extends StoredEnrolment {
  readonly past: EnrolledPast;
}

/** Changes to rosters, made by hand. Each is one transaction, and names the field that stands in its way. */
export interface RosterOffice {
  addTerm(term: Omit<StoredTerm, "id">): Promise<RosterOutcome<StoredTerm>>;
  changeTerm(id: string, change: Change<Omit<StoredTerm, "id">>): Promise<RosterOutcome<StoredTerm>>;
  /** Adds a day, or gives it another title. Its sessions are cancelled for it, and their marks count as not possible. */
  putNonTeachingDay(day: DayByHand, by: Actor): Promise<RosterOutcome<DayByHand>>;
  /** The sessions that were cancelled for the day, and for nothing else, are restored. */
  removeNonTeachingDay(day: string, by: Actor): Promise<RosterOutcome<DayByHand>>;
  /** `names` are the aliases; the code is always one more. */
  addRoom(room: Omit<StoredRoom, "id">): Promise<RosterOutcome<StoredRoom>>;
  changeRoom(id: string, change: Change<Omit<StoredRoom, "id">>): Promise<RosterOutcome<StoredRoom>>;
  addCourse(course: Omit<StoredCourse, "id">): Promise<RosterOutcome<StoredCourse>>;
  changeCourse(id: string, change: Change<Omit<StoredCourse, "id">>): Promise<RosterOutcome<StoredCourse>>;
  addClass(of: Omit<StoredClass, "id">): Promise<RosterOutcome<StoredClass>>;
  changeClass(id: string, change: Change<Omit<StoredClass, "id">>): Promise<RosterOutcome<StoredClass>>;
  /**
   * Lets a class stand in a room from a day on, or no longer: then it has a session of the whole day on each of its days.
   * Sessions from the day on follow.
   */
  stand(
    id: string,
    told: { readonly room: string | null; readonly from: string },
    by: Actor,
  ): Promise<RosterOutcome<readonly StandingRoom[]>>;
  /**
   * @param id.code the student id, or the user name of staff
   * @param id.from the first day on which it is theirs, where somebody has it or had it; null: it always was
   */
  addPerson(
    person: Omit<StoredPerson, "id">,
    id: { readonly code: string; readonly from: string | null },
    by: Actor,
  ): Promise<RosterOutcome<StoredPerson>>;
  changePerson(
    id: string,
    change: Change<Omit<StoredPerson, "id" | "kind">>,
  ): Promise<RosterOutcome<StoredPerson>>;
  enrol(enrolment: Omit<StoredEnrolment, "id">, by: Actor): Promise<RosterOutcome<Enrolled>>;
  changeEnrolment(
    id: string,
    change: Change<Pick<StoredEnrolment, "from" | "to">>,
    by: Actor,
  ): Promise<RosterOutcome<Enrolled>>;
  /** Scans that name the identifiers from that instant on change hands, and their marks are judged anew. */
  reissue(person: string, reissue: Reissue, by: Actor): Promise<RosterOutcome<StoredPerson>>;
  /** Tells everything of one record with the other. Can be taken back with `unmerge`. */
  merge(
    people: { readonly kept: string; readonly merged: string; readonly reason: string },
    by: Actor,
  ): Promise<RosterOutcome<StoredMerge>>;
  unmerge(id: string, by: Actor): Promise<RosterOutcome<StoredMerge>>;
}

/** @param parts.onChanged told after a change: what pages hold of rosters is no longer true */
export function createRosterOffice(parts: {
  readonly store: Pick<ImportStore, "write">;
  readonly clock: Clock;
  /** The institution's zone, in whose days classes stand. */
  readonly timeZone: string;
  readonly onChanged: () => void;
}): RosterOffice {
  async function change<T>(work: (work: ImportWork) => Promise<RosterOutcome<T>>): Promise<RosterOutcome<T>> {
    const outcome = await writeUnlessRefused<ImportWork, RosterOutcome<T>>(
      (deed) => parts.store.write(deed),
      work,
      isRosterRefused,
    );
    if (outcome.kind === "done") parts.onChanged();
    return outcome;
  }
  const catalogue = ({ roster }: ImportWork): Promise<StoredRoster> =>
    roster.load({ source: "", people: false, enrolments: false });
  const context = (actor: Actor, reason: string | null): ChangeContext => ({
    actor,
    reason,
    now: parts.clock.now(),
  });

  /** Why nothing can be on a day; null where it can. */
  function refusedYear(field: string, day: string): RosterOutcome<never> | null {
    const today = dayOf(parts.clock.now(), parts.timeZone).toString();
    const year = impossibleYear(day, today);
    return year && refuseRoster("invalid", field, day, `${year.message}: ${year.remedy}`);
  }

  /** What a demonstration that has ended left behind under a code: no list shows it, and whoever adds it anew takes it over. */
  async function leftBehind<Row extends { readonly id: string; readonly code: string }>(
    { roster }: ImportWork,
    rows: readonly Row[],
    code: string,
  ): Promise<Row | null> {
    const twin = rows.find((row) => codeKey(row.code) === codeKey(normalCode(code)));
    return twin !== undefined && (await roster.endedDemo()).has(twin.id) ? twin : null;
  }

  /** A row with a code: new, or changed where its id is there; refused where another row has the code. */
  function save<Row extends { readonly id: string; readonly code: string }>(
    thing: string,
    rowsOf: (roster: StoredRoster) => readonly Row[],
    make: (before: Row | null) => Row,
    id: string | null,
    check: (row: Row, roster: StoredRoster) => RosterOutcome<Row>,
    put: (work: ImportWork, row: Row, before: Row | null) => Promise<void>,
  ): Promise<RosterOutcome<Row>> {
    return change(async (work) => {
      const roster = await catalogue(work);
      const rows = rowsOf(roster);
      const before =
        id === null
          ? await leftBehind(work, rows, make(null).code)
          : (rows.find((row) => row.id === id) ?? null);
      if (id !== null && before === null) return refuseRoster("unknown", "id", id, `no ${thing} has this id`);
      const made = make(before);
      const row: Row = { ...made, code: normalCode(made.code) };
      const twin = rows.find((other) => codeKey(other.code) === codeKey(row.code) && other.id !== row.id);
      if (twin !== undefined)
        return refuseRoster("taken", "code", row.code, tellTaken(thing, row.code, twin.code));
      const none = refusedNames(row, before, thing === "room" ? "room" : null);
      if (none !== null) return none;
      const checked = check(row, roster);
      if (checked.kind === "done") await put(work, row, before);
      return checked;
    });
  }

  const saveTerm = (
    id: string | null,
    told: Change<Omit<StoredTerm, "id">>,
  ): Promise<RosterOutcome<StoredTerm>> =>
    save(
      "term",
      ({ terms }) => terms,
      (before) => merged<StoredTerm>({ id: uuidv7(), code: "", title: "", from: "", to: "" }, before, told),
      id,
      (term) =>
        (["from", "to"] as const)
          .map((field) => refusedYear(field, term[field]))
          .find((one) => one !== null) ??
        (term.to < term.from
          ? refuseRoster("invalid", "to", term.to, `is before the first day, ${term.from}`)
          : done(term)),
      ({ roster }, term) => roster.putTerms([term]),
    );
  const saveRoom = (
    id: string | null,
    told: Change<Omit<StoredRoom, "id">>,
  ): Promise<RosterOutcome<StoredRoom>> =>
    save(
      "room",
      ({ rooms }) => rooms,
      (before) => {
        const room = merged<StoredRoom>(
          { id: uuidv7(), code: "", title: null, building: null, capacity: null, names: [] },
          before,
          told,
        );
        // The code of before stays a name: readers may still send it.
        const kept = told.names ?? [...room.names, ...(before === null ? [] : [before.code])];
        return { ...room, names: [...new Set([room.code, ...kept].map(normalCode))] };
      },
      id,
      (room, { rooms }) => {
        const own = new Map(room.names.map((name) => [codeKey(name), name]));
        const other = rooms.find(
          ({ id: at, names }) => at !== room.id && names.some((name) => own.has(codeKey(name))),
        );
        const name = other?.names.flatMap((one) => own.get(codeKey(one)) ?? [])[0];
        return name === undefined
          ? done(room)
          : refuseRoster(
              "taken",
              "aliases",
              name,
              `the room ${other?.code ?? ""} goes by this name: take it away there first`,
            );
      },
      async ({ roster }, room, before) => {
        await roster.putRooms([room]);
        await roster.dropRoomNames((before?.names ?? []).filter((name) => !room.names.includes(name)));
      },
    );
  const saveCourse = (
    id: string | null,
    told: Change<Omit<StoredCourse, "id">>,
  ): Promise<RosterOutcome<StoredCourse>> =>
    save(
      "course",
      ({ courses }) => courses,
      (before) => merged<StoredCourse>({ id: uuidv7(), code: "", title: "" }, before, told),
      id,
      done,
      ({ roster }, course) => roster.putCourses([course]),
    );
  const saveClass = (
    id: string | null,
    told: Change<Omit<StoredClass, "id">>,
  ): Promise<RosterOutcome<StoredClass>> =>
    change(async (work) => {
      const roster = await catalogue(work);
      const before =
        id === null
          ? await leftBehind(work, roster.classes, told.code ?? "")
          : (roster.classes.find((one) => one.id === id) ?? null);
      if (id !== null && before === null) return refuseRoster("unknown", "id", id, "no class has this id");
      const made = merged<StoredClass>(
        { id: uuidv7(), code: "", title: "", course: null, term: null, staff: [] },
        before,
        told,
      );
      const of = { ...made, code: normalCode(made.code) };
      const twin = roster.classes.find(
        (other) => codeKey(other.code) === codeKey(of.code) && other.id !== of.id,
      );
      if (twin !== undefined)
        return refuseRoster("taken", "code", of.code, tellTaken("class", of.code, twin.code));
      const none = refusedNames(of, before, null);
      if (none !== null) return none;
      if (of.course !== null && !roster.courses.some((course) => course.id === of.course)) {
        return refuseRoster("invalid", "course", of.course, "no course has this id");
      }
      if (of.term !== null && !roster.terms.some((term) => term.id === of.term)) {
        return refuseRoster("invalid", "term", of.term, "no term has this id");
      }
      const known = await work.roster.staffAmong(of.staff);
      const stranger = of.staff.find((person) => !known.has(person));
      if (stranger !== undefined)
        return refuseRoster("invalid", "staff", stranger, "no member of staff has this id");
      const row = { ...of, staff: [...new Set(of.staff)] };
      await work.roster.putClasses([row]);
      return done(row);
    });

  const startOf = (day: string): Temporal.Instant =>
    Temporal.PlainDate.from(day).toZonedDateTime(parts.timeZone).toInstant();

  /**
   * From when an id is somebody new's; null since ever. Refused where it does not pass on from whoever has it or had it, or
   * not from the day that is told.
   */
  async function passesOn(
    roster: Pick<RosterTransaction, "person" | "enrolmentsOf" | "holderOf">,
    scheme: IdentifierScheme,
    code: string,
    first: string | null,
  ): Promise<
    RosterOutcome<{ readonly from: Temporal.Instant | null; readonly before: StoredIdentifier | null }>
  > {
    const now = parts.clock.now();
    const today = dayOf(now, parts.timeZone).toString();
    const isAhead = first !== null && first > today;
    const begins = isAhead ? today : first;
    const from = begins === null ? null : startOf(begins);
    const before = await roster.holderOf(scheme, code, from);
    const taken = before === null ? null : await whyKept(roster, before, code, begins);
    if (taken !== null) return refuseRoster("taken", "code", code, taken);
    if (isAhead) {
      const ever = before ?? (await roster.holderOf(scheme, code, null));
      const way =
        ever === null
          ? "leave it out, nobody had this id before"
          : `an id passes on by today; give ${today} or an earlier day`;
      return refuseRoster("invalid", "from", first, `lies in the future: ${way}`);
    }
    return done({ from: before?.to ?? from, before });
  }

  /** Why an id does not pass on from whoever has it to somebody new; null where it does from the day on that is told. */
  async function whyKept(
    roster: Pick<RosterTransaction, "person" | "enrolmentsOf">,
    holder: StoredIdentifier,
    code: string,
    first: string | null,
  ): Promise<string | null> {
    const who = await nameHolder(roster, holder);
    const day = (at: Temporal.Instant): string => dayOf(at, parts.timeZone).toString();
    const today = day(parts.clock.now());
    const toldFirst = "give the first day of the new person in from";
    if (holder.value !== code) {
      const has = holder.to === null ? "has" : "had";
      return `${who} ${has} it, as ${holder.value}: choose another one`;
    }
    if (holder.to !== null) {
      const last = day(holder.to);
      if (Temporal.Instant.compare(holder.to, parts.clock.now()) > 0) {
        return `${who} has it until ${last}: add the new person when that day has come`;
      }
      // It is the new person's for the rest of the day on which it ended.
      if (first === last) return null;
      return `${who} had it until ${last}: ${toldFirst}, that one or a later one`;
    }
    const lived = (await roster.enrolmentsOf(holder.person)).filter(({ from, to }) => from !== to);
    const until =
      lived
        .map(({ to }) => to ?? "9999")
        .sort()
        .at(-1) ?? null;
    const on = first ?? today;
    if (until !== null && until > on) {
      const end = until === "9999" ? "without an end" : `until ${until}`;
      const ends = until > today ? "end those enrolments first, and " : "";
      const then = ends === "" ? `${toldFirst}, ${until} or a later one` : `${ends}${toldFirst}`;
      return `${who} has it and ${ends === "" ? "was" : "is"} enrolled ${end}: correct it; if it is given to somebody else, ${then}`;
    }
    if (first === null && until === null)
      return `${who} has it: correct it; if it is given to somebody else, ${toldFirst}`;
    if (first === null) return `${who} has it, and is enrolled no longer: ${toldFirst}, or correct it`;
    const since = holder.from === null ? null : day(holder.from);
    if (since === null || first > since) return null;
    return since === today
      ? `${who} has it since today: correct it, or add the new person tomorrow`
      : `${who} has it since ${since}: give a later day in from, or correct it`;
  }

  /** What a day's sessions are, now that it is without teaching or with it again. */
  async function judgeDay({ timetable }: ImportWork, day: string, actor: Actor): Promise<void> {
    const by = context(actor, null);
    await judgeMarks(timetable, await keepDaysOff(timetable, await timetable.sessionsOnDays([day]), by), by);
  }

  async function putEnrolment(
    work: ImportWork,
    enrolment: StoredEnrolment,
    actor: Actor,
  ): Promise<RosterOutcome<Enrolled>> {
    const year =
      refusedYear("from", enrolment.from) ?? (enrolment.to === null ? null : refusedYear("to", enrolment.to));
    if (year !== null) return year;
    if (enrolment.to !== null && enrolment.to < enrolment.from) {
      return refuseRoster("invalid", "to", enrolment.to, `is before the first day, ${enrolment.from}`);
    }
    const others = await work.roster.enrolmentsOf(enrolment.student);
    const twin = others.find(
      (other) =>
        other.id !== enrolment.id &&
        other.class === enrolment.class &&
        other.from !== other.to &&
        (other.to === null || enrolment.from < other.to) &&
        (enrolment.to === null || other.from < enrolment.to),
    );
    if (twin !== undefined) {
      return refuseRoster(
        "taken",
        "from",
        enrolment.from,
        `the student is enrolled in this class from ${twin.from} already: change that enrolment`,
      );
    }
    const by = context(actor, null);
    const touched = await enrolStudents(work.timetable, [enrolment], by);
    await judgeMarks(work.timetable, touched, by);
    return done({ ...enrolment, past: await pastOf(work, enrolment) });
  }

  /** What an enrolment of these days finds over already. */
  async function pastOf({ timetable }: ImportWork, enrolment: StoredEnrolment): Promise<EnrolledPast> {
    const { class: of, from, to } = enrolment;
    const now = parts.clock.now();
    const sessions = await timetable.sessionsOfClasses([of], { from, to: null });
    const over = (await timetable.findSessions(sessions)).filter(
      ({ plan: { day }, closesAt, state }) =>
        (to === null || day < to) && state !== "cancelled" && Temporal.Instant.compare(closesAt, now) <= 0,
    );
    const final = over.filter(isFinal).length;
    return { judged: over.length - final, final };
  }

  return {
    addTerm: (term) => saveTerm(null, term),
    changeTerm: saveTerm,
    putNonTeachingDay: (day, by) =>
      change(async (work) => {
        const year = refusedYear("day", day.day);
        if (year !== null) return year;
        const isOff = (await work.timetable.daysOff([day.day])).has(day.day);
        await work.roster.putNonTeachingDays([{ ...day, source: null }]);
        // Another title is no other day: what a person holds on it all the same is held on.
        if (!isOff) await judgeDay(work, day.day, by);
        return done(day);
      }),
    removeNonTeachingDay: (day, by) =>
      change(async (work) => {
        const stored = (await catalogue(work)).nonTeachingDays.find((one) => one.day === day);
        if (stored === undefined) return refuseRoster("unknown", "day", day, "is no day without teaching");
        await work.roster.removeNonTeachingDays([day]);
        await judgeDay(work, day, by);
        return done(stored);
      }),
    addRoom: (room) => saveRoom(null, room),
    changeRoom: saveRoom,
    addCourse: (course) => saveCourse(null, course),
    changeCourse: saveCourse,
    addClass: (of) => saveClass(null, of),
    changeClass: saveClass,
    stand: (id, { room, from }, by) =>
      change(async (work) => {
        const { classes, rooms } = await catalogue(work);
        if (!classes.some((of) => of.id === id))
          return refuseRoster("unknown", "id", id, "no class has this id");
        if (room !== null && !rooms.some((one) => one.id === room)) {
          return refuseRoster(
            "invalid",
            "room",
            room,
            "no room has this id: give the id of a room that is there",
          );
        }
        const said = context(by, null);
        const earliest = dayOf(said.now, parts.timeZone).subtract({ days: 365 }).toString();
        const year = refusedYear("from", from);
        if (year !== null && from > earliest) return year;
        if (from < earliest) {
          return refuseRoster(
            "invalid",
            "from",
            from,
            `is more than a year ago: give ${earliest} or a later day`,
          );
        }
        const touched = await standClasses(work.timetable, [{ class: id, room }], from, parts.timeZone, said);
        await judgeMarks(work.timetable, touched, said);
        const stands = await work.timetable.standingRoomsOf([id]);
        return done(stands.filter((row) => row.from !== row.to));
      }),

    addPerson: (told, { code: spelt, from: first }, by) =>
      change(async ({ roster, timetable }) => {
        const code = normalCode(spelt);
        const scheme = told.kind === "student" ? "student_id" : "username";
        const year = first === null ? null : refusedYear("from", first);
        if (year !== null) return year;
        const passed = await passesOn(roster, scheme, code, first);
        if (passed.kind === "refused") return passed;
        const { from, before } = passed.value;
        const refused = scheme === "username" ? refusedNewLogin : refusedNewId;
        const why = await refused(code, () => roster.valuesOf(scheme));
        if (why !== null) return refuseRoster("invalid", "code", code, why);
        // It passes on: the record before keeps its past.
        if (before?.to === null && from !== null) {
          await roster.endIdentifiers([{ scheme, value: before.value, at: from }]);
        }
        const person = { ...told, id: uuidv7() };
        await roster.putPeople([person]);
        return reissueIdentifier(
          { roster, timetable },
          person,
          { scheme, value: code, ends: null, from, reason: "added to the roster", alike: true },
          context(by, "added to the roster"),
        );
      }),
    changePerson: (id, told) =>
      change(async ({ roster }) => {
        const known = await roster.person(id);
        if (known === null) return refuseRoster("unknown", "id", id, "nobody has this id");
        const person = merged(known.person, known.person, told);
        await roster.putPeople([person]);
        return done(person);
      }),
    enrol: (told, by) =>
      change(async (work) => {
        const known = await work.roster.person(told.student);
        if (known?.person.kind !== "student")
          return refuseRoster("invalid", "student", told.student, "no student has this id");
        if (!(await catalogue(work)).classes.some(({ id }) => id === told.class)) {
          return refuseRoster("invalid", "class", told.class, "no class has this id");
        }
        return putEnrolment(work, { ...told, id: uuidv7() }, by);
      }),
    changeEnrolment: (id, told, by) =>
      change(async (work) => {
        const before = await work.roster.enrolment(id);
        if (before === null) return refuseRoster("unknown", "id", id, "no enrolment has this id");
        return putEnrolment(work, merged(before, before, told), by);
      }),
    reissue: (id, told, by) =>
      change(async ({ roster, timetable }) => {
        const known = await roster.person(id);
        if (known === null) return refuseRoster("unknown", "id", id, "nobody has this id");
        const kept = {
          ...told,
          value: told.value === null ? null : normalIdentifier(told.scheme, told.value),
          ends: typeof told.ends === "string" ? normalIdentifier(told.scheme, told.ends) : told.ends,
        };
        return reissueIdentifier({ roster, timetable }, known.person, kept, context(by, told.reason));
      }),
    merge: ({ kept, merged: other, reason }, by) =>
      change((work) => mergePeople(work, kept, other, context(by, reason))),
    unmerge: (id, by) => change((work) => unmergePeople(work, id, context(by, "the merge was taken back"))),
  };
}

/** A code, or another name of a room, that is new and that no file could bring back; null where there is none. */
function refusedNames(
  row: { readonly code: string; readonly names?: readonly string[] },
  before: { readonly code: string; readonly names?: readonly string[] } | null,
  may: "room" | null,
): RosterOutcome<never> | null {
  const known = new Set([before?.code, ...(before?.names ?? [])]);
  for (const [field, name] of [
    ["code", row.code],
    ...(row.names ?? []).map((name) => ["aliases", name] as const),
  ] as const) {
    const why = known.has(name) ? null : refusedCode(name, may);
    if (why !== null) return refuseRoster("invalid", field, name, why);
  }
  return null;
}

/** Why a code cannot be given again; also where it is spelt in another way. */
function tellTaken(thing: string, code: string, there: string): string {
  return code === there
    ? `another ${thing} has this code: choose another one`
    : `the ${thing} ${there} has this code, spelt in another way: choose another one, or use that ${thing}`;
}

/** What is told over what is stored, over what a new row has. */
function merged<Row extends object>(
  fresh: Row,
  before: NoInfer<Row> | null,
  told: Change<NoInfer<Row>>,
): Row {
  const kept = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  return { ...fresh, ...before, ...kept };
}

/** An ISO instant that a person wrote, cut to milliseconds. */
export const writtenInstant = (text: string): Temporal.Instant =>
  Temporal.Instant.from(text).round({ smallestUnit: "millisecond", roundingMode: "floor" });
