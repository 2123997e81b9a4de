import { Temporal } from "temporal-polyfill";
import { codeKey } from "../../domain/kernel/code-key.ts";
import { heldOff } from "../facts/change-timetable.ts";
import type { FactTransaction, StoredSession } from "../facts/fact-transaction.ts";
import type { RosterTransaction, StoredRoster } from "../rosters/roster-transaction.ts";
import { seriesKey } from "./calendar/series-key.ts";
import { sharedKey } from "./distinct-meetings.ts";
import type { ImportContent, ImportThing } from "./import-content.ts";
import type { SessionOnDay, StoredWorld } from "./import-plan.ts";

/** Reads what a plan compares this content with, and not more. */
export async function loadWorld(
  content: ImportContent,
  { roster, timetable }: { readonly roster: RosterTransaction; readonly timetable: FactTransaction },
): Promise<StoredWorld> {
  const { source, scope, ended } = content;
  const ends = (...things: readonly ImportThing[]): boolean =>
    things.some((thing) => scope[thing] === "complete" || ended.some((item) => item.thing === thing));
  // Of students too: whether somebody has left tells whether a number was used again.
  const enrolments =
    content.enrolments.length > 0 ||
    content.students.length > 0 ||
    // Whoever is known here stays a student, and is enrolled no longer where the role is over.
    content.users.length > 0 ||
    content.roles.length > 0 ||
    // A class that comes back leaves those that ended with it as they are.
    (content.classes.length > 0 && content.sessions.length === 0) ||
    // Whoever was a student and is a member of staff is enrolled no longer.
    (content.kind === "oneroster" && content.staff.length > 0) ||
    ends("enrolment", "student", "class");
  const people =
    enrolments ||
    content.students.length > 0 ||
    content.staff.length > 0 ||
    content.teachings.length > 0 ||
    content.classes.some(({ staff, staffBeside }) => staff !== undefined || staffBeside !== undefined) ||
    content.sessions.some(({ staff = [] }) => staff.length > 0) ||
    ends("staff");
  const stored = await roster.load({ source, people, enrolments });
  const ofClasses = new Map(stored.classes.map(({ id, code }) => [codeKey(code), id]));
  const stands = [...new Set(content.standings.flatMap(({ key }) => ofClasses.get(codeKey(key)) ?? []))];
  const standing = stands.length === 0 ? [] : await timetable.standingRoomsOf(stands);
  const onDays = await sessionsOnDays(timetable, daysThatChange(content, stored));
  if (content.sessions.length === 0 && !ends("session"))
    return { roster: stored, sessions: [], said: new Map(), takenBack: new Map(), onDays, standing };

  const ids = new Set((await timetable.sessionsOfSource(source)).values());
  // Those that another source tells of already, and that this one tells of through it.
  for (const { thing, id, endedAt } of stored.keys) if (thing === "session" && endedAt === null) ids.add(id);
  const codes = new Set(content.sessions.flatMap(({ classes }) => classes.map(codeKey)));
  const keys = new Map(stored.keys.filter(({ thing }) => thing === "class").map(({ key, id }) => [key, id]));
  const known = new Set(
    content.sessions.flatMap((session) => session.classes.flatMap((key) => keys.get(key) ?? [])),
  );
  const classes = stored.classes.flatMap(({ id, code }) =>
    codes.has(codeKey(code)) || known.has(id) ? [id] : [],
  );
  const days = content.sessions.map(({ day }) => day).sort();
  const [from = ""] = days;
  // A meeting in the table may have been planned in another zone, where it is another day.
  const spread = (day: string, by: number): string =>
    Temporal.PlainDate.from(day).add({ days: by }).toString();
  if (classes.length > 0 && days.length > 0) {
    const span = { from: spread(from, -1), to: spread(days.at(-1) ?? from, 1) };
    for (const id of await timetable.sessionsOfClasses(classes, span)) ids.add(id);
  }
  const sessions = asTaught(
    inOrder(await timetable.findSessions([...ids])),
    await heldOff(timetable, [...ids]),
  );
  const takenBack = await roster.takenBack(
    source,
    content.sessions.flatMap(({ key, start, version }) =>
      version === undefined ? [] : [key, seriesKey(sharedKey(key), start)],
    ),
  );
  return {
    roster: stored,
    sessions,
    said: await timetable.saidByImports([...ids]),
    takenBack,
    onDays,
    standing,
  };
}

/** The days that this content may add to those without teaching, or take out of them. */
function daysThatChange(
  { nonTeachingDays, scope, source }: ImportContent,
  { nonTeachingDays: stored }: StoredRoster,
): readonly string[] {
  const told = new Set(nonTeachingDays.map(({ key }) => key));
  const known = new Set(stored.map(({ day }) => day));
  const left = stored.filter((one) => one.source === source && !told.has(one.day)).map(({ day }) => day);
  return [
    ...[...told].filter((day) => !known.has(day)),
    ...(scope.non_teaching_day === "complete" ? left : []),
  ];
}

/** What takes place on days, and what nothing but its day has cancelled there. */
async function sessionsOnDays(
  timetable: FactTransaction,
  days: readonly string[],
): Promise<readonly SessionOnDay[]> {
  const ids = await timetable.sessionsOnDays(days);
  const held = await heldOff(timetable, ids);
  return (await timetable.findSessions(ids)).flatMap(({ plan: { id, day }, state }) => {
    const isOff = held.has(id);
    return isOff || state !== "cancelled" ? [{ id, day, isOff }] : [];
  });
}

/**
 * As sources see sessions: they know nothing of days without teaching, and go on telling of what lies on one. What only its
 * day has cancelled is there to be known again, moved and cancelled like any other, so that it is right once the day is taught.
 */
function asTaught(sessions: readonly StoredSession[], held: ReadonlySet<string>): readonly StoredSession[] {
  return sessions.map((session) =>
    held.has(session.plan.id) ? { ...session, state: "scheduled" } : session,
  );
}

function inOrder(sessions: readonly StoredSession[]): readonly StoredSession[] {
  return sessions.toSorted(
    (a, b) =>
      a.plan.start.epochMilliseconds - b.plan.start.epochMilliseconds || (a.plan.id < b.plan.id ? -1 : 1),
  );
}
