import type { Attendance, Conduct, SightingLabel } from "./draw-attendance.ts";
import { attendancesOf, type UniversityScan } from "./scans-of.ts";
import { minuteMs } from "./time.ts";
import type { Room, University, UniversitySession } from "./university.ts";

/**
 * What a register should say, by the rules and numbers of the default policy. `review`: not seen, while the device was
 * dead when the others came, or where nobody at all was seen.
 */
export const plannedMarks = ["present", "late", "late_after_close", "absent", "review", "clash"] as const;
export type PlannedMark = (typeof plannedMarks)[number];

/** What was planned for the sessions that were over at some moment, for a viewer to hold registers against. */
export interface PlanTally {
  readonly sessions: number;
  /** Students expected, over all of those sessions. */
  readonly expected: number;
  readonly marks: Readonly<Record<PlannedMark, number>>;
  readonly conducts: Readonly<Record<Conduct, number>>;
  readonly leftEarly: number;
  /** Sessions that met in another room than usual. */
  readonly moved: number;
  /** Deaths of devices, and the scans they lost. */
  readonly deaths: number;
  readonly lost: number;
  readonly wrongClocks: number;
  readonly sentTwice: number;
  /** Scans that were sent, by what they were of. */
  readonly scans: Readonly<Record<SightingLabel, number>>;
}

/** Numbers of the default policy: minutes, and a percentage. */
const policy = { openBefore: 15, onTimeGrace: 5, registerClose: 20, maxBlindPct: 25 } as const;

/**
 * @param scans all of them up to `asOf`, lost ones included
 * @param asOf milliseconds since 1970 UTC; sessions that end later are not counted
 */
export function tallyPlan(university: University, scans: readonly UniversityScan[], asOf: number): PlanTally {
  /** When somebody was let into a room, by the device's clock, in order. */
  const seen = new Map<string, number[]>();
  const labels: Record<SightingLabel, number> = {
    arrival: 0,
    seen_again: 0,
    refused: 0,
    leaving: 0,
    wrong_room: 0,
    stranger: 0,
    test: 0,
  };
  let [lost, sentTwice] = [0, 0];
  for (const scan of scans) {
    if (scan.lost) {
      lost += 1;
      continue;
    }
    labels[scan.label] += 1;
    if (scan.copies === 2) sentTwice += 1;
    const { message } = scan;
    if (scan.student === null || message.decision !== "granted" || message.direction !== "in") continue;
    const key = `${scan.student} ${scan.room}`;
    seen.set(key, [...(seen.get(key) ?? []), Date.parse(message.occurred_at)]);
  }

  const rooms = new Map(university.rooms.map((room) => [room.code, room]));
  const conducts: Record<Conduct, number> = {
    came: 0,
    absent: 0,
    ill: 0,
    clash: 0,
    unrecognised: 0,
    wrong_room: 0,
  };
  const marks: Record<PlannedMark, number> = {
    present: 0,
    late: 0,
    late_after_close: 0,
    absent: 0,
    review: 0,
    clash: 0,
  };
  const over = attendancesOf(university).filter(({ session }) => session.to <= asOf);
  const arrivals = over.map((attendance) => ({ attendance, arrivedAt: arrivalOf(attendance, seen) }));
  const someoneSeen = new Set(
    arrivals.filter(({ arrivedAt }) => arrivedAt !== null).map(({ attendance }) => attendance.session.id),
  );
  const judged = arrivals.map(({ attendance, arrivedAt }): Judged => {
    const { session } = attendance;
    const watched = someoneSeen.has(session.id) && !blind(rooms.get(session.room), session);
    return { attendance, mark: markOf(session, arrivedAt, watched) };
  });
  for (const { mark } of settleClashes(university, judged)) marks[mark] += 1;
  for (const { conduct } of over) conducts[conduct] += 1;
  const sessions = university.sessions.filter(({ to }) => to <= asOf);
  return {
    sessions: sessions.length,
    expected: over.length,
    marks,
    conducts,
    leftEarly: over.filter(({ leftEarly }) => leftEarly).length,
    moved: sessions.filter(({ movedFrom }) => movedFrom !== null).length,
    deaths: university.rooms.flatMap(({ device }) => device.dead.filter(({ from }) => from <= asOf)).length,
    lost,
    wrongClocks: university.rooms.filter(({ device }) => device.skewMs !== 0).length,
    sentTwice,
    scans: labels,
  };
}

interface Judged {
  readonly attendance: Attendance;
  readonly mark: PlannedMark;
}

/** The first moment at which the student was seen in the session's room in its window; null for never. */
function arrivalOf(
  { session, student }: Attendance,
  seen: ReadonlyMap<string, readonly number[]>,
): number | null {
  const opens = session.from - policy.openBefore * minuteMs;
  return seen.get(`${student} ${session.room}`)?.find((at) => at >= opens && at <= session.to) ?? null;
}

function markOf({ from }: UniversitySession, arrivedAt: number | null, watched: boolean): PlannedMark {
  if (arrivedAt === null) return watched ? "absent" : "review";
  if (arrivedAt <= from + policy.onTimeGrace * minuteMs) return "present";
  return arrivedAt <= from + policy.registerClose * minuteMs ? "late" : "late_after_close";
}

/** Whether the device was dead when those who are on time come, or for more than its share of the arrivals' window. */
function blind(room: Room | undefined, { from, to }: UniversitySession): boolean {
  const dead = room?.device.dead ?? [];
  const opens = from - policy.openBefore * minuteMs;
  const onTime = from + policy.onTimeGrace * minuteMs;
  const closes = Math.min(to, from + policy.registerClose * minuteMs);
  const missed = dead.reduce(
    (sum, span) => sum + Math.max(0, Math.min(span.to, closes) - Math.max(span.from, opens)),
    0,
  );
  return (
    dead.some((span) => span.from <= onTime && span.to > opens) ||
    100 * missed > policy.maxBlindPct * (closes - opens)
  );
}

/**
 * Of two sessions at once, one that the student did not attend is no absence where the other was attended, or where the
 * other comes first and is one already. Only planted clashes have such sessions.
 */
function settleClashes({ enrolments }: University, judged: readonly Judged[]): readonly Judged[] {
  const clashing = new Map<string, Judged[]>();
  for (const { student, clash } of enrolments) if (clash) clashing.set(student, []);
  for (const one of judged) clashing.get(one.attendance.student)?.push(one);
  /** A student's sessions come in the order of time: of those that come first it is known what they are. */
  const settled = new Map<Judged, PlannedMark>();
  return judged.map((one): Judged => {
    if (attended(one)) return one;
    const { session, student } = one.attendance;
    const others = (clashing.get(student) ?? []).filter(
      (other) =>
        other !== one &&
        other.attendance.session.from < session.to &&
        session.from < other.attendance.session.to,
    );
    const first = ({ attendance: { session: other } }: Judged): boolean =>
      other.from < session.from || (other.from === session.from && other.id < session.id);
    const absent = (other: Judged): boolean => (settled.get(other) ?? other.mark) === "absent";
    const clash = others.some((other) => attended(other) || (first(other) && absent(other)));
    if (!clash) return one;
    settled.set(one, "clash");
    return { ...one, mark: "clash" };
  });
}

function attended({ mark }: Judged): boolean {
  return mark === "present" || mark === "late" || mark === "late_after_close";
}
