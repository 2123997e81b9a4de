import type { Conduct, SightingLabel } from "./draw-attendance.ts";
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

/** Minutes of the default policy. */
const policy = { openBefore: 15, onTimeGrace: 5, registerClose: 20 } as const;

/**
 * @param scans all of them up to `asOf`, lost ones included
 * @param asOf milliseconds since 1970 UTC; sessions that end later are not counted
 */
export function tallyPlan(university: University, scans: readonly UniversityScan[], asOf: number): PlanTally {
  const firstSeen = new Map<string, number>();
  const labels: Record<SightingLabel, number> = {
    arrival: 0,
    seen_again: 0,
    refused: 0,
    leaving: 0,
    wrong_room: 0,
    stranger: 0,
    test: 0,
  };
  const seenIn = new Set<string | null>();
  let [lost, sentTwice] = [0, 0];
  for (const scan of scans) {
    if (scan.lost) {
      lost += 1;
      continue;
    }
    labels[scan.label] += 1;
    if (scan.copies === 2) sentTwice += 1;
    if (scan.label !== "arrival" && scan.label !== "seen_again") continue;
    const key = `${scan.session} ${scan.student}`;
    const at = Date.parse(scan.message.occurred_at);
    firstSeen.set(key, Math.min(firstSeen.get(key) ?? at, at));
    seenIn.add(scan.session);
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
  let [expected, leftEarly] = [0, 0];
  for (const { session, student, conduct, leftEarly: early } of attendancesOf(university)) {
    if (session.to > asOf) continue;
    expected += 1;
    conducts[conduct] += 1;
    if (early) leftEarly += 1;
    const seen = firstSeen.get(`${session.id} ${student}`) ?? null;
    const watched = seenIn.has(session.id) && !blind(rooms.get(session.room), session);
    marks[conduct === "clash" ? "clash" : markOf(session, seen, watched)] += 1;
  }
  const over = university.sessions.filter(({ to }) => to <= asOf);
  return {
    sessions: over.length,
    expected,
    marks,
    conducts,
    leftEarly,
    moved: over.filter(({ movedFrom }) => movedFrom !== null).length,
    deaths: university.rooms.flatMap(({ device }) => device.dead.filter(({ from }) => from <= asOf)).length,
    lost,
    wrongClocks: university.rooms.filter(({ device }) => device.skewMs !== 0).length,
    sentTwice,
    scans: labels,
  };
}

function markOf({ from, to }: UniversitySession, seen: number | null, watched: boolean): PlannedMark {
  if (seen === null || seen > to) return watched ? "absent" : "review";
  if (seen <= from + policy.onTimeGrace * minuteMs) return "present";
  return seen <= from + policy.registerClose * minuteMs ? "late" : "late_after_close";
}

/** Whether the device was dead at some moment at which those who are on time come. */
function blind(room: Room | undefined, { from }: UniversitySession): boolean {
  const [opens, close] = [from - policy.openBefore * minuteMs, from + policy.onTimeGrace * minuteMs];
  return room?.device.dead.some((dead) => dead.from <= close && dead.to > opens) ?? false;
}
