import type { Attendance } from "./draw-attendance.ts";
import { attendancesOf, type UniversityScan } from "./scans-of.ts";
import { minuteMs } from "./time.ts";
import type { Room, University, UniversitySession } from "./university.ts";

/** What a register should say of a student, by the rules of attendance and the numbers of the default policy. */
export type PlannedSeat =
  | { readonly status: "present" | "absent" | "clash" }
  /** Minutes begun since the start. */
  | { readonly status: "late" | "late_after_close"; readonly minutesLate: number }
  /** Came by the close of the register, and went before the least that counts. */
  | { readonly status: "left_early"; readonly minutesLate: number | null; readonly minutesPresent: number }
  /** Not seen, while the device was dead when the others came, or where nobody at all was seen. */
  | { readonly status: "review"; readonly because: "room_blind" | "nobody_seen" };
export type PlannedMark = PlannedSeat["status"];

/** One student in one session that was over. */
export interface PlannedPlace {
  readonly attendance: Attendance;
  readonly mark: PlannedSeat;
}

/** Numbers of the default policy: minutes, and a percentage. */
const policy = { openBefore: 15, onTimeGrace: 5, registerClose: 20, exitGrace: 10, maxBlindPct: 25 } as const;

/**
 * What every register of a school should say, worked out from the plan alone: nothing here is the server's own.
 *
 * @param scans all of them up to `asOf`, lost ones included
 * @param asOf milliseconds since 1970 UTC; sessions that end later are left out
 * @param leastShare of a session's length, within 0 and 1, that somebody seen going out must have been there for; null
 *   where nobody is said to have left early, as by default
 * @returns each student's sessions in the order of time
 */
export function planRegisters(
  university: University,
  scans: readonly UniversityScan[],
  asOf: number,
  leastShare: number | null = null,
): readonly PlannedPlace[] {
  const passages = passagesOf(scans);
  const rooms = new Map(university.rooms.map((room) => [room.code, room]));
  const over = attendancesOf(university)
    .filter(({ session }) => session.to <= asOf)
    .map((attendance) => ({ attendance, trail: trailOf(attendance, passages) }));
  const someoneSeen = new Set(
    over.filter(({ trail }) => trail.some(({ out }) => !out)).map(({ attendance }) => attendance.session.id),
  );
  const judged = over.map(({ attendance, trail }): PlannedPlace => {
    const { session } = attendance;
    const blind = isBlind(rooms.get(session.room), session);
    const unseen: PlannedSeat = blind
      ? { status: "review", because: "room_blind" }
      : someoneSeen.has(session.id)
        ? { status: "absent" }
        : { status: "review", because: "nobody_seen" };
    return { attendance, mark: seenMark(session, trail, leastShare) ?? unseen };
  });
  return settleClashes(university, judged);
}

/** Somebody let through a door, by the device's clock. */
interface Passage {
  readonly at: number;
  readonly out: boolean;
}

/** Who was let through which door, by student and room, in order. */
function passagesOf(scans: readonly UniversityScan[]): ReadonlyMap<string, readonly Passage[]> {
  const passages = new Map<string, Passage[]>();
  for (const { lost, student, room, message } of scans) {
    if (lost || student === null || message.decision !== "granted") continue;
    const key = `${student} ${room}`;
    const known = passages.get(key) ?? [];
    known.push({ at: Date.parse(message.occurred_at), out: message.direction === "out" });
    passages.set(key, known);
  }
  return passages;
}

/** A student's passages at the session's room in its window. */
function trailOf(
  { session, student }: Attendance,
  passages: ReadonlyMap<string, readonly Passage[]>,
): readonly Passage[] {
  const opens = session.from - policy.openBefore * minuteMs;
  const closes = session.to + policy.exitGrace * minuteMs;
  const all = passages.get(`${student} ${session.room}`) ?? [];
  return all.filter(({ at }) => at >= opens && at <= closes);
}

/** The mark of somebody who was seen by the end; null for nobody. */
function seenMark(
  session: UniversitySession,
  trail: readonly Passage[],
  leastShare: number | null,
): PlannedSeat | null {
  const { from, to } = session;
  const arrival = trail.find(({ at, out }) => !out && at <= to);
  if (arrival === undefined) return null;
  const minutesLate = Math.ceil((arrival.at - from) / minuteMs);
  if (minutesLate > policy.registerClose) return { status: "late_after_close", minutesLate };
  const late = minutesLate > policy.onTimeGrace ? minutesLate : null;
  const went = trail.find(({ at, out }) => out && at > arrival.at && at < to);
  if (leastShare !== null && went !== undefined) {
    const stayedMs = Math.max(0, went.at - Math.max(from, arrival.at));
    if (stayedMs < leastShare * (to - from)) {
      return {
        status: "left_early",
        minutesLate: late,
        minutesPresent: Math.floor(stayedMs / minuteMs),
      };
    }
  }
  return late === null ? { status: "present" } : { status: "late", minutesLate: late };
}

/** Whether the device was dead when those who are on time come, or for more than its share of the arrivals' window. */
function isBlind(room: Room | undefined, { from, to }: UniversitySession): boolean {
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
function settleClashes({ enrolments }: University, judged: readonly PlannedPlace[]): readonly PlannedPlace[] {
  const clashing = new Map<string, PlannedPlace[]>();
  for (const { student, clash } of enrolments) if (clash) clashing.set(student, []);
  for (const one of judged) clashing.get(one.attendance.student)?.push(one);
  /** A student's sessions come in the order of time: of those that come first it is known what they are. */
  const settled = new Map<PlannedPlace, PlannedMark>();
  return judged.map((one): PlannedPlace => {
    if (isAttended(one)) return one;
    const { session, student } = one.attendance;
    const others = (clashing.get(student) ?? []).filter(
      (other) =>
        other !== one &&
        other.attendance.session.from < session.to &&
        session.from < other.attendance.session.to,
    );
    const first = ({ attendance: { session: other } }: PlannedPlace): boolean =>
      other.from < session.from || (other.from === session.from && other.id < session.id);
    const absent = (other: PlannedPlace): boolean => (settled.get(other) ?? other.mark.status) === "absent";
    const clash = others.some((other) => isAttended(other) || (first(other) && absent(other)));
    if (!clash) return one;
    settled.set(one, "clash");
    return { ...one, mark: { status: "clash" } };
  });
}

function isAttended({ mark: { status } }: PlannedPlace): boolean {
  return status !== "absent" && status !== "review" && status !== "clash";
}
