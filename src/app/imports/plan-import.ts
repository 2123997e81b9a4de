import { Temporal } from "temporal-polyfill";
import { importThings } from "../../contract/http/imports.ts";
import { codeKey, normalCode } from "../../domain/kernel/code-key.ts";
import type { SourceKey, StoredIdentifier, StoredRoster } from "../rosters/roster-transaction.ts";
import { calendarName, doubtKey } from "./calendar/choose-source.ts";
import { type ChangeLedger, createChangeLedger } from "./change-ledger.ts";
import { withChangedRoles } from "./changed-roles.ts";
import type { ImportContent, ImportThing } from "./import-content.ts";
import type { ImportPlan, PlanContext, StoredWorld } from "./import-plan.ts";
import { type Pieces, runAtOnce } from "./in-pieces.ts";
import { createKeyRing, type KeyRing } from "./key-ring.ts";
import { whyNoStanding, withoutRefused } from "./made-by-refused.ts";
import { notComplete } from "./not-complete.ts";
import {
  planClasses,
  planCourses,
  planNonTeachingDays,
  planRooms,
  planTerms,
  tellNonTeachingDays,
} from "./plan-catalogue.ts";
import { filesOf, isComplete, isOver, keysOver, type PlanDesk } from "./plan-desk.ts";
import { planEnrolments } from "./plan-enrolments.ts";
import { placeMeetings, planMeetings, resolveMeetings } from "./plan-meetings.ts";
import { planPeople } from "./plan-people.ts";
import { planStandings } from "./plan-standings.ts";
import { type RecognisedMeetings, recogniseMeetings } from "./recognise-meetings.ts";
import { createStaffNames, isNameOfStaff } from "./staff-at.ts";
import { withKnownPeople } from "./with-known-people.ts";
import { withdrawUnused } from "./withdraw-unused.ts";

/** Above this share, ending what a file no longer holds asks for a second confirmation. */
const endsUnasked = { of: 1, in: 10 };

/**
 * What an import would do to what is stored: pure, so that a preview and what is applied are the same thing. A second
 * import of the same content plans nothing.
 */
export function planImport(told: ImportContent, world: StoredWorld, context: PlanContext): ImportPlan {
  return runAtOnce(planInPieces(told, world, context));
}

/** The same, item by item: a school's whole timetable takes longer than a device should wait. */
export function* planInPieces(
  read: ImportContent,
  world: StoredWorld,
  context: PlanContext,
): Pieces<ImportPlan> {
  const ledger = createChangeLedger();
  const rings = ringsOf(world.roster);
  const known = withKnownPeople(read, rings, world.roster, context.today, ledger);
  const told = withChangedRoles(known, rings);
  const given: PlanDesk = { ...context, content: told, told, world, ledger, rings };
  tellBeside(given);
  const doubts = askWhoseItIs(given);
  const recognised = yield* recogniseMeetings(given);
  const content = withoutIgnored(told, recognised);
  const whole: PlanDesk = { ...given, content };
  const { roster } = world;
  const terms = yield* planTerms(whole);
  const daysOff = planNonTeachingDays(whole);
  const { warnings: ofPeople, passings, asked, staffAt, ...people } = yield* planPeople(whole);
  // Who is there is known by now, and with it whose rows are refused.
  const desk: PlanDesk = { ...whole, content: withoutRefused(whole) };
  const courses = yield* planCourses(desk);
  const nameStaff = createStaffNames(world, people);
  const allTerms = replaced(roster.terms, terms);
  const classes = yield* planClasses(desk, staffAt, nameStaff, courses, allTerms);
  const resolved = yield* resolveMeetings(desk, recognised);
  // Only what takes place makes rooms.
  const rooms = yield* planRooms(desk, [
    ...resolved,
    ...desk.content.standings.flatMap((one) =>
      one.room === null || whyNoStanding(one, context.today) !== null
        ? []
        : [{ item: { at: one.at, rooms: [one.room], cancelled: false }, column: "standing_room" }],
    ),
  ]);
  const allClasses = replaced(roster.classes, classes);
  const { enrolments, endedEnrolments, cutEnrolments } = yield* planEnrolments(
    desk,
    allClasses,
    allTerms,
    people.people,
    { identifiers: people.identifiers, passings, asked },
  );
  const stand = yield* planStandings(desk, allClasses, replaced(roster.rooms, rooms));
  const { links, warnings, held, ...meetings } = yield* planMeetings(
    desk,
    recognised,
    yield* placeMeetings(desk, resolved, staffAt),
    allClasses,
    replaced(roster.rooms, rooms),
    daysOff,
    nameStaff,
  );
  tellNonTeachingDays(desk, daysOff, meetings);
  const written = { rooms, classes, ...people };
  const { withdrawn, ...made } = yield* withdrawUnused(desk, held, written, enrolments, staffAt);
  const byKey = importThings.flatMap((thing) => keysOver(desk, thing));
  const keyed = new Set(byKey);
  // Whose student or class is over is over as well, whatever its file says.
  const along = [...rings.enrolment.before.values()].filter(
    (one) => !isOver(one, context.now) && endedEnrolments.has(one.id) && !keyed.has(one),
  );
  const over = [...byKey, ...along];
  for (const { thing, key } of over) {
    // Enrolments and sessions were told one by one.
    if (thing !== "enrolment" && thing !== "session" && thing !== "non_teaching_day") {
      ledger.say({ thing, change: "end", key, before: "held by the source", after: afterEnd[thing] });
    }
  }
  for (const thing of importThings) tellIncomplete(desk, thing);
  return {
    ...ledger.close(),
    notes: ledger.notes,
    warnings: [
      ...doubts,
      ...ofPeople(withdrawn.staff),
      ...stand.warnings,
      ...warnings,
      ...warningsOf(desk, ledger),
    ],
    questions: ledger.questions,
    roster: {
      terms,
      nonTeachingDays: daysOff.put,
      endedDays: daysOff.ended.map(({ day }) => day),
      courses,
      ...made,
      keys: oneWordEach([...keysToWrite(desk, over), ...keysOfCut(desk, cutEnrolments), ...links]),
    },
    enrolments,
    takenBack: recognised.takenBack,
    standings: stand.standings,
    ...meetings,
  };
}

/** What becomes of what its source holds no longer, where that is not told one by one. */
const afterEnd: Readonly<Record<Exclude<ImportThing, "enrolment" | "session" | "non_teaching_day">, string>> =
  {
    term: "held no longer, and stays in Muster",
    room: "held no longer, and stays in Muster",
    course: "held no longer, and stays in Muster",
    staff: "held no longer, and stays in Muster",
    class: "held no longer: nobody is enrolled in it",
    student: "held no longer: is enrolled nowhere",
  };

/** Says that a calendar is taken for another than the one of its file's name, while nobody has said that it is that one. */
function tellBeside({ content: { beside, source, sessions }, ledger }: PlanDesk): void {
  const [first] = sessions;
  if (beside === undefined || first === undefined || source !== beside.own) return;
  const [name, own] = [calendarName(beside.name), calendarName(beside.own)];
  ledger.note(
    "guessed",
    { file: first.at.file, line: null },
    null,
    name,
    `is the name of a calendar that holds other meetings: this file is taken for another calendar, ${own}, and changes nothing of ${name}`,
    `if it is a newer file of ${name}, choose that in the preview, where it says whose calendar it is`,
  );
}

/**
 * Asks whether a calendar is a newer file of the one that holds some of its meetings.
 *
 * @returns what has to be confirmed while nobody has said
 */
function askWhoseItIs({ content: { doubt, sessions, answers }, ledger }: PlanDesk): readonly string[] {
  const [first] = sessions;
  if (doubt === undefined || first === undefined) return [];
  const key = doubtKey(doubt);
  const answer = answers[key] ?? null;
  const [holder, own] = [calendarName(doubt.source), calendarName(doubt.own)];
  const shared = `${doubt.shared} of the ${sessions.length} meetings of this file`;
  ledger.ask({
    key,
    text: `${shared} have the keys of meetings of the calendar ${holder}. Is this a newer file of ${holder}?`,
    file: first.at.file,
    line: null,
    before: holder,
    after: own,
    answer,
  });
  return answer !== null
    ? []
    : [
        `${shared} have the keys of meetings of the calendar ${holder}, and would be added beside them as ${own}; answer whether it is a newer file of ${holder}, or name its calendar (--source)`,
      ];
}

/** A file that holds everything, and of which something was refused, ends nothing; whoever meant it to is told. */
function tellIncomplete(desk: PlanDesk, thing: ImportThing): void {
  const [file] = filesOf(desk.told, thing);
  const isTold = desk.ledger.notes.some(
    (note) => note.file === file && note.line === null && note.message === notComplete[0],
  );
  if (isTold || file === undefined || desk.content.scope[thing] !== "complete" || isComplete(desk, thing))
    return;
  desk.ledger.note("ignored", { file, line: null }, null, null, ...notComplete);
}

/** What no meeting that counts names is not made. Of a calendar that goes for classes, which nothing else in it tells of. */
function withoutIgnored(content: ImportContent, { meetings }: RecognisedMeetings): ImportContent {
  if (content.kind !== "icalendar") return { ...content, sessions: meetings.map(({ item }) => item) };
  const named = new Set(meetings.flatMap(({ item }) => item.classes));
  return {
    ...content,
    sessions: meetings.map(({ item }) => item),
    classes: content.classes.filter(({ key }) => named.has(key)),
  };
}

function ringsOf({ keys, ...roster }: StoredRoster): Record<ImportThing, KeyRing> {
  const coded = (rows: readonly { readonly code: string; readonly id: string }[]): Map<string, string> =>
    new Map(rows.map(({ code, id }) => [code, id]));
  const kinds = new Map(roster.people.map(({ id, kind }) => [id, kind]));
  const identified = (scheme: string, kind: "student" | "staff"): Map<string, string> =>
    new Map(
      roster.identifiers.flatMap((one) =>
        one.scheme === scheme && kinds.get(one.person) === kind ? [[one.value, one.person] as const] : [],
      ),
    );
  const bearersOf = (ids: readonly StoredIdentifier[]) =>
    ids.map(({ value, person }) => [value, person] as const);
  return {
    term: createKeyRing("term", keys, coded(roster.terms), codeKey, "looks"),
    non_teaching_day: createKeyRing("non_teaching_day", keys, new Map(), normalCode),
    room: createKeyRing(
      "room",
      keys,
      new Map(roster.rooms.flatMap(({ id, names }) => names.map((name) => [name, id] as const))),
      codeKey,
    ),
    course: createKeyRing("course", keys, coded(roster.courses), codeKey, "looks"),
    class: createKeyRing("class", keys, coded(roster.classes), codeKey, "looks"),
    // Two people may have ids that differ in a letter's case alone.
    student: createKeyRing("student", keys, identified("student_id", "student"), normalCode, "looks", {
      former: bearersOf(roster.formerIds),
      isName: () => false,
    }),
    staff: createKeyRing("staff", keys, identified("username", "staff"), codeKey, "looks", {
      former: bearersOf(roster.formerLogins),
      isName: isNameOfStaff,
    }),
    enrolment: createKeyRing("enrolment", keys, new Map(), normalCode),
    session: createKeyRing("session", keys, new Map(), normalCode),
  };
}

function replaced<Row extends { readonly id: string }>(
  stored: readonly Row[],
  written: readonly Row[],
): readonly Row[] {
  const all = new Map(stored.map((row) => [row.id, row]));
  for (const row of written) all.set(row.id, row);
  return [...all.values()];
}

/** The keys that this import used for the first time or for something else, and those that are over. */
function keysToWrite(
  { content, now, rings, timeZone }: PlanDesk,
  over: readonly SourceKey[],
): readonly SourceKey[] {
  const { source } = content;
  const written: SourceKey[] = [];
  // OneRoster takes an end back by leaving it out, so that it has to be known who told it. Plain files tell it each time.
  const toldEnds = new Map(
    content.kind !== "oneroster"
      ? []
      : content.enrolments.flatMap(({ key, to }) => {
          if (to == null) return [];
          return [[key, Temporal.PlainDate.from(to).toZonedDateTime(timeZone).toInstant()] as const];
        }),
  );
  for (const thing of importThings) {
    // A session keeps its source and key itself; a day is its own key.
    if (thing === "session" || thing === "non_teaching_day") continue;
    const ring = rings[thing];
    for (const [key, id] of ring.now) {
      const before = ring.before.get(key);
      const endedAt = (thing === "enrolment" ? toldEnds.get(key) : null) ?? null;
      if (before?.id !== id || before.endedAt?.epochMilliseconds !== endedAt?.epochMilliseconds)
        written.push({ source, thing, key, id, endedAt });
    }
    // Something that goes by another key now is not over: only its old key is. A name goes beside a login.
    const isName = (key: string): boolean => content.kind !== "oneroster" && ring.own(key) !== null;
    for (const one of ring.before.values()) {
      if (one.endedAt === null && ring.goesByAnother(one) && !isName(one.key))
        written.push({ ...one, endedAt: now });
    }
  }
  // What a row of these files says of its key stands, whatever becomes of what the key meant before.
  const left = over.filter(({ thing, key }) => !rings[thing].now.has(key));
  return [...written, ...left.map((one) => ({ ...one, endedAt: now }))];
}

/** A key means one thing: of several words of it the first one stands. */
function oneWordEach(words: readonly SourceKey[]): readonly SourceKey[] {
  const firsts = new Map<string, SourceKey>();
  for (const word of words) {
    const of = JSON.stringify([word.source, word.thing, word.key]);
    if (!firsts.has(of)) firsts.set(of, word);
  }
  return [...firsts.values()];
}

/** The keys of enrolments that end on the last day of a role: each is over from then on, until its source tells it again. */
function keysOfCut(
  { now, rings, timeZone }: PlanDesk,
  cut: ReadonlyMap<string, string>,
): readonly SourceKey[] {
  return [...rings.enrolment.before.values()].flatMap((one) => {
    const to = cut.get(one.id);
    // What the source ended before stays over.
    if (to === undefined || isOver(one, now)) return [];
    if (rings.enrolment.claimed(one.id) || rings.enrolment.now.has(one.key)) return [];
    return [{ ...one, endedAt: Temporal.PlainDate.from(to).toZonedDateTime(timeZone).toInstant() }];
  });
}

function warningsOf(
  { content, rings, world, now, today }: PlanDesk,
  ledger: ChangeLedger,
): readonly string[] {
  return importThings.flatMap((thing) => {
    const ends = ledger.counted(thing, "end");
    if (ends === 0) return [];
    const live =
      thing === "session"
        ? world.sessions.filter(
            ({ plan, state }) =>
              plan.source?.name === content.source &&
              state !== "cancelled" &&
              plan.start.epochMilliseconds > now.epochMilliseconds,
          ).length
        : thing === "non_teaching_day"
          ? world.roster.nonTeachingDays.filter(({ day, source }) => source === content.source && day > today)
              .length
          : [...rings[thing].before.values()].filter((one) => !isOver(one, now)).length;
    if (ends * endsUnasked.in <= live * endsUnasked.of) return [];
    const verb = thing === "session" ? "cancelled" : "ended";
    return [
      `${ends} of ${Math.max(live, ends)} ${pluralOf[thing]} that this source told of would be ${verb}: that is more than 10 %`,
    ];
  });
}

const pluralOf: Readonly<Record<ImportThing, string>> = {
  term: "terms",
  non_teaching_day: "days without teaching",
  room: "rooms",
  course: "courses",
  class: "classes",
  student: "students",
  staff: "members of staff",
  enrolment: "enrolments",
  session: "sessions",
};
