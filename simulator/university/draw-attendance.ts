import { between, pick, type Random } from "../random.ts";
import { drawNormal } from "./draw-normal.ts";
import { keyedRandom } from "./keyed-random.ts";
import { parameters } from "./parameters.ts";
import { minuteMs, secondMs } from "./time.ts";
import type { Room, Student, UniversitySession } from "./university.ts";

/**
 * What a student does about a session. `unrecognised`: comes, and no device knows the face or reads the card.
 * `wrong_room`: sits in another room throughout. `clash`: is at another session that overlaps.
 */
export type Conduct = "came" | "absent" | "ill" | "clash" | "unrecognised" | "wrong_room";

export const sightingLabels = [
  "arrival",
  "seen_again",
  "refused",
  "leaving",
  "wrong_room",
  "stranger",
  "test",
] as const;
/** Why a scan is there. Strangers and tests belong to no student; tests to no session either. */
export type SightingLabel = (typeof sightingLabels)[number];

/** Somebody before a device. */
export interface Sighting {
  readonly label: SightingLabel;
  /** True time, in milliseconds since 1970 UTC. */
  readonly at: number;
  readonly room: string;
  readonly direction: "in" | "out";
  readonly decision: "granted" | "denied" | "unknown";
}

export interface Attendance {
  readonly session: UniversitySession;
  readonly student: string;
  readonly conduct: Conduct;
  readonly leftEarly: boolean;
  /** In the order of time. */
  readonly sightings: readonly Sighting[];
}

/** From the end of a session to the start of the next, at most, for the student to go straight there. */
const straightOnMs = 20 * minuteMs;
/** How near in time another session of the student's may be for its room not to be taken for the right one by mistake. */
const mistakenMs = 90 * minuteMs;

/**
 * What one student does about each session that expects them, in the order of time: nobody is in two places at once.
 *
 * @param timeline the student's sessions, by (from, id)
 */
export function drawAttendance(
  seed: number,
  student: Student,
  timeline: readonly UniversitySession[],
  rooms: ReadonlyMap<string, Room>,
): readonly Attendance[] {
  const codes = [...rooms.keys()];
  /** Until when the student is in a session already. */
  let busyUntil = Number.NEGATIVE_INFINITY;
  return timeline.map((session, index) => {
    const random = keyedRandom(seed, "attendance", student.id, session.id);
    const drawn = drawVisit(random, student, session);
    const nothing = (conduct: Conduct): Attendance => ({
      session,
      student: student.id,
      conduct,
      leftEarly: false,
      sightings: [],
    });
    if (session.from < busyUntil) return nothing("clash");
    if (student.ill !== null && session.from >= student.ill.from && session.from < student.ill.to) {
      return nothing("ill");
    }
    if (!drawn.comes) return nothing("absent");
    const arrivedAt = Math.min(
      Math.max(drawn.arrivedAt, busyUntil + drawn.wayMs / 4),
      session.to - 5 * minuteMs,
    );
    busyUntil = session.to;
    const near = new Set(
      timeline
        .filter((other) => other.from < session.to + mistakenMs && other.to > session.from - mistakenMs)
        .map(({ room }) => room),
    );
    const others = codes.filter((code) => !near.has(code));
    const wrong = others.length > 0 ? wrongRoom(random, session, others) : null;
    const see = (
      label: SightingLabel,
      at: number,
      over: Partial<Omit<Sighting, "label" | "at">> = {},
    ): Sighting => ({
      label,
      at: Math.round(at),
      room: session.room,
      direction: "in",
      decision: "granted",
      ...over,
    });
    if (wrong !== null && drawn.staysThere && session.movedFrom === null) {
      const sightings = [see("wrong_room", arrivedAt, { room: wrong })];
      return { ...nothing("wrong_room"), sightings };
    }
    const refusal = drawn.refusal;
    if (drawn.neverRecognised) {
      return { ...nothing("unrecognised"), sightings: [see("refused", arrivedAt, { decision: refusal })] };
    }

    const sightings: Sighting[] = [];
    let inside = arrivedAt;
    if (wrong !== null) {
      sightings.push(see("wrong_room", arrivedAt, { room: wrong }));
      inside = Math.min(arrivedAt + drawn.wayMs, session.to - 3 * minuteMs);
    }
    if (drawn.refusedMs !== null) {
      sightings.push(see("refused", inside - drawn.refusedMs, { decision: refusal }));
    }
    sightings.push(see("arrival", inside));
    if (drawn.againMs !== null) sightings.push(see("seen_again", inside + drawn.againMs));
    const leaves = session.from + drawn.leavesAfter * (session.to - session.from);
    const exits = rooms.get(session.room)?.tracksExits ?? false;
    const leftEarly = exits && drawn.leavesEarly && leaves > inside + 5 * minuteMs;
    if (exits && (drawn.seenLeaving || leftEarly)) {
      const next = timeline[index + 1];
      const inHaste = next !== undefined && next.from < session.to + straightOnMs;
      const out = session.to + (inHaste ? -1.5 : 5.5 * drawn.dawdles - 1) * minuteMs;
      sightings.push(see("leaving", leftEarly ? leaves : out, { direction: "out" }));
    }
    sightings.sort((a, b) => a.at - b.at);
    return { session, student: student.id, conduct: "came", leftEarly, sightings };
  });
}

/** Everything that chance decides about one visit, drawn in one order whatever comes of it. */
function drawVisit(random: Random, { habits }: Student, { from, minute, weekday }: UniversitySession) {
  const { hours, rarer, overslept, seenAgain, refusedFirst, wrongRoom: wrong } = parameters;
  const night = minute < 5 * 60 || minute >= 21 * 60;
  const chance = habits.comes - (night ? rarer.night : 0) - (weekday > 5 ? rarer.weekend : 0);
  const comes = random() < chance;
  const byHour = night
    ? hours.night
    : minute < 9.5 * 60
      ? hours.earlyMorning
      : minute >= 13 * 60 && minute < 14 * 60
        ? hours.afterLunch
        : 0;
  const usual = drawNormal(random, habits.arrives + byHour, habits.spread);
  const slept = random() < overslept.chance;
  const more = between(random, ...overslept.more);
  const minutes = Math.max(parameters.earliest, usual) + (slept ? more : 0);
  const refused = random() < refusedFirst.chance;
  const refusedMs = between(random, ...refusedFirst.secondsBefore) * secondMs;
  const again = random() < seenAgain.chance;
  const againMs = between(random, ...seenAgain.secondsLater) * secondMs;
  return {
    comes,
    arrivedAt: from + minutes * minuteMs,
    refusedMs: refused ? refusedMs : null,
    refusal: pick(random, ["denied", "unknown"] as const),
    againMs: again ? againMs : null,
    neverRecognised: random() < parameters.neverRecognised,
    staysThere: random() < wrong.stays,
    wayMs: between(random, ...wrong.way) * minuteMs,
    leavesEarly: random() < parameters.leavesEarly.chance,
    leavesAfter: between(random, ...parameters.leavesEarly.after),
    seenLeaving: random() < parameters.exits.seen,
    dawdles: random(),
  };
}

/** The room that somebody goes to by mistake: the usual one where the class has moved, else any. Mostly none. */
function wrongRoom(random: Random, session: UniversitySession, others: readonly string[]): string | null {
  const { usual, moved } = parameters.wrongRoom;
  if (session.movedFrom !== null) {
    return random() < moved && others.includes(session.movedFrom) ? session.movedFrom : null;
  }
  return random() < usual ? pick(random, others) : null;
}
