import type { ImportNote } from "../../../contract/http/imports.ts";
import { normalCode } from "../../../domain/kernel/code-key.ts";
import type { CsvRow, CsvTable } from "../csv-table.ts";
import { dayBefore } from "../days-beside.ts";
import {
  type ClassItem,
  type CourseItem,
  type EnrolmentItem,
  type Extent,
  type ImportContent,
  type ImportItem,
  type ImportThing,
  nothingTold,
  type PersonItem,
  type ReadContent,
  type ReadContext,
  type RoleItem,
  type TermItem,
  type UserItem,
} from "../import-content.ts";
import { type ColumnNames, type MatchedColumns, matchColumns } from "../match-columns.ts";
import { notComplete } from "../not-complete.ts";
import { isOpenEnd, openEndTaken } from "../open-end.ts";
import { createRowNotes, type RowNotes } from "../row-notes.ts";
import {
  academicSessionColumns,
  classColumns,
  courseColumns,
  enrollmentColumns,
  keptSilently,
  roleColumns,
  secretColumns,
  unread,
  userColumns,
} from "./one-roster-columns.ts";
import { personRole, teaches } from "./person-role.ts";
import { type BundleManifest, readManifest } from "./read-manifest.ts";
import { uniqueCodes } from "./unique-codes.ts";

export interface OneRosterContext extends ReadContext {
  /** ISO date: a role whose last day was before is over. */
  readonly today: string;
}

/** Columns of dates, which files hold in the one order of their system. */
const dated = new Set(["startDate", "endDate", "beginDate"]);

const filesRead = ["academicSessions", "courses", "classes", "users", "roles", "enrollments"] as const;
type FileRead = (typeof filesRead)[number];

/** What each file tells of; `roles` only says who the users are. */
const thingsOf: Readonly<Record<FileRead, readonly ImportThing[]>> = {
  academicSessions: ["term"],
  courses: ["course"],
  classes: ["class"],
  users: ["student", "staff"],
  roles: [],
  enrollments: ["enrolment"],
};

/** A row with its key that is there and not marked as deleted. */
interface Row<Column extends string> {
  readonly key: string;
  readonly line: number;
  readonly at: ImportItem["at"];
  cell(column: Column): string;
}

/**
 * Reads a OneRoster bundle, 1.1 or 1.2, and those of vendors that are nearly one: headers misspelt or of their own, a
 * blank status, dates in several ways. What is clear is read, what was guessed is said, and a row that is not clear is
 * refused. Demographics, flags, relationships and passwords are never looked at.
 */
export function readOneRoster(tables: readonly CsvTable[], context: OneRosterContext): ReadContent {
  const notes: ImportNote[] = [];
  const ended: (ImportItem & { readonly thing: ImportThing })[] = [];
  const byName = new Map(tables.map((table) => [bareName(table.file), table]));
  const manifestTable = byName.get("manifest");
  const manifest = manifestTable === undefined ? null : readManifest(manifestTable);
  const scope = { ...nothingTold.scope };
  let rows = 0;

  for (const table of tables) {
    const name = bareName(table.file);
    const own = createRowNotes(table.file);
    if (neverRead.has(name))
      own.add(
        "ignored",
        null,
        null,
        null,
        "is never read: Muster keeps no such data",
        "nothing; leave it out of the bundle if you can",
      );
    else if (name !== "manifest" && fileOf(name) === null && !quiet.has(name))
      own.add("ignored", null, null, null, "is no file that Muster reads", "nothing");
    notes.push(...own.all);
  }
  if (manifestTable === undefined && !context.complete) {
    const [first] = tables;
    notes.push({
      severity: "guessed",
      file: first?.file ?? "manifest.csv",
      line: null,
      column: null,
      value: null,
      message: "there is no manifest.csv: what the bundle does not hold is left as it is",
      remedy: "add a manifest.csv that says bulk, or say that the bundle is complete",
    });
  }
  if (manifest !== null) notes.push(...manifest.notes);

  /** The rows of a file that hold, with what was wrong with the others said. */
  function read<Column extends string>(
    file: FileRead,
    names: ColumnNames<Column>,
    key: (columns: MatchedColumns<NoInfer<Column>>, row: CsvRow) => string,
    needed: readonly NoInfer<Column>[],
    status: NoInfer<Column>,
    each: (row: Row<Column>, own: RowNotes) => void,
    /** Takes a row that is marked as deleted; true where it is no more than that. */
    gone?: (row: Row<Column>) => boolean,
  ): void {
    const table = [...byName].find(([name]) => fileOf(name) === file)?.[1];
    const extent = extentOf(file, table !== undefined, manifest, context);
    for (const thing of thingsOf[file]) scope[thing] = extent;
    if (table === undefined || extent === "absent") return;
    const own = createRowNotes(table.file);
    const columns = matchColumns(table, names, [...unread, ...secretColumns]);
    notes.push(...table.notes, ...columns.notes);
    rows += table.rows.length;
    tellUnread(table, own);
    for (const header of table.header) {
      if (secretColumns.includes(header.toLowerCase()))
        own.add("ignored", 1, header, null, "is never read", "leave it out of the bundle");
    }
    const missing = needed.filter((column) => !columns.has(column));
    if (missing.length > 0) {
      own.add(
        "refused",
        1,
        missing.join(", "),
        null,
        `the file has no column ${missing.join(", ")}`,
        "add it",
      );
      for (const thing of thingsOf[file]) scope[thing] = "additions";
      notes.push(...own.all);
      return;
    }
    table.header.forEach((column, at) => {
      if (dated.has(column))
        own.tellDates(
          column,
          table.rows.map(({ cells }) => cells[at] ?? ""),
        );
    });
    for (const row of table.rows) {
      const { line } = row;
      if (row.cells.length < table.header.length && row.cells.length < needed.length) {
        own.add("refused", line, null, row.cells.join(","), "has too few cells", "complete the row");
        continue;
      }
      const id = own.code(line, needed[0] ?? "sourcedId", key(columns, row));
      if (id === null) continue;
      const said = columns.cell(row, status);
      const at = { file: table.file, line };
      if (/^(to be ?deleted|tobedeleted|inactive|deleted)$/i.test(said)) {
        if (!/^tobedeleted$/i.test(said))
          own.add(
            "guessed",
            line,
            columns.spelt(status),
            said,
            "is read as tobedeleted",
            "write tobedeleted",
          );
        if (gone?.({ key: id, line, at, cell: (column) => columns.cell(row, column) }) === true) continue;
        for (const thing of thingsOf[file]) ended.push({ key: id, at, thing });
        continue;
      }
      if (said !== "" && !/^active$/i.test(said))
        own.add(
          "guessed",
          line,
          columns.spelt(status),
          said,
          "is read as active",
          "write active or tobedeleted",
        );
      each({ key: id, line, at, cell: (column) => columns.cell(row, column) }, own);
    }
    const isWhole = ![...table.notes, ...own.all].some(({ severity }) => severity === "refused");
    if (extent === "complete" && !isWhole) {
      own.add("ignored", null, null, null, ...notComplete);
      for (const thing of thingsOf[file]) scope[thing] = "additions";
    }
    notes.push(...own.all);
  }
  const terms: TermItem[] = [];
  const parents = new Map<string, string>();
  read(
    "academicSessions",
    academicSessionColumns,
    (columns, row) => columns.cell(row, "sourcedId"),
    ["sourcedId", "startDate", "endDate"],
    "status",
    (row, own) => {
      const start = own.date(row.line, "startDate", row.cell("startDate"));
      const end = own.date(row.line, "endDate", row.cell("endDate"));
      const title = own.text(row.line, "title", row.cell("title"));
      if (start === null || end === null || title === null) return;
      // The standard's end is the first day after; a term of Muster has its last day.
      const to = dayBefore(end);
      if (to < start) {
        own.add(
          "refused",
          row.line,
          "endDate",
          row.cell("endDate"),
          `is not after the first day, ${start}`,
          "correct one of the days",
        );
        return;
      }
      const parent = normalCode(row.cell("parentSourcedId"));
      if (parent !== "") parents.set(row.key, parent);
      terms.push({ key: row.key, at: row.at, code: row.key, title: title || row.key, from: start, to });
    },
  );

  const courses: CourseItem[] = [];
  read(
    "courses",
    courseColumns,
    (columns, row) => columns.cell(row, "sourcedId"),
    ["sourcedId"],
    "status",
    (row, own) => {
      const code = codeOf(own, row.line, "courseCode", row.cell("courseCode"));
      const title = own.text(row.line, "title", row.cell("title"));
      if (code === null || title === null) return;
      courses.push({ key: row.key, at: row.at, code: code || row.key, ...(title === "" ? {} : { title }) });
    },
  );

  const classes: ClassItem[] = [];
  const lasting = new Map(terms.map((term) => [term.key, term]));
  read(
    "classes",
    classColumns,
    (columns, row) => columns.cell(row, "sourcedId"),
    ["sourcedId"],
    "status",
    (row, own) => {
      const code = codeOf(own, row.line, "classCode", row.cell("classCode"));
      const title = own.text(row.line, "title", row.cell("title"));
      if (code === null || title === null) return;
      const [course, termText] = [normalCode(row.cell("courseSourcedId")), row.cell("termSourcedIds")];
      const termKeys = termText
        .split(",")
        .map(normalCode)
        .filter((one) => one !== "");
      const term = termOf(termKeys, lasting, parents);
      if (termKeys.length > 1 && term !== null) {
        own.add(
          "guessed",
          row.line,
          "termSourcedIds",
          termText,
          `several terms: ${lasting.get(term)?.title ?? term} is taken`,
          "nothing, if that is the one",
        );
      }
      classes.push({
        key: row.key,
        at: row.at,
        code: code || row.key,
        ...(title === "" ? {} : { title }),
        ...(course === "" ? {} : { course }),
        ...(term === null ? {} : { term }),
      });
    },
  );

  const roles = new Map<string, Set<string>>();
  /** The first day on which somebody is no student any more, null where that is open, by user. */
  const studentUntil = new Map<string, string | null>();
  /** Users with a role that is marked as deleted, or of staff and over. */
  const rolesOver = new Set<string>();
  const tellRole = (user: string, role: string): void => {
    roles.set(user, (roles.get(user) ?? new Set()).add(role));
  };
  /** Every row of a role of students or staff, or of none that is told. */
  const roleRows: RoleItem[] = [];
  const addRole = (
    { key, at, cell }: Row<"role">,
    column: "role" | "status" | "endDate",
    value: string,
    one: Pick<RoleItem, "isOver" | "until">,
  ): void => {
    const role = cell("role");
    const of = role === "" ? null : personRole(role);
    if (of !== "other") roleRows.push({ key, at, of, column, value: value === "" ? null : value, ...one });
  };
  const rolesTable = [...byName.keys()].find((name) => fileOf(name) === "roles");
  const rolesAreWhole = extentOf("roles", rolesTable !== undefined, manifest, context) === "complete";
  read(
    "roles",
    roleColumns,
    (columns, row) => columns.cell(row, "userSourcedId"),
    ["userSourcedId", "role"],
    "status",
    (row, own) => {
      const [role, begin, finish] = [row.cell("role"), row.cell("beginDate"), row.cell("endDate")];
      const from = begin === "" ? undefined : own.date(row.line, "beginDate", begin);
      const told = finish === "" ? undefined : own.date(row.line, "endDate", finish);
      if (from === null || told === null) return;
      if (from !== undefined && from > context.today && personRole(role) !== "other") {
        own.add(
          "guessed",
          row.line,
          "beginDate",
          begin,
          "is still to come: roles have no first day here, and the person has this one from now on",
          "leave the row out until then, if the person is not to be here before",
        );
      }
      const to = told === undefined || isOpenEnd(told) ? null : told;
      if (to !== null && personRole(role) === "staff" && to <= context.today) {
        rolesOver.add(row.key);
        addRole(row, "endDate", finish, { isOver: true, until: null });
        own.add(
          "guessed",
          row.line,
          "endDate",
          finish,
          `is over, with ${dayBefore(to)} as its last day: is read as a role that is marked as deleted`,
          "correct the day, if the role goes on",
        );
        return;
      }
      tellRole(row.key, role);
      const isCut = to !== null && personRole(role) === "student";
      addRole(row, isCut ? "endDate" : "role", isCut ? finish : role, { isOver: false, until: to });
      if (personRole(role) === "student") {
        const before = studentUntil.get(row.key);
        if (before === undefined) studentUntil.set(row.key, to);
        else studentUntil.set(row.key, before === null || to === null ? null : before < to ? to : before);
      } else if (to !== null && personRole(role) === "staff") {
        own.add(
          "guessed",
          row.line,
          "endDate",
          finish,
          `ends nothing yet: the role is over once a file is imported after its last day, ${dayBefore(to)}`,
          "nothing, if the files come again; else take the person out of the staff then",
        );
      }
    },
    (row) => {
      rolesOver.add(row.key);
      addRole(row, "status", row.cell("status"), { isOver: true, until: null });
      return true;
    },
  );

  /** Whether a teacher teaches today: classes have no days of their teachers, and what is not kept of these is told. */
  function readDates(
    row: Row<"beginDate" | "endDate">,
    own: RowNotes,
  ): { readonly isOver: boolean; readonly isBegun: boolean } | null {
    const [begin, finish] = [row.cell("beginDate"), row.cell("endDate")];
    const from = begin === "" ? undefined : own.date(row.line, "beginDate", begin);
    const told = finish === "" ? undefined : own.date(row.line, "endDate", finish);
    if (from === null || told === null) return null;
    const to = told === undefined || isOpenEnd(told) ? null : told;
    const isOver = to !== null && to <= context.today;
    const isBegun = from === undefined || from <= context.today;
    if (isOver) {
      own.add(
        "guessed",
        row.line,
        "endDate",
        finish,
        `is over, with ${dayBefore(to)} as its last day: the person teaches the class no longer`,
        "correct the day, if the person goes on",
      );
    } else if (!isBegun) {
      own.add(
        "ignored",
        row.line,
        "beginDate",
        begin,
        "is still to come: the person is not kept as a teacher of the class before a file is imported on that day or later",
        "nothing, if the files come again; else add the person to the class then",
      );
    } else if (to !== null) {
      own.add(
        "guessed",
        row.line,
        "endDate",
        finish,
        `ends nothing yet: the person teaches the class until a file is imported after the last day, ${dayBefore(to)}`,
        "nothing, if the files come again; else take the person off the class then",
      );
    }
    return { isOver, isBegun };
  }

  const enrolments: EnrolmentItem[] = [];
  const teachers = new Map<string, Teachers>();
  const teachersOf = (of: string, at: ImportItem["at"]): Teachers => {
    const known = teachers.get(of) ?? { at, told: new Map(), gone: new Set() };
    teachers.set(of, known);
    return known;
  };
  const enrolled = new Map<string, "student" | "staff">();
  /** Lines of enrolments that tell no role. */
  const withoutRole: number[] = [];
  read(
    "enrollments",
    enrollmentColumns,
    (columns, row) =>
      columns.cell(row, "sourcedId") ||
      JSON.stringify([columns.cell(row, "classSourcedId"), columns.cell(row, "userSourcedId")]),
    ["classSourcedId", "userSourcedId"],
    "status",
    (row, own) => {
      const of = own.code(row.line, "classSourcedId", row.cell("classSourcedId"));
      const user = own.code(row.line, "userSourcedId", row.cell("userSourcedId"));
      if (of === null || user === null) return;
      const role = personRole(row.cell("role") || "student");
      // What was a student's enrolment by this key is none any more.
      if (role !== "student") ended.push({ key: row.key, at: row.at, thing: "enrolment" });
      if (role === "other") {
        own.add("ignored", row.line, "role", row.cell("role"), "is neither student nor teacher", "nothing");
        return;
      }
      enrolled.set(user, enrolled.get(user) === "staff" ? "staff" : role);
      if (row.cell("role") === "") withoutRole.push(row.line);
      if (role === "staff") {
        if (teaches(row.cell("role"))) {
          const dates = readDates(row, own);
          if (dates === null) return;
          const { told, gone } = teachersOf(of, row.at);
          if (dates.isOver) gone.add(user);
          else if (dates.isBegun && !told.has(user)) told.set(user, row.at);
        } else {
          own.add(
            "ignored",
            row.line,
            "role",
            row.cell("role"),
            "does not teach the class: the person is kept as a member of staff, and not with the class",
            "give the role teacher, if they are to see its registers",
          );
        }
        return;
      }
      const [begin, finish] = [row.cell("beginDate"), row.cell("endDate")];
      const from = begin === "" ? undefined : own.date(row.line, "beginDate", begin);
      const told = finish === "" ? undefined : own.date(row.line, "endDate", finish);
      if (from === null || told === null) return;
      const isOpen = isOpenEnd(told ?? "");
      if (isOpen) own.add("guessed", row.line, "endDate", finish, ...openEndTaken);
      const until = studentUntil.get(user) ?? null;
      const isCut = until !== null && (told === undefined || until < told);
      if (isCut) {
        own.add(
          "guessed",
          row.line,
          "endDate",
          finish === "" ? null : finish,
          `ends with the role of a student, whose last day is ${dayBefore(until)}`,
          "correct the role or the enrolment, if the person is enrolled for longer",
        );
      }
      if (isCut && from !== undefined && until < from) return;
      const to = isCut ? until : isOpen ? null : told;
      enrolments.push({
        key: row.key,
        at: row.at,
        student: user,
        class: of,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      });
    },
    (row) => {
      const isTeacher = personRole(row.cell("role") || "student") === "staff";
      const [of, user] = [normalCode(row.cell("classSourcedId")), normalCode(row.cell("userSourcedId"))];
      if (isTeacher && of !== "" && user !== "") teachersOf(of, row.at).gone.add(user);
      return isTeacher;
    },
  );

  const students: PersonItem[] = [];
  const staff: PersonItem[] = [];
  const users = byName.get("users");
  const notEnabled: number[] = [];
  /** Users who are neither students nor staff, each with their roles. */
  const others = new Map<string, string>();
  /** Users of whom the files do not say what they are; who is known here may be. */
  const untold: UserItem[] = [];
  /** Users whom the files tell of, deleted ones too. */
  const toldUsers = new Set<string>();
  const withoutNumber = { line: 0, count: 0, file: "" };
  read(
    "users",
    userColumns,
    (columns, row) => columns.cell(row, "sourcedId"),
    ["sourcedId"],
    "status",
    (row, own) => {
      toldUsers.add(row.key);
      const told = row
        .cell("role")
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== "");
      for (const role of told) tellRole(row.key, role);
      const named = [...(roles.get(row.key) ?? [])].map(personRole);
      if (named.length === 0 && rolesOver.has(row.key) && rolesAreWhole) {
        for (const thing of ["student", "staff"] as const) ended.push({ key: row.key, at: row.at, thing });
        own.add(
          "ignored",
          row.line,
          "role",
          null,
          "has no role any more, since each is over or marked as deleted: is read as a user who is deleted",
          "give the person a role, if they are still here",
        );
        return;
      }
      const kind = named.includes("staff") ? "staff" : named.includes("student") ? "student" : null;
      // A part says nothing of the roles that it does not hold.
      const isUntold = kind === null && (named.length === 0 || (told.length === 0 && !rolesAreWhole));
      if (kind === null && !isUntold) {
        others.set(row.key, [...(roles.get(row.key) ?? [])].join(", ") || "somebody without a role");
        own.add(
          "ignored",
          row.line,
          "role",
          [...(roles.get(row.key) ?? [])].join(", ") || null,
          "is neither a student nor staff",
          "nothing",
        );
        return;
      }
      if (named.includes("staff") && named.includes("student"))
        own.add(
          "guessed",
          row.line,
          "role",
          [...(roles.get(row.key) ?? [])].join(", "),
          "is both staff and student, and taken for a member of staff: has no marks",
          "tell only the role student, if the person is to be marked",
        );
      if (/^(false|0|no)$/i.test(row.cell("enabledUser"))) notEnabled.push(row.line);
      const names = (["givenName", "familyName"] as const).map((column) => {
        const preferred = row.cell(column === "givenName" ? "preferredGivenName" : "preferredFamilyName");
        return own.text(row.line, column, preferred || row.cell(column));
      });
      const [given, family] = names;
      if (given == null || family == null) return;
      const [number, username] = [row.cell("identifier"), row.cell("username")];
      if (kind === "student" && number === "") {
        withoutNumber.count += 1;
        if (withoutNumber.count === 1) Object.assign(withoutNumber, row.at);
      }
      const main = (of: "student" | "staff"): string =>
        of === "student" ? number || row.key : username || number || row.key;
      const [studentId, staffId] = (["student", "staff"] as const).map((of) =>
        kind !== null && kind !== of
          ? ""
          : own.person(row.line, of === "student" ? "identifier" : "username", main(of)),
      );
      const login =
        username === "" ? "" : kind === "student" ? own.person(row.line, "username", username) : staffId;
      const cohort = kind === "staff" ? "" : own.text(row.line, "grades", row.cell("grades"));
      if (studentId == null || staffId == null || login == null || cohort === null) return;
      const person = {
        key: row.key,
        at: row.at,
        givenName: given || null,
        familyName: family || null,
        email: own.email(row.line, "email", row.cell("email")),
      };
      const asStaff: PersonItem = { ...person, identifiers: [{ scheme: "username", value: staffId }] };
      const asStudent: PersonItem = {
        ...person,
        ...(cohort === "" ? {} : { cohort }),
        identifiers: [
          { scheme: "student_id", value: studentId },
          ...(login === "" ? [] : [{ scheme: "username" as const, value: login }]),
        ],
      };
      if (kind === "student") students.push(asStudent);
      else if (kind === "staff") staff.push(asStaff);
      else {
        const roleTold = [...(roles.get(row.key) ?? [])].join(", ") || null;
        const enrolledAs = enrolled.get(row.key) ?? null;
        untold.push({ key: row.key, at: row.at, role: roleTold, enrolledAs, asStudent, asStaff });
      }
    },
    ({ key }) => {
      toldUsers.add(key);
      return false;
    },
  );
  const ofStudents = enrolments.filter(({ at, student }) => {
    const role = others.get(student);
    if (role === undefined) return true;
    notes.push({
      severity: "refused",
      ...at,
      column: "userSourcedId",
      value: student,
      message: `is enrolled as a student, and is told as ${role}: has no marks`,
      remedy: "enrol the student, or give the person the role student",
    });
    return false;
  });
  const [firstLost] = enrolments.filter(({ student }) => others.has(student));
  if (firstLost !== undefined && scope.enrolment === "complete") {
    scope.enrolment = "additions";
    const [message, remedy] = notComplete;
    const { file } = firstLost.at;
    notes.push({ severity: "ignored", file, line: null, column: null, value: null, message, remedy });
  }
  const [firstDisabled] = notEnabled;
  if (firstDisabled !== undefined) {
    notes.push({
      severity: "guessed",
      file: users?.file ?? "users.csv",
      line: firstDisabled,
      column: "enabledUser",
      value: "false",
      message: `${notEnabled.length === 1 ? "1 user is" : `${notEnabled.length} users are`} not enabled: that is about signing in, and they are read as the others`,
      remedy: "mark those who have left as tobedeleted",
    });
  }
  const [firstWithoutRole] = withoutRole;
  if (firstWithoutRole !== undefined) {
    notes.push({
      severity: "guessed",
      file: byName.get("enrollments")?.file ?? "enrollments.csv",
      line: firstWithoutRole,
      column: "role",
      value: null,
      message: `${withoutRole.length === 1 ? "1 enrolment tells no role, and is" : `${withoutRole.length} enrolments tell no role, and are`} taken for a student's`,
      remedy: "tell the role, student or teacher",
    });
  }
  if (withoutNumber.count > 0) {
    notes.push({
      severity: "guessed",
      file: withoutNumber.file,
      line: withoutNumber.line,
      column: "identifier",
      value: null,
      message: `${withoutNumber.count} students have no identifier: their sourcedId is their student id`,
      remedy: "fill in what scans call them",
    });
  }

  const toldClasses = new Set(classes.map(({ key }) => key));
  const content: ImportContent = {
    ...nothingTold,
    kind: "oneroster",
    source: manifest?.system == null ? "oneroster" : `oneroster ${manifest.system}`,
    scope,
    terms,
    courses: uniqueCodes(courses, notes),
    classes: uniqueCodes(classes, notes).map((one) => {
      const of = teachers.get(one.key);
      // The teachers are told whole where the enrolments are.
      const staffAt = placesOf(of);
      if (scope.enrolment === "complete")
        return { ...one, staff: [...(of?.told.keys() ?? [])].sort(), staffAt };
      return of === undefined ? one : { ...one, staffBeside: besideOf(of), staffAt };
    }),
    teachings: [...teachers].flatMap(([key, of]) =>
      toldClasses.has(key)
        ? []
        : [
            {
              key,
              at: of.at,
              staff: scope.enrolment === "complete" ? [...of.told.keys()].sort() : null,
              staffBeside: besideOf(of),
              staffAt: placesOf(of),
            },
          ],
    ),
    students,
    staff,
    users: untold,
    roles: rolesToTell(roleRows, roles, toldUsers, rolesAreWhole, scope.student),
    enrolments: ofStudents,
    ended,
    rows,
  };
  return { content, notes };
}

/**
 * Rows of roles that say something of whoever is known here and of whom no other file of the bundle says it: roles that end
 * where no other of the kind goes on, the last day of students, and roles of users whom the files do not hold.
 */
function rolesToTell(
  rows: readonly RoleItem[],
  roles: ReadonlyMap<string, ReadonlySet<string>>,
  toldUsers: ReadonlySet<string>,
  isWhole: boolean,
  users: Extent,
): readonly RoleItem[] {
  const goOn = new Map(
    [...roles].map(([user, named]) => [user, new Set([...named].map(personRole))] as const),
  );
  const later = (a: string | null, b: string | null): string | null =>
    a === null || b === null ? null : a < b ? b : a;
  const told = new Map<string, RoleItem>();
  for (const row of rows) {
    const kinds = goOn.get(row.key) ?? new Set();
    const isTold = toldUsers.has(row.key);
    if (row.isOver) {
      // Where all roles or the user are told, what the user is now is known by them.
      const goesOn = row.of === null ? kinds.size > 0 : kinds.has(row.of);
      if (goesOn || (isTold && (isWhole || kinds.size > 0))) continue;
    } else if (isTold && row.of !== "student") continue;
    const key = `${row.key} ${row.of ?? ""}`;
    const before = told.get(key);
    if (before === undefined) told.set(key, row);
    else if (!row.isOver) {
      const until = later(before.until, row.until);
      told.set(key, { ...(until === before.until ? before : row), until });
    }
  }
  return [...told.values()].filter(
    ({ key, isOver, until }) => isOver || until !== null || (!toldUsers.has(key) && users !== "complete"),
  );
}

/** Who teaches a class, by the rows of enrolments. */
interface Teachers {
  readonly at: ImportItem["at"];
  /** Each with the row that says so first. */
  readonly told: Map<string, ImportItem["at"]>;
  readonly gone: Set<string>;
}

const placesOf = (of: Teachers | undefined) =>
  Object.fromEntries([...(of?.told ?? [])].map(([user, at]) => [user, { at, column: "userSourcedId" }]));

/** Somebody whose row was deleted and who has another one teaches on. */
const besideOf = ({ told, gone }: Teachers) => ({
  more: [...told.keys()].sort(),
  gone: [...gone].filter((user) => !told.has(user)).sort(),
});

/** Says once what the file holds and Muster does not keep. */
function tellUnread(table: CsvTable, own: RowNotes): void {
  const kept = new Set(keptSilently);
  const held = table.header.filter((header, at) => {
    const isKnown = unread.some((name) => name.toLowerCase() === header.toLowerCase());
    return (
      isKnown && !kept.has(header.toLowerCase()) && table.rows.some(({ cells }) => (cells[at] ?? "") !== "")
    );
  });
  if (held.length > 0)
    own.add("ignored", 1, held.join(", "), null, "is not read: Muster keeps no such data", "nothing");
}

/** A code that may be left out. */
const codeOf = (own: RowNotes, line: number, column: string, value: string): string | null =>
  value === "" ? "" : own.code(line, column, value);

const neverRead = new Set([
  "demographics",
  "userflags",
  "relationships",
  "userprofiles",
  "results",
  "lineitems",
  "categories",
  "scorescales",
]);
/** Files of the standard that say nothing a register needs. */
const quiet = new Set(["orgs", "resources", "classresources", "courseresources", "userresources"]);

const bareName = (file: string): string =>
  file
    .toLowerCase()
    .replace(/^.*[/\\]/, "")
    .replace(/\.csv$/, "")
    .replace(/[^a-z]/g, "");

function fileOf(name: string): FileRead | null {
  const spelt =
    name === "enrolments"
      ? "enrollments"
      : name === "sessions" || name === "terms"
        ? "academicSessions"
        : name;
  return filesRead.find((file) => file.toLowerCase() === spelt.toLowerCase()) ?? null;
}

function extentOf(
  file: FileRead,
  isThere: boolean,
  manifest: BundleManifest | null,
  context: ReadContext,
): Extent {
  const said = manifest?.files.get(file.toLowerCase());
  if (!isThere || said === "absent") return "absent";
  if (said === "bulk") return "complete";
  if (said === "delta") return "additions";
  return context.complete ? "complete" : "additions";
}

/** Of several terms the one that the others belong to, else the first that is told. */
function termOf(
  keys: readonly string[],
  terms: ReadonlyMap<string, TermItem>,
  parents: ReadonlyMap<string, string>,
): string | null {
  const [first] = keys;
  if (first === undefined) return null;
  if (keys.length === 1) return first;
  const parent = parents.get(first);
  if (parent !== undefined && terms.has(parent) && keys.every((key) => parents.get(key) === parent))
    return parent;
  return keys.find((key) => terms.has(key)) ?? first;
}
