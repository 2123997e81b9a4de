import type { ImportNote } from "../../../contract/http/imports.ts";
import { withCardInOneForm } from "../../../domain/kernel/normal-identifier.ts";
import { standsForNothing } from "../../../domain/kernel/stands-for-nothing.ts";
import { onOneLine } from "../control-characters.ts";
import type { CsvRow, CsvTable } from "../csv-table.ts";
import { dayAfter } from "../days-beside.ts";
import {
  type ClassItem,
  type EnrolmentItem,
  type ImportContent,
  type ImportThing,
  nothingTold,
  type PersonItem,
  type ReadContent,
  type ReadContext,
  type SessionItem,
  type StandingItem,
} from "../import-content.ts";
import { type MatchedColumns, matchColumns } from "../match-columns.ts";
import { notComplete } from "../not-complete.ts";
import { isOpenEnd, openEndTaken } from "../open-end.ts";
import { orderOfDates } from "../read-date.ts";
import { readMeetingTime } from "../read-meeting-time.ts";
import { createRowNotes, type RowNotes } from "../row-notes.ts";
import { armCell } from "./defuse-cell.ts";
import {
  classRowColumns,
  enrolmentColumns,
  type PlainFile,
  studentColumns,
  timetableColumns,
} from "./plain-columns.ts";
import { isExample } from "./plain-templates.ts";
import { splitList } from "./split-list.ts";

interface Found {
  readonly students: PersonItem[];
  readonly enrolments: EnrolmentItem[];
  readonly sessions: SessionItem[];
  readonly classes: Map<string, ClassItem>;
  readonly standings: StandingItem[];
}

/**
 * Reads classes, students, enrolments and timetables from plain CSV files, each known by its columns. Classes that no file
 * of classes tells of are made from their codes. A row that cannot be read is refused, and the others are read.
 */
export function readPlainCsv(tables: readonly CsvTable[], context: ReadContext): ReadContent {
  const found: Found = { students: [], enrolments: [], sessions: [], classes: new Map(), standings: [] };
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
          ? "has not the columns of classes, students, enrolments or a timetable"
          : `has not the columns of ${meant.file === "timetable" ? "a timetable" : meant.file}: ${meant.missing.join(" and ")} ${meant.missing.length === 1 ? "is" : "are"} missing`,
        "name them as a template does: class, title, standing_room, from, to; student_id, given_name, family_name, email; student_id, class, from, to; or class, start, end, rooms, staff, mode",
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
};

type Reader = (table: CsvTable, own: RowNotes, found: Found, context: ReadContext) => readonly ImportNote[];

const readers: Readonly<Record<PlainFile, Reader>> = {
  classes: readClasses,
  students: readStudents,
  enrolments: readEnrolments,
  timetable: readTimetable,
};

/** By the name of the file where it says it, else by the columns. */
function whichFile(table: CsvTable): PlainFile | null {
  const student = matchColumns(table, studentColumns);
  const enrolment = matchColumns(table, enrolmentColumns);
  const meeting = matchColumns(table, timetableColumns);
  const isTimetable = meeting.has("class") && meeting.has("start") && meeting.has("end");
  const isEnrolments = enrolment.has("student_id") && enrolment.has("class");
  const of = matchColumns(table, classRowColumns);
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

/** What a file is called as whose columns are not all there, with those that are missing; null for another name. */
function meantFile(
  table: CsvTable,
): { readonly file: PlainFile; readonly missing: readonly string[] } | null {
  const lacks = <Column extends string>(columns: MatchedColumns<Column>, ...needed: readonly Column[]) =>
    needed.filter((column) => !columns.has(column));
  const { file: name } = table;
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
    const { line } = row;
    const cell = (column: Parameters<typeof columns.cell>[1]): string => columns.cell(row, column);
    const id = own.person(line, columns.spelt("student_id"), cell("student_id"));
    if (id === null) continue;
    const text = (
      column: "given_name" | "family_name" | "cohort",
    ): { readonly told: string | null | undefined } | null => {
      if (!columns.has(column)) return { told: undefined };
      const told = own.text(line, columns.spelt(column), cell(column));
      return told === null ? null : { told: told || null };
    };
    const [given, family, cohort] = [text("given_name"), text("family_name"), text("cohort")];
    if (given === null || family === null || cohort === null) continue;
    const others = (["card_uid", "face_subject", "username"] as const).flatMap((scheme) => {
      const values = scheme === "card_uid" ? splitList(cell(scheme)) : [cell(scheme)];
      if (values.some(standsForNothing)) {
        own.add("ignored", line, columns.spelt(scheme), cell(scheme), "stands for nothing", "leave it empty");
        return [];
      }
      return values.flatMap((value) =>
        value === "" ? [] : [{ scheme, value: own.person(line, columns.spelt(scheme), value) }],
      );
    });
    const told = others.flatMap(({ scheme, value }) =>
      value === null ? [] : [withCardInOneForm({ scheme, value })],
    );
    if (told.length < others.length) continue;
    found.students.push({
      key: id,
      at: { file: table.file, line },
      identifiers: [{ scheme: "student_id", value: id }, ...told],
      ...(given.told === undefined ? {} : { givenName: given.told }),
      ...(family.told === undefined ? {} : { familyName: family.told }),
      ...(cohort.told === undefined ? {} : { cohort: cohort.told }),
      ...(columns.has("email") ? { email: own.email(line, columns.spelt("email"), cell("email")) } : {}),
    });
  }
  return columns.notes;
}

function readClasses(table: CsvTable, own: RowNotes, found: Found): readonly ImportNote[] {
  const columns = matchColumns(table, classRowColumns);
  tellSpans(columns, table, own);
  for (const row of table.rows) {
    const { line } = row;
    const of = own.code(line, columns.spelt("class"), columns.cell(row, "class"));
    const title = own.text(line, columns.spelt("title"), columns.cell(row, "title"));
    const roomText = columns.cell(row, "standing_room");
    const room = roomText === "" ? null : own.room(line, columns.spelt("standing_room"), roomText);
    const span = readSpan(columns, row, own);
    if (of === null || title === null || span === null || (roomText !== "" && room === null)) continue;
    const { from, to } = span;
    const at = { file: table.file, line };
    const known = found.classes.get(of);
    if (title !== "" && known?.title !== undefined && known.title !== title) {
      own.add(
        "refused",
        line,
        columns.spelt("title"),
        title,
        `another row has ${known.title} for this class`,
        "write one title in all rows of a class, or in the first alone",
      );
      continue;
    }
    found.classes.set(of, { key: of, code: of, at, ...known, ...(title === "" ? {} : { title }) });
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
    const codes = [...new Set(splitList(onOneLine(cell("class"))))];
    if (codes.length === 0) own.code(line, columns.spelt("class"), "");
    const known = (column: "rooms" | "staff"): readonly string[] => {
      const names = splitList(onOneLine(cell(column)));
      const kept = names.filter((name) => !standsForNothing(name));
      if (kept.length < names.length)
        own.add("ignored", line, columns.spelt(column), cell(column), "stands for nothing", "leave it empty");
      return kept;
    };
    const lists = { class: codes, rooms: known("rooms"), staff: known("staff") };
    const bad = (["class", "rooms", "staff"] as const).some((column) =>
      lists[column].some(
        (one) =>
          own[column === "rooms" ? "room" : column === "staff" ? "person" : "code"](
            line,
            columns.spelt(column),
            one,
          ) === null,
      ),
    );
    if (bad || codes.length === 0) continue;
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
    const meeting = JSON.stringify([[...codes].sort(), time.start.toString()]);
    const whole = JSON.stringify([meeting, [...lists.rooms].sort(), [...lists.staff].sort()]);
    for (const code of codes) tellClass(found, code, table.file, row);
    found.sessions.push({
      // A class may meet in two groups at once; those that this does not tell apart are told apart later.
      key: key || whole,
      at: { file: table.file, line },
      classes: codes,
      rooms: lists.rooms,
      ...(columns.has("staff") ? { staff: lists.staff } : {}),
      start: time.start,
      end: time.end,
      day: time.day,
      timeZone,
      ...(title === "" ? {} : { title }),
      ...(kind === "" ? {} : { sort: kind }),
      ...(mode === undefined ? {} : { mode }),
      ...(required === "" ? {} : { required: yes.test(required) }),
      ...(weight === undefined ? {} : { weight }),
      cancelled: false,
      sequence: null,
    });
  }
  return columns.notes;
}

function tellClass({ classes }: Found, code: string, file: string, { line }: CsvRow): void {
  if (!classes.has(code)) classes.set(code, { key: code, code, at: { file, line } });
}
