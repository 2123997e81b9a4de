import type { Temporal } from "temporal-polyfill";
import { codeKey, normalCode } from "../../domain/kernel/code-key.ts";
import { createNearCodes, tellNear } from "../../domain/kernel/near-codes.ts";
import type { SessionPlan } from "../facts/fact-transaction.ts";
import type {
  StoredClass,
  StoredCourse,
  StoredNonTeachingDay,
  StoredRoom,
  StoredTerm,
} from "../rosters/roster-transaction.ts";
import { andSoAre } from "./and-so-are.ts";
import { groupBy } from "./group-by.ts";
import type { ClassItem, Place, RoomItem, SessionItem } from "./import-content.ts";
import type { Pieces } from "./in-pieces.ts";
import { filesOf, inImpossibleYear, isComplete, type PlanDesk, planRows } from "./plan-desk.ts";
import { createTaughtAt, type StaffAt } from "./staff-at.ts";
import { type FieldWords, listed, tellChange } from "./tell-change.ts";

const tellCode = (code: string): string => `code ${code}`;
const tellTitle = (title: string | null): string => (title === null ? "no title" : `title ${title}`);

export function planTerms(desk: PlanDesk): Pieces<readonly StoredTerm[]> {
  return planRows(
    desk,
    "term",
    desk.content.terms.filter(
      ({ at, from, to }) =>
        !inImpossibleYear(desk, at, "from", from) && !inImpossibleYear(desk, at, "to", to),
    ),
    desk.world.roster.terms,
    ({ code, title, from, to }, _, id) => ({ id, code, title, from, to }),
    ({ title, from, to }) => `${title}, ${from} to ${to}`,
    { id: null, code: tellCode, title: tellTitle, from: (day) => `from ${day}`, to: (day) => `to ${day}` },
  );
}

export function planCourses(desk: PlanDesk): Pieces<readonly StoredCourse[]> {
  return planRows(
    desk,
    "course",
    desk.content.courses,
    desk.world.roster.courses,
    ({ code, title }, before, id) => ({ id, code, title: title ?? before?.title ?? code }),
    ({ code, title }) => `${code}, ${title}`,
    { id: null, code: tellCode, title: tellTitle },
  );
}

/** Days without teaching as they are to be, and those that are taught again. */
export interface PlannedDaysOff {
  readonly put: readonly StoredNonTeachingDay[];
  readonly ended: readonly StoredNonTeachingDay[];
}

/**
 * Days without teaching that are told, and those ahead that a complete file told before and holds no longer. What has come
 * stays as it was: the days of a new year say nothing of those of the old one.
 */
export function planNonTeachingDays(desk: PlanDesk): PlannedDaysOff {
  const { content, ledger, rings, today, world } = desk;
  const days = world.roster.nonTeachingDays;
  const stored = new Map(days.map((one) => [one.day, one]));
  const put = content.nonTeachingDays.flatMap(({ key: day, title, at }) => {
    if (inImpossibleYear(desk, at, "day", day)) return [];
    if (rings.non_teaching_day.now.has(day)) return [];
    rings.non_teaching_day.claim(day, null, day);
    const before = stored.get(day);
    if (before?.title === title) {
      ledger.same("non_teaching_day");
      return [];
    }
    // What a person entered stays theirs under another title.
    return [{ day, title, source: before === undefined ? content.source : before.source }];
  });
  if (!isComplete(desk, "non_teaching_day")) return { put, ended: [] };
  const left = days.filter(({ day }) => !rings.non_teaching_day.now.has(day));
  const own = left.filter(({ source }) => source === content.source);
  const isAhead = ({ day }: StoredNonTeachingDay): boolean => day > today;
  const [file] = filesOf(content, "non_teaching_day");
  const tellLeft = (rows: readonly StoredNonTeachingDay[], message: string, remedy: string): void => {
    const [first] = rows;
    if (first === undefined || file === undefined) return;
    const others = rows.length === 1 ? "" : `; ${andSoAre(rows.length - 1)}`;
    ledger.note("ignored", { file, line: null }, "day", first.day, `${message}${others}`, remedy);
  };
  tellLeft(
    own.filter((one) => !isAhead(one)),
    "is not in this complete file and stays a day without teaching: no file ends one that has come",
    "nothing; if it was taught, take it away in Muster, under School, Terms: its sessions come back",
  );
  tellLeft(
    left.filter((one) => isAhead(one) && !own.includes(one)),
    "is not in this complete file and stays a day without teaching, since it was not this file that told of it first: it was entered in Muster, or before Muster kept who did",
    "nothing, if nothing is taught then; else take it away in Muster, under School, Terms: its sessions come back",
  );
  return { put, ended: own.filter(isAhead) };
}

/** What only its day has cancelled, and what is not held from now on: known once it is known what becomes of the sessions. */
export function tellNonTeachingDays(
  { ledger, world }: PlanDesk,
  { put, ended }: PlannedDaysOff,
  {
    cancelled,
    sessions,
  }: { readonly cancelled: readonly string[]; readonly sessions: readonly SessionPlan[] },
): void {
  const stored = new Map(world.roster.nonTeachingDays.map(({ day, title }) => [day, title]));
  const over = new Set(cancelled);
  const days = new Map(sessions.map(({ id, day }) => [id, day]));
  const touched = new Map(groupBy(world.onDays, ({ day }) => day));
  const countOf = (day: string, isOff: boolean): number =>
    (touched.get(day) ?? []).filter(
      (one) => one.isOff === isOff && !over.has(one.id) && (days.get(one.id) ?? day) === day,
    ).length;
  for (const { day, title } of put) {
    const before = stored.get(day) ?? null;
    const change = before === null ? "add" : "change";
    const lost = before === null ? countOf(day, false) : 0;
    const held = lost === 0 ? "" : lost === 1 ? ": 1 session is not held" : `: ${lost} sessions are not held`;
    ledger.say({ thing: "non_teaching_day", change, key: day, before, after: `${title}${held}` });
  }
  for (const { day, title } of ended) {
    const back = countOf(day, true);
    const held = back === 0 ? "" : back === 1 ? ": 1 session comes back" : `: ${back} sessions come back`;
    const after = `taught again${held}`;
    ledger.say({ thing: "non_teaching_day", change: "end", key: day, before: title, after });
  }
}

/** Rooms that are told, and those that sessions and standing classes name and nobody has. */
export function* planRooms(
  desk: PlanDesk,
  meetings: readonly {
    readonly item: Pick<SessionItem, "at" | "rooms" | "cancelled">;
    /** Where its rooms are written, if not under `rooms`. */
    readonly column?: string;
  }[],
): Pieces<readonly StoredRoom[]> {
  const { content, ledger, rings, world } = desk;
  const told = new Set(content.rooms.flatMap(({ code, aliases }) => [code, ...aliases].map(codeKey)));
  const near = createNearCodes(
    world.roster.rooms.flatMap((room) => room.names.map((name) => [name, room.code] as const)),
  );
  const named: RoomItem[] = [];
  for (const { item, column = "rooms" } of meetings) {
    yield;
    // What does not take place needs none.
    if (item.cancelled) continue;
    for (const name of item.rooms) {
      const code = normalCode(name);
      if (told.has(codeKey(code)) || rings.room.find(code) !== null) continue;
      told.add(codeKey(code));
      named.push({ key: code, code, aliases: [], at: item.at });
      const like = tellNear(near.all(code));
      if (like === null) {
        ledger.note(
          "guessed",
          item.at,
          column,
          code,
          "nobody has this room yet; it is made",
          "add it as another name of a room if it is one",
          { thing: "room", key: code },
        );
        near.add(code, code);
      } else {
        ledger.note(
          "guessed",
          item.at,
          column,
          code,
          `is nearly ${like}; it is made as another room`,
          `if it is the same, make it another name of ${like} before this is applied`,
          { thing: "room", key: code },
        );
      }
    }
  }
  const spelt = new Map(
    world.roster.rooms.flatMap(({ code, names }) => names.map((name) => [codeKey(name), code] as const)),
  );
  const own: RoomItem[] = [];
  for (const room of content.rooms) {
    yield;
    const isAnothers = (name: string): boolean => {
      const code = spelt.get(codeKey(name));
      return code !== undefined && codeKey(code) !== codeKey(room.code);
    };
    if (isAnothers(room.code)) {
      ledger.note(
        "refused",
        room.at,
        "room",
        room.code,
        `is another name of ${spelt.get(codeKey(room.code)) ?? ""}`,
        "write the room's own code, or take the name away from it in Muster first",
      );
      continue;
    }
    for (const name of room.aliases.filter(isAnothers)) {
      ledger.note(
        "refused",
        room.at,
        "aliases",
        name,
        `is a name of ${spelt.get(codeKey(name)) ?? ""} here, which keeps it`,
        "give each name to one room, or take it away from the other in Muster first",
      );
    }
    own.push({
      ...room,
      // One spelling of a name is enough: they are compared without case.
      aliases: room.aliases.filter((name) => !spelt.has(codeKey(name))),
    });
  }
  const holders = new Map(world.roster.rooms.flatMap(({ id, names }) => names.map((name) => [name, id])));
  const rows = yield* planRows(
    desk,
    "room",
    [...own, ...named],
    world.roster.rooms,
    (item, before, id) => {
      const free = [item.code, ...item.aliases].filter((name) => (holders.get(name) ?? id) === id);
      for (const name of free) holders.set(name, id);
      const names = [...new Set([...(before?.names ?? []), ...free])].sort();
      return {
        id,
        code: item.code,
        title: item.title === undefined ? (before?.title ?? null) : item.title,
        building: item.building === undefined ? (before?.building ?? null) : item.building,
        capacity: item.capacity === undefined ? (before?.capacity ?? null) : item.capacity,
        names,
      };
    },
    ({ code, title, building, capacity, names }) =>
      [
        title ?? code,
        ...(building === null ? [] : [building]),
        ...(capacity === null ? [] : [`${capacity} places`]),
        ...names.filter((name) => name !== code),
      ].join(", "),
    {
      id: null,
      code: tellCode,
      title: tellTitle,
      building: (building) => `building ${building ?? "none"}`,
      capacity: (capacity) => (capacity === null ? "places unknown" : `${capacity} places`),
      names: (names) => `called ${listed(names, "nothing")}`,
    },
  );
  for (const { code, aliases } of own) {
    const id = rings.room.find(code);
    for (const name of aliases) if (id !== null) rings.room.claim(name, name, holders.get(name) ?? id);
  }
  return rows;
}

/** Classes with the course, the term and the staff that the file tells. */
export function* planClasses(
  desk: PlanDesk,
  staffAt: StaffAt,
  nameStaff: (id: string) => string,
  courses: readonly StoredCourse[],
  terms: readonly StoredTerm[],
): Pieces<readonly StoredClass[]> {
  const { content, ledger, rings, world } = desk;
  const titles = new Map(world.roster.courses.map(({ id, title }) => [id, title]));
  for (const { key, title } of content.courses) {
    const id = rings.course.find(key);
    if (id !== null && title !== undefined) titles.set(id, title);
  }
  const codes = new Map([...world.roster.courses, ...courses, ...terms].map(({ id, code }) => [id, code]));
  const nameOf = (id: string): string => codes.get(id) ?? id;
  const fields: FieldWords<StoredClass> = {
    id: null,
    code: tellCode,
    title: tellTitle,
    course: (course) => (course === null ? "no course" : `course ${nameOf(course)}`),
    term: (term) => (term === null ? "no term" : `term ${nameOf(term)}`),
    staff: (staff) => `taught by ${listed(staff.map(nameStaff), "nobody")}`,
  };
  const toldStaff = new Set(content.staff.map(({ key }) => key));
  const taughtAt = createTaughtAt(desk);
  const find = (
    ring: "course" | "term" | "staff",
    column: string,
    key: string,
    at: Place,
    when = desk.now,
  ): string | null => {
    const id = ring === "staff" ? staffAt(key, when) : rings[ring].find(key);
    const isStudent = ring === "staff" && rings.student.find(key) !== null;
    if (id === null && ring === "staff" && toldStaff.has(key)) {
      const message = "has a row that is refused, so that the person is not kept as a teacher";
      ledger.note("ignored", at, column, key, message, "correct what was refused, and import it again");
    } else if (id === null && isStudent) {
      const message = "is a student, and named as a teacher: is not kept as one";
      ledger.note(
        "ignored",
        at,
        column,
        key,
        message,
        "give the person a role of staff, or take the row out",
      );
    } else if (id === null) {
      const like = rings[ring].near(key);
      ledger.note(
        "ignored",
        at,
        column,
        key,
        `nobody has told of it${like === null ? "" : `, and it is nearly ${like}`}`,
        like === null
          ? "add it to the files, or correct the key"
          : `write ${like} if that is meant, or add it to the files`,
      );
    }
    return id;
  };
  const staffOf = (
    at: Place,
    {
      staff,
      staffBeside: beside,
      staffAt: places,
    }: Pick<ClassItem, "staffBeside" | "staffAt"> & { readonly staff?: readonly string[] | null },
    before: readonly string[],
    when: Temporal.Instant,
  ): readonly string[] => {
    const idsOf = (keys: readonly string[]): readonly string[] =>
      keys.flatMap((key) => {
        const place = places?.[key];
        return find("staff", place?.column ?? "staff", key, place?.at ?? at, when) ?? [];
      });
    if (staff != null) return [...new Set(idsOf(staff))].sort();
    if (beside === undefined) return before;
    const gone = new Set(beside.gone.flatMap((key) => rings.staff.find(key) ?? []));
    return [...new Set([...before.filter((id) => !gone.has(id)), ...idsOf(beside.more)])].sort();
  };
  const tell = ({ title, course, staff }: StoredClass): string =>
    [
      title,
      ...(course === null ? [] : [titles.get(course) ?? ""]),
      ...(staff.length === 0 ? [] : [staff.length === 1 ? "1 teacher" : `${staff.length} teachers`]),
    ].join(", ");
  const rows = yield* planRows(
    desk,
    "class",
    content.classes,
    world.roster.classes,
    (item, before, id) => {
      const { at, code, title, course, term } = item;
      const courseId = course == null ? course : find("course", "course", course, at);
      const termId = term == null ? term : find("term", "term", term, at);
      const after = {
        id,
        code,
        title: title ?? before?.title ?? code,
        course: courseId === undefined ? (before?.course ?? null) : courseId,
        term: termId === undefined ? (before?.term ?? null) : termId,
        staff: staffOf(at, item, before?.staff ?? [], taughtAt(item)),
      };
      return after;
    },
    tell,
    fields,
  );
  const all = new Map([...world.roster.classes, ...rows].map((row) => [row.id, row]));
  const taught = content.teachings.flatMap((item) => {
    const { key, at } = item;
    const before = all.get(rings.class.find(key) ?? "");
    if (before === undefined) {
      const like = rings.class.near(key);
      const nearly = like === null ? "" : `, and it is nearly ${like}`;
      const places = Object.values(item.staffAt).map((place) => place.at);
      const remedy = "add the class to the files, or correct the rows";
      for (const place of places) {
        const message = `nobody knows this class${nearly}, so that those who teach it are not kept`;
        ledger.note("refused", place, "classSourcedId", key, message, remedy);
      }
      if (places.length === 0) {
        const message = `nobody knows this class${nearly}, so that nobody is taken off it`;
        ledger.note("ignored", at, "classSourcedId", key, message, remedy);
      }
      return [];
    }
    const after = { ...before, staff: staffOf(at, item, before.staff, desk.now) };
    if (after.staff.join() === before.staff.join()) return [];
    ledger.say({
      thing: "class",
      change: "change",
      key: before.code,
      ...tellChange(before, after, tell, fields),
    });
    return [after];
  });
  return [...rows, ...taught];
}
