import type { ImportNote } from "../../../contract/http/imports.ts";
import { codeKey, normalCode } from "../../../domain/kernel/code-key.ts";
import { normalIdentifier } from "../../../domain/kernel/normal-identifier.ts";
import { standsForNothing } from "../../../domain/kernel/stands-for-nothing.ts";
import { asSeen } from "../../../domain/kernel/unseen-marks.ts";
import { readsOnline } from "../../../domain/timetable/places-of-location.ts";
import { namesNobody } from "../../../domain/timetable/staff-words.ts";
import { onOneLine } from "../control-characters.ts";
import type { CsvRow, CsvTable } from "../csv-table.ts";
import { dayAfter, dayBefore } from "../days-beside.ts";
import {
  type ClassItem,
  type CourseItem,
  type EnrolmentItem,
  type ImportContent,
  type ImportThing,
  type NonTeachingDayItem,
  nothingTold,
  type PersonItem,
  type ReadContent,
  type ReadContext,
  type RoomItem,
  type SessionItem,
  type StandingItem,
  type TermItem,
} from "../import-content.ts";
import { type MatchedColumns, matchColumns } from "../match-columns.ts";
import { notComplete } from "../not-complete.ts";
import { isOpenEnd, openEndTaken } from "../open-end.ts";
import { orderOfDates } from "../read-date.ts";
import { readMeetingTime } from "../read-meeting-time.ts";
import { rowKey } from "../row-key.ts";
import { createRowNotes, type RowNotes } from "../row-notes.ts";
import { armCell } from "./defuse-cell.ts";
import {
  classRowColumns,
  dayOffColumns,
  enrolmentColumns,
  type PlainFile,
  plainCourseColumns,
  roomColumns,
  staffColumns,
  studentColumns,
  termColumns,
  timetableColumns,
  writtenColumns,
} from "./plain-columns.ts";
import { isExample } from "./plain-templates.ts";
import { joinList, splitList } from "./split-list.ts";

interface Found {
  readonly students: PersonItem[];
  readonly enrolments: EnrolmentItem[];
  readonly sessions: SessionItem[];
  /** By what their codes mean (`codeKey`): each goes by its first spelling. */
  readonly classes: Map<string, ClassItem>;
  readonly standings: StandingItem[];
  readonly terms: TermItem[];
  readonly nonTeachingDays: NonTeachingDayItem[];
  readonly rooms: RoomItem[];
  /** By what their codes mean, as classes are. */
  readonly courses: Map<string, CourseItem>;
  readonly staff: PersonItem[];
}

/**
 * Reads what a school is from plain CSV files, each known by its columns or its name: classes, students, enrolments and the
 * timetable, and the terms, days without teaching, rooms, courses and staff beside them. Classes and courses that no file of
 * their own tells of are made from their codes. A row that cannot be read is refused, and the others are read.
 */
export function readPlainCsv(tables: readonly CsvTable[], given: ReadContext): ReadContent {
  const toldRooms = new Set(tables.flatMap(roomsOf));
  const context = {
    ...given,
    isRoom: (name: string) => toldRooms.has(codeKey(name)) || given.isRoom?.(name) === true,
  };
  const found: Found = {
    students: [],
    enrolments: [],
    sessions: [],
    classes: new Map(),
    standings: [],
    terms: [],
    nonTeachingDays: [],
    rooms: [],
    courses: new Map(),
    staff: [],
  };
  const notes: ImportNote[] = [];
  const scope = { ...nothingTold.scope };
  const extent = context.complete ? "complete" : "additions";
  let rows = 0;
  for (const table of tables) {
    notes.push(...table.notes);
    const file = whichFile(table);
    const own = createRowNotes(table.file);
    if (file === null) {
      const meant = meantFile(table);
      own.add(
        "refused",
        1,
        null,
        table.header.join(", "),
        meant === null
          ? "has not the columns of classes, students, enrolments or a timetable, and is not called as one of the others"
          : `has not the columns of ${calledFile[meant.file]}: ${meant.missing.join(" and ")} ${meant.missing.length === 1 ? "is" : "are"} missing`,
        meant === null
          ? "name them as a template does: class, title, standing_room, from, to; student_id, given_name, family_name, email; student_id, class, from, to; or class, start, end, rooms, staff, mode; call a file of another kind terms.csv, non_teaching_days.csv, rooms.csv, courses.csv or staff.csv"
          : `name them as the template of ${meant.file}.csv does: ${writtenColumns[meant.file].join(", ")}`,
      );
      notes.push(...own.all);
      continue;
    }
    rows += table.rows.length;
    const armed = table.rows.map(({ line, cells }) => ({ line, cells: cells.map(armCell) }));
    const told = armed.filter(({ line, cells }) => {
      if (!isExample(file, cells)) return true;
      own.add("ignored", line, null, null, "is the example of the template", "nothing");
      return false;
    });
    notes.push(...readers[file]({ ...table, rows: told }, own, found, context), ...own.all);
    const isWhole = ![...table.notes, ...own.all].some(({ severity }) => severity === "refused");
    if (context.complete && !isWhole) notes.push({ ...nowhere, file: table.file });
    else if (context.complete && tellsOf[file].length === 0) {
      const told = `is complete, and ends nothing all the same: ${calledFile[file]} that it does not hold stay as they are`;
      notes.push({ ...nowhere, file: table.file, message: told, remedy: endedElsewhere[file] ?? "nothing" });
    }
    for (const thing of tellsOf[file]) {
      // Of several files of one sort each must be whole.
      scope[thing] = isWhole && scope[thing] !== "additions" ? extent : "additions";
    }
  }
  // Most files tell of a class by its code alone, so that its absence says nothing.
  if (found.classes.size > 0) scope.class = "additions";
  const content: ImportContent = {
    ...nothingTold,
    kind: "csv",
    source: "csv",
    scope,
    students: found.students,
    enrolments: found.enrolments,
    sessions: found.sessions,
    classes: [...found.classes.values()],
    standings: found.standings,
    terms: found.terms,
    nonTeachingDays: found.nonTeachingDays,
    rooms: found.rooms,
    courses: [...found.courses.values()],
    staff: found.staff,
    rows,
  };
  return { content, notes };
}

const [message, remedy] = notComplete;
const nowhere = { severity: "ignored", line: null, column: null, value: null, message, remedy } as const;

const tellsOf: Readonly<Record<PlainFile, readonly ImportThing[]>> = {
  // A class stands until a row says that it stands no longer.
  classes: [],
  students: ["student"],
  enrolments: ["enrolment"],
  timetable: ["session"],
  // A file that leaves one of these out ends nothing: they are taken away in Muster.
  terms: [],
  non_teaching_days: ["non_teaching_day"],
  rooms: [],
  courses: [],
  staff: [],
};

const calledFile: Readonly<Record<PlainFile, string>> = {
  classes: "classes",
  students: "students",
  enrolments: "enrolments",
  timetable: "a timetable",
  terms: "terms",
  non_teaching_days: "days without teaching",
  rooms: "rooms",
  courses: "courses",
  staff: "staff",
};

/** What helps where a file of these is to end something. */
const endedElsewhere: Readonly<Partial<Record<PlainFile, string>>> = {
  classes: "give the row of a class that stands no longer a last day",
  terms: "change in Muster the days of a term that are others",
  staff: "nothing; leave whoever teaches a class no longer out of its row",
};

type Reader = (table: CsvTable, own: RowNotes, found: Found, context: ReadContext) => readonly ImportNote[];

const readers: Readonly<Record<PlainFile, Reader>> = {
  classes: readClasses,
  students: readStudents,
  enrolments: readEnrolments,
  timetable: readTimetable,
  terms: readTerms,
  non_teaching_days: readDaysOff,
  rooms: readRooms,
  courses: readCourses,
  staff: readStaff,
};

/** By the name of the file where it says it, else by the columns. */
function whichFile(table: CsvTable): PlainFile | null {
  const student = matchColumns(table, studentColumns);
  const enrolment = matchColumns(table, enrolmentColumns);
  const meeting = matchColumns(table, timetableColumns);
  const isTimetable = meeting.has("class") && meeting.has("start") && meeting.has("end");
  const isEnrolments = enrolment.has("student_id") && enrolment.has("class");
  const of = matchColumns(table, classRowColumns);
  const other = otherFile(table);
  if (other !== null && other.missing.length === 0) return other.file;
  if (/enrol/i.test(table.file) && isEnrolments) return "enrolments";
  // Its days would do for the times of a timetable; no other file has this column.
  if (of.has("class") && of.has("standing_room") && !student.has("student_id")) return "classes";
  if (/timetable|session/i.test(table.file) && isTimetable) return "timetable";
  if (/student/i.test(table.file) && !/enrol/i.test(table.file) && student.has("student_id"))
    return "students";
  if (isEnrolments) return "enrolments";
  if (isTimetable) return "timetable";
  // Of a school with a timetable alone, whose classes stand in no room.
  if (/class/i.test(table.file) && of.has("class") && of.has("title") && !student.has("student_id"))
    return "classes";
  return student.has("student_id") ? "students" : null;
}

interface MeantFile {
  readonly file: PlainFile;
  readonly missing: readonly string[];
}

const lacks = <Column extends string>(
  columns: MatchedColumns<Column>,
  ...needed: readonly Column[]
): readonly string[] => needed.filter((column) => !columns.has(column));

/** Files that are known by their whole name alone: their columns would do for others'. */
const otherFiles: readonly (readonly [PlainFile, RegExp, (table: CsvTable) => readonly string[]])[] = [
  ["terms", /^terms?$/, (table) => lacks(matchColumns(table, termColumns), "term", "from")],
  [
    "non_teaching_days",
    /^(?:nonteachingdays?|days?withoutteaching|daysoff|holidays?)$/,
    (table) => lacks(matchColumns(table, dayOffColumns), "day"),
  ],
  ["rooms", /^rooms?$/, (table) => lacks(matchColumns(table, roomColumns), "room")],
  [
    "courses",
    /^courses?$/,
    (table) => lacks(matchColumns(table, plainCourseColumns), "course_code", "title"),
  ],
  ["staff", /^(?:staff|teachers?)$/, (table) => lacks(matchColumns(table, staffColumns), "username")],
];

/** The one of these that a file is called as, with the columns that it lacks; what has those of a timetable is one. */
function otherFile(table: CsvTable): MeantFile | null {
  const bare = table.file
    .toLowerCase()
    .replace(/^.*[/\\]/, "")
    // What browsers add to a second download of the same file.
    .replace(/\.[^.]*$| ?\(\d+\)/g, "")
    .replace(/[^\p{L}]/gu, "");
  const [of] = otherFiles.filter(([, name]) => name.test(bare));
  if (of === undefined) return null;
  const meeting = matchColumns(table, timetableColumns);
  const student = matchColumns(table, studentColumns);
  const isOther =
    student.has("student_id") || (meeting.has("class") && meeting.has("start") && meeting.has("end"));
  return isOther ? null : { file: of[0], missing: of[2](table) };
}

/** What a file is called as whose columns are not all there, with those that are missing; null for another name. */
function meantFile(table: CsvTable): MeantFile | null {
  const { file: name } = table;
  const other = otherFile(table);
  if (other !== null) return other;
  if (/enrol/i.test(name))
    return {
      file: "enrolments",
      missing: lacks(matchColumns(table, enrolmentColumns), "student_id", "class"),
    };
  if (/timetable|session/i.test(name))
    return {
      file: "timetable",
      missing: lacks(matchColumns(table, timetableColumns), "class", "start", "end"),
    };
  if (/student/i.test(name))
    return { file: "students", missing: lacks(matchColumns(table, studentColumns), "student_id") };
  if (/class/i.test(name))
    return {
      file: "classes",
      missing: lacks(matchColumns(table, classRowColumns), "class", "title"),
    };
  return null;
}

function readStudents(table: CsvTable, own: RowNotes, found: Found): readonly ImportNote[] {
  const columns = matchColumns(table, studentColumns);
  for (const row of table.rows) {
    const id = own.person(row.line, columns.spelt("student_id"), columns.cell(row, "student_id"));
    if (id === null) continue;
    const person = readPerson(columns, row, table.file, own, id, "username");
    if (person === null) continue;
    found.students.push({
      ...person,
      identifiers: [{ scheme: "student_id", value: id }, ...person.identifiers],
    });
  }
  return columns.notes;
}

function readStaff(table: CsvTable, own: RowNotes, found: Found): readonly ImportNote[] {
  const columns = matchColumns(table, staffColumns);
  for (const row of table.rows) {
    const login = own.person(row.line, columns.spelt("username"), columns.cell(row, "username"));
    if (login === null) continue;
    const person = readPerson(columns, row, table.file, own, login);
    if (person === null) continue;
    found.staff.push({
      ...person,
      identifiers: [{ scheme: "username", value: login }, ...person.identifiers],
    });
  }
  return columns.notes;
}

/** What a row tells of somebody beside the id by which they are known; null, and refused, where it cannot be kept. */
function readPerson(
  columns: Pick<MatchedColumns<keyof typeof staffColumns>, "cell" | "has" | "spelt">,
  row: CsvRow,
  file: string,
  own: RowNotes,
  key: string,
  ...logins: readonly "username"[]
): PersonItem | null {
  const { line } = row;
  const cell = (column: Parameters<typeof columns.cell>[1]): string => columns.cell(row, column);
  const text = (
    column: "given_name" | "family_name" | "cohort",
  ): { readonly told: string | null | undefined } | null => {
    if (!columns.has(column)) return { told: undefined };
    const told = own.text(line, columns.spelt(column), cell(column));
    return told === null ? null : { told: told || null };
  };
  const [given, family, cohort] = [text("given_name"), text("family_name"), text("cohort")];
  if (given === null || family === null || cohort === null) return null;
  const others = (["card_uid", "face_subject", ...logins, "device_person"] as const).flatMap((scheme) => {
    const values = scheme === "username" ? [cell(scheme)] : splitList(cell(scheme));
    if (values.some(standsForNothing)) {
      own.add("ignored", line, columns.spelt(scheme), cell(scheme), "stands for nothing", "leave it empty");
      return [];
    }
    // What a device calls somebody may look like a fraction: `12/5`.
    const read = scheme === "device_person" ? own.key : own.person;
    return values.flatMap((value) =>
      normalCode(value) === "" ? [] : [{ scheme, value: read(line, columns.spelt(scheme), value) }],
    );
  });
  const told = others.flatMap(({ scheme, value }) =>
    value === null ? [] : [{ scheme, value: normalIdentifier(scheme, value) }],
  );
  if (told.length < others.length) return null;
  return {
    key,
    at: { file, line },
    identifiers: told,
    ...(given.told === undefined ? {} : { givenName: given.told }),
    ...(family.told === undefined ? {} : { familyName: family.told }),
    ...(cohort.told === undefined ? {} : { cohort: cohort.told }),
    ...(columns.has("email") ? { email: own.email(line, columns.spelt("email"), cell("email")) } : {}),
  };
}

function readTerms(table: CsvTable, own: RowNotes, found: Found): readonly ImportNote[] {
  const columns = matchColumns(table, termColumns);
  tellSpans(columns, table, own);
  for (const row of table.rows) {
    const { line } = row;
    const code = own.code(line, columns.spelt("term"), columns.cell(row, "term"));
    const title = own.text(line, columns.spelt("title"), columns.cell(row, "title"));
    const span = readSpan(columns, row, own);
    if (code === null || title === null || span === null) continue;
    const { from, to } = span;
    if (from === undefined || to === null) {
      const column = from === undefined ? "from" : "last_day";
      const message = "is missing: a term has a first and a last day";
      own.add("refused", line, columns.spelt(column), null, message, "fill it in");
      continue;
    }
    if (to <= from) {
      const message = `is not after the first day, ${from}`;
      own.add("refused", line, columns.spelt("to"), to, message, "correct one of the days");
      continue;
    }
    const at = { file: table.file, line };
    found.terms.push({ key: code, code, at, title: title || code, from, to: dayBefore(to) });
  }
  return columns.notes;
}

function readDaysOff(table: CsvTable, own: RowNotes, found: Found): readonly ImportNote[] {
  const columns = matchColumns(table, dayOffColumns);
  own.tellDates(
    columns.spelt("day"),
    table.rows.map((row) => columns.cell(row, "day")),
  );
  const titles = new Map<string, string>();
  for (const row of table.rows) {
    const { line } = row;
    const day = own.date(line, columns.spelt("day"), columns.cell(row, "day"));
    const told = own.text(line, columns.spelt("title"), columns.cell(row, "title"));
    if (day === null || told === null) continue;
    const title = told || "No teaching";
    const before = titles.get(day);
    if (before !== undefined && asSeen(before) !== asSeen(title)) {
      const message = `stands there as ${before} as well`;
      own.add("refused", line, columns.spelt("title"), title, message, "keep one row of a day");
      continue;
    }
    titles.set(day, title);
    if (before === undefined) found.nonTeachingDays.push({ key: day, at: { file: table.file, line }, title });
  }
  return columns.notes;
}

/** What the rooms of a file of them go by, as they are compared. */
function roomsOf(table: CsvTable): readonly string[] {
  if (whichFile(table) !== "rooms") return [];
  const { cell } = matchColumns(table, roomColumns);
  return table.rows.flatMap((row) => [cell(row, "room"), ...splitList(cell(row, "aliases"))].map(codeKey));
}

function readRooms(table: CsvTable, own: RowNotes, found: Found): readonly ImportNote[] {
  const columns = matchColumns(table, roomColumns);
  const codes = new Map(table.rows.map((row) => [codeKey(columns.cell(row, "room")), row.line]));
  const aliasesOf = new Map<string, number>();
  for (const row of table.rows) {
    const { line } = row;
    const code = own.room(line, columns.spelt("room"), columns.cell(row, "room"));
    const title = own.text(line, columns.spelt("title"), columns.cell(row, "title"));
    const building = own.text(line, columns.spelt("building"), columns.cell(row, "building"));
    const capacityText = columns.cell(row, "capacity");
    if (code === null || title === null || building === null) continue;
    if (capacityText !== "" && !/^[1-9]\d{0,5}$/.test(capacityText)) {
      const message = "is no number of places";
      own.add(
        "refused",
        line,
        columns.spelt("capacity"),
        capacityText,
        message,
        "write a whole number above 0",
      );
      continue;
    }
    const column = columns.spelt("aliases");
    const aliases = splitList(columns.cell(row, "aliases")).flatMap((told) => {
      const name = own.room(line, column, told);
      if (name === null || codeKey(name) === codeKey(code)) return [];
      const other = codes.get(codeKey(name)) ?? aliasesOf.get(codeKey(name));
      if (other !== undefined && other !== line) {
        const message = `is a name of the room of line ${other} as well: this room does not get it`;
        own.add("refused", line, column, name, message, "give each name to one room");
        return [];
      }
      aliasesOf.set(codeKey(name), line);
      return [name];
    });
    found.rooms.push({
      key: code,
      code,
      at: { file: table.file, line },
      aliases,
      ...(title === "" ? {} : { title }),
      ...(building === "" ? {} : { building }),
      ...(capacityText === "" ? {} : { capacity: Number(capacityText) }),
    });
  }
  return columns.notes;
}

function readCourses(table: CsvTable, own: RowNotes, found: Found): readonly ImportNote[] {
  const columns = matchColumns(table, plainCourseColumns);
  for (const row of table.rows) {
    const { line } = row;
    const code = own.code(line, columns.spelt("course_code"), columns.cell(row, "course_code"));
    const title = own.text(line, columns.spelt("title"), columns.cell(row, "title"));
    if (code === null || title === null) continue;
    const known = found.courses.get(codeKey(code));
    if (title !== "" && known?.title !== undefined && asSeen(known.title) !== asSeen(title)) {
      const message = `another row has ${known.title} for this course`;
      own.add("refused", line, columns.spelt("title"), title, message, "keep one row of a course");
      continue;
    }
    const at = { file: table.file, line };
    found.courses.set(codeKey(code), {
      key: code,
      code,
      ...known,
      at,
      ...(title === "" ? {} : { title: known?.title ?? title }),
    });
  }
  return columns.notes;
}

function readClasses(
  table: CsvTable,
  own: RowNotes,
  found: Found,
  context: ReadContext,
): readonly ImportNote[] {
  const columns = matchColumns(table, classRowColumns);
  tellSpans(columns, table, own);
  for (const row of table.rows) {
    const { line } = row;
    const of = own.code(line, columns.spelt("class"), columns.cell(row, "class"));
    const title = own.text(line, columns.spelt("title"), columns.cell(row, "title"));
    const roomText = columns.cell(row, "standing_room");
    const room = roomText === "" ? null : own.room(line, columns.spelt("standing_room"), roomText);
    if (room !== null && isPlaceOnline(room, context)) {
      own.add(
        "guessed",
        line,
        columns.spelt("standing_room"),
        roomText,
        "reads like a place online, and is taken for a room: a class stands where a reader is",
        "leave it empty, if the class stands in no room; nothing, if it is one",
      );
    }
    const span = readSpan(columns, row, own);
    const coded = (["course_code", "term"] as const).map((column) => {
      const cell = columns.cell(row, column);
      return cell === "" ? "" : own.code(line, columns.spelt(column), cell);
    });
    const [course, term] = coded;
    const names = splitList(columns.cell(row, "staff"));
    const logins = names.map((name) => own.person(line, columns.spelt("staff"), name));
    const staff = logins.flatMap((login) => login ?? []);
    if (of === null || title === null || span === null || (roomText !== "" && room === null)) continue;
    if (course == null || term == null || staff.length < logins.length) continue;
    const { from, to } = span;
    const at = { file: table.file, line };
    const known = found.classes.get(codeKey(of));
    const told = {
      ...(title === "" ? {} : { title: known?.title ?? title }),
      ...(course === "" ? {} : { course }),
      ...(term === "" ? {} : { term }),
      ...(staff.length === 0 ? {} : { staff }),
    };
    const other = (
      [
        ["title", "title", title, known?.title],
        ["course_code", "course", course, known?.course],
        ["term", "term", term, known?.term],
        ["staff", "list of staff", joinList(staff), known?.staff && joinList(known.staff)],
      ] as const
    ).find(([, , value, before]) => value !== "" && before != null && asSeen(before) !== asSeen(value));
    if (other !== undefined) {
      const [column, name, value, before] = other;
      own.add(
        "refused",
        line,
        columns.spelt(column),
        value,
        `another row has ${before} for this class`,
        `write one ${name} in all rows of a class, or in the first alone`,
      );
      continue;
    }
    // A meeting before may have named it: the row that tells of it counts as its place.
    found.classes.set(codeKey(of), {
      key: of,
      code: of,
      ...known,
      at: known?.at.file === table.file ? known.at : at,
      ...told,
    });
    if (course !== "" && !found.courses.has(codeKey(course)))
      found.courses.set(codeKey(course), { key: course, code: course, at });
    // A class with neither room nor day is told as a class, and nothing of where it stands; nor does a file without rooms.
    if (columns.has("standing_room") && (room !== null || from !== undefined)) {
      found.standings.push({ key: of, at, room, ...(from === undefined ? {} : { from }), to });
    }
  }
  return columns.notes;
}

function tellSpans(
  columns: Pick<MatchedColumns<"from" | "to" | "last_day">, "cell" | "spelt">,
  { rows }: CsvTable,
  own: RowNotes,
): void {
  for (const column of ["from", "to", "last_day"] as const) {
    own.tellDates(
      columns.spelt(column),
      rows.map((row) => columns.cell(row, column)),
    );
  }
}

/**
 * The days of a row: its first one, left out where it has none, and the first day after, null where it has no end. null, and
 * refused, where they cannot be.
 */
function readSpan(
  columns: Pick<MatchedColumns<"from" | "to" | "last_day">, "cell" | "spelt">,
  row: CsvRow,
  own: RowNotes,
): { readonly from: string | undefined; readonly to: string | null } | null {
  const { line } = row;
  const [fromText, toText, lastText] = [
    columns.cell(row, "from"),
    columns.cell(row, "to"),
    columns.cell(row, "last_day"),
  ];
  const from = fromText === "" ? undefined : own.date(line, columns.spelt("from"), fromText);
  const toldEnd = toText === "" ? undefined : own.date(line, columns.spelt("to"), toText);
  const toldLast = lastText === "" ? undefined : own.date(line, columns.spelt("last_day"), lastText);
  if (from === null || toldEnd === null || toldLast === null) return null;
  const open = { to: isOpenEnd(toldEnd ?? ""), last_day: isOpenEnd(toldLast ?? "") };
  const [end, last] = [open.to ? null : (toldEnd ?? null), open.last_day ? null : (toldLast ?? null)];
  for (const column of ["to", "last_day"] as const) {
    if (open[column])
      own.add("guessed", line, columns.spelt(column), columns.cell(row, column), ...openEndTaken);
  }
  const isBoth = toldEnd !== undefined && toldLast !== undefined;
  if (isBoth && end !== (last === null ? null : dayAfter(last))) {
    own.add(
      "refused",
      line,
      columns.spelt("to"),
      toText,
      `is not the day after ${columns.spelt("last_day")}, ${lastText}`,
      "keep one of the two columns: to is the first day after, last_day the last one",
    );
    return null;
  }
  if (from !== undefined && last !== null && last < from) {
    own.add(
      "refused",
      line,
      columns.spelt("last_day"),
      lastText,
      `is before the first day, ${from}`,
      "correct one of the days",
    );
    return null;
  }
  return { from, to: last === null ? end : dayAfter(last) };
}

function readEnrolments(table: CsvTable, own: RowNotes, found: Found): readonly ImportNote[] {
  const columns = matchColumns(table, enrolmentColumns);
  tellSpans(columns, table, own);
  for (const row of table.rows) {
    const { line } = row;
    const student = own.person(line, columns.spelt("student_id"), columns.cell(row, "student_id"));
    const of = own.code(line, columns.spelt("class"), columns.cell(row, "class"));
    if (student === null || of === null) continue;
    const span = readSpan(columns, row, own);
    if (span === null) continue;
    const { from, to } = span;
    tellClass(found, of, table.file, row);
    found.enrolments.push({
      key: JSON.stringify([student, of, from ?? ""]),
      at: { file: table.file, line },
      student,
      class: of,
      ...(from === undefined ? {} : { from }),
      ...(columns.has("to") || columns.has("last_day") ? { to } : {}),
    });
  }
  return columns.notes;
}

/** A weight as it is written, with a point or a comma; undefined where none is, null for what is none. */
function weightOf(text: string): number | null | undefined {
  if (text === "") return undefined;
  const weight = /^\d{1,6}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(",", ".")) : 0;
  return weight > 0 ? weight : null;
}

const modes: Readonly<Record<string, SessionItem["mode"]>> = {
  inperson: "in_person",
  facetoface: "in_person",
  oncampus: "in_person",
  onsite: "in_person",
  remote: "remote",
  online: "remote",
  virtual: "remote",
  hybrid: "hybrid",
  blended: "hybrid",
  prasenz: "in_person",
  prasenziell: "in_person",
  presentiel: "in_person",
  presencial: "in_person",
  inpresenza: "in_person",
  enligne: "remote",
  distanciel: "remote",
  adistance: "remote",
  enlinea: "remote",
  adistancia: "remote",
  adistanza: "remote",
  hybride: "hybrid",
  hibrido: "hybrid",
  ibrido: "hybrid",
};

/** Yes and no as spreadsheets of several languages have them. */
const yes = /^(?:yes|y|true|1|ja|j|oui|si|sim|s|wahr|vrai|verdadero|vero|waar)$/;
const no = /^(?:no|n|false|0|nein|non|nee|nao|falsch|faux|falso|onwaar)$/;

/** Whether a name means the network, and no room that is stored goes by it. */
function isPlaceOnline(name: string, { isRoom }: ReadContext): boolean {
  return readsOnline(name) && isRoom?.(name) !== true;
}

/** What is said of a place online among the rooms of a meeting, and what helps; the mode as its row tells it, if it does. */
function tellOnline(
  mode: "in_person" | "remote" | "hybrid" | undefined,
  rooms: readonly string[],
): readonly [message: string, remedy: string] {
  const isRoom =
    "if it is a room, write in_person in a column mode, or add it to the rooms and import the file again";
  if (mode !== undefined)
    return [
      `is taken for no room: the row says that the meeting is ${mode}${mode === "hybrid" && rooms.length === 0 ? ", and names no room" : ""}`,
      mode === "hybrid" && rooms.length === 0
        ? `name the room beside it; ${isRoom}`
        : `${isRoom}; else nothing`,
    ];
  return rooms.length === 0
    ? ["is taken for no room: the meeting is held online", `${isRoom}; else write remote there`]
    : [
        `is taken for a place online, beside ${rooms.join("; ")}: the meeting is held in both`,
        `${isRoom}; else write hybrid there`,
      ];
}

/** Small letters without accents. */
const withoutMarks = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function readTimetable(
  table: CsvTable,
  own: RowNotes,
  found: Found,
  context: ReadContext,
): readonly ImportNote[] {
  const { timeZone } = context;
  const columns = matchColumns(table, timetableColumns);
  const order = orderOfDates(
    table.rows.flatMap((row) => [
      columns.cell(row, "date"),
      columns.cell(row, "start"),
      columns.cell(row, "end"),
    ]),
  );
  for (const row of table.rows) {
    const { line } = row;
    const cell = (column: Parameters<typeof columns.cell>[1]): string => columns.cell(row, column);
    const named = splitList(onOneLine(cell("class")));
    if (named.length === 0) own.code(line, columns.spelt("class"), "");
    const known = (column: "rooms" | "staff"): readonly string[] => {
      const names = splitList(onOneLine(cell(column)));
      const isNone = column === "staff" ? isNobody : standsForNothing;
      const kept = names.filter((name) => !isNone(name));
      if (kept.length < names.length)
        own.add("ignored", line, columns.spelt(column), cell(column), "stands for nothing", "leave it empty");
      return kept;
    };
    /** Each once, in the one form of codes; null, and refused, where one is none. */
    const codesIn = (
      column: "class" | "rooms" | "staff",
      as: "code" | "room" | "person",
      names: readonly string[],
    ): readonly string[] | null => {
      const read = names.map((one) => own[as](line, columns.spelt(column), one));
      const kept = read.flatMap((one) => one ?? []);
      return kept.length < read.length
        ? null
        : [...new Map(kept.toReversed().map((one) => [codeKey(one), one])).values()].toReversed();
    };
    const codes = codesIn("class", "code", named);
    const [toldRooms, staff] = [
      codesIn("rooms", "room", known("rooms")),
      codesIn("staff", "person", known("staff")),
    ];
    if (codes === null || toldRooms === null || staff === null || codes.length === 0) continue;
    const time = readMeetingTime(cell("date"), cell("start"), cell("end"), timeZone, order);
    if (time.kind === "refused") {
      own.add(
        "refused",
        line,
        columns.spelt(time.column),
        cell(time.column) || null,
        time.message,
        time.remedy,
      );
      continue;
    }
    if (time.guessed !== null) {
      own.add(
        "guessed",
        line,
        columns.spelt("start"),
        cell("start"),
        time.guessed,
        "write it as 2026-11-23 09:00, with an offset where the clocks change",
      );
    }
    const modeText = cell("mode");
    const mode = modes[withoutMarks(modeText).replace(/[^a-z]/g, "")];
    if (modeText !== "" && mode === undefined) {
      own.add(
        "refused",
        line,
        columns.spelt("mode"),
        modeText,
        "is no way to meet",
        "write in_person, remote or hybrid",
      );
      continue;
    }
    // Where people are said to meet in person a name is a room, whatever its words say.
    const online = mode === "in_person" ? [] : toldRooms.filter((name) => isPlaceOnline(name, context));
    const rooms = toldRooms.filter((name) => !online.includes(name));
    if (online.length > 0) {
      own.add("guessed", line, columns.spelt("rooms"), online.join("; "), ...tellOnline(mode, rooms));
    }
    const toldMode = mode ?? (online.length === 0 ? undefined : rooms.length === 0 ? "remote" : "hybrid");
    const [title, kind] = [
      own.text(line, columns.spelt("title"), cell("title")),
      own.text(line, columns.spelt("kind"), cell("kind")),
    ];
    if (title === null || kind === null) continue;
    const required = withoutMarks(cell("required"));
    if (required !== "" && !yes.test(required) && !no.test(required)) {
      own.add(
        "refused",
        line,
        columns.spelt("required"),
        cell("required"),
        "is neither yes nor no",
        "write yes or no",
      );
      continue;
    }
    const weight = weightOf(cell("weight"));
    if (weight === null) {
      own.add(
        "refused",
        line,
        columns.spelt("weight"),
        cell("weight"),
        "is no weight",
        "write a number above 0, such as 1 or 0.5; required: no says that a session does not count",
      );
      continue;
    }
    const key = own.key(line, columns.spelt("session_id"), cell("session_id"));
    if (key === null) continue;
    for (const code of codes) tellClass(found, code, table.file, row);
    found.sessions.push({
      // A class may meet in two groups at once; those that this does not tell apart are told apart later.
      key: key || rowKey({ classes: codes, start: time.start, rooms, staff }),
      at: { file: table.file, line },
      classes: codes,
      rooms,
      ...(columns.has("staff") ? { staff } : {}),
      start: time.start,
      end: time.end,
      day: time.day,
      timeZone,
      ...(title === "" ? {} : { title }),
      ...(kind === "" ? {} : { sort: kind }),
      ...(toldMode === undefined ? {} : { mode: toldMode }),
      ...(required === "" ? {} : { required: yes.test(required) }),
      ...(weight === undefined ? {} : { weight }),
      cancelled: false,
      sequence: null,
    });
  }
  return columns.notes;
}

function tellClass({ classes }: Found, code: string, file: string, { line }: CsvRow): void {
  if (!classes.has(codeKey(code))) classes.set(codeKey(code), { key: code, code, at: { file, line } });
}

/** Whether a cell of staff names nobody: `N.N.`, `vacant`. A small word may be a login, as `admin` is. */
function isNobody(name: string): boolean {
  const mayBeLogin =
    /^[a-z][a-z0-9._-]*$/u.test(name) && !/^(?:n\.?n\.?|tb[acd]|vacant|vakant|vacante)$/u.test(name);
  return standsForNothing(name) || (!mayBeLogin && namesNobody(name));
}
