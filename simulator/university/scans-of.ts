import type { NativeScan } from "../../src/contract/mqtt/native-scan.ts";
import { between, createRandom, type Random } from "../random.ts";
import { bootIdAt } from "./boot-id-at.ts";
import { type Attendance, drawAttendance, type Sighting, type SightingLabel } from "./draw-attendance.ts";
import { drawNormal } from "./draw-normal.ts";
import { keyedRandom } from "./keyed-random.ts";
import { mintUuid } from "./mint-uuid.ts";
import { parameters } from "./parameters.ts";
import { minuteMs, secondMs } from "./time.ts";
import type { Room, Span, University, UniversitySession } from "./university.ts";

/** One scan of a device, seen or lost. */
export interface UniversityScan {
  readonly label: SightingLabel;
  /** The id of the session that it belongs to; null for a test. */
  readonly session: string | null;
  /** Who stood there, known to the device or not; null for a stranger and for a test. */
  readonly student: string | null;
  /** The code of the device's room. */
  readonly room: string;
  /** True time, in milliseconds since 1970 UTC; the device's own is in the message. */
  readonly at: number;
  /** How often the device sends it. */
  readonly copies: 1 | 2;
  /** Whether the device was dead: the scan is never sent. */
  readonly lost: boolean;
  readonly message: Omit<NativeScan, "live">;
}

/**
 * Every scan of a span, by (at, room), lost ones included. The numbers of a device's scans count from the beginning of
 * each of its lives, whatever the span: within a life nothing is missing, and what is lost when it dies comes last.
 */
export function scansOf(university: University, span: Span): readonly UniversityScan[] {
  return numberScans(university, sightingsOf(university)).filter(({ at }) => at >= span.from && at < span.to);
}

/** What every student does about every session that expects them. */
export function attendancesOf(university: University): readonly Attendance[] {
  const rooms = new Map(university.rooms.map((room) => [room.code, room]));
  const byClass = new Map<string, UniversitySession[]>();
  for (const session of university.sessions) {
    const known = byClass.get(session.class);
    if (known === undefined) byClass.set(session.class, [session]);
    else known.push(session);
  }
  const timelines = new Map<string, UniversitySession[]>();
  for (const { student, class: code, from, to } of university.enrolments) {
    const timeline = timelines.get(student) ?? [];
    for (const session of byClass.get(code) ?? []) {
      if (session.day >= from && (to === null || session.day < to)) timeline.push(session);
    }
    timelines.set(student, timeline);
  }
  return university.students.flatMap((student) => {
    const timeline = timelines.get(student.id) ?? [];
    timeline.sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
    return drawAttendance(university.seed, student, timeline, rooms);
  });
}

interface Located extends Sighting {
  readonly session: string | null;
  readonly student: string | null;
}

function sightingsOf(university: University): Located[] {
  const found: Located[] = [];
  for (const { session, student, sightings } of attendancesOf(university)) {
    for (const sighting of sightings) found.push({ ...sighting, session: session.id, student });
  }
  for (const session of university.sessions) {
    const random = keyedRandom(university.seed, "strangers", session.id);
    // Of the chance for one, what is above is the chance for two.
    for (let left = parameters.strangers; random() < left; left /= 2) {
      const at = Math.round(between(random, session.from, session.to));
      const { room } = session;
      found.push({
        label: "stranger",
        at,
        room,
        direction: "in",
        decision: "unknown",
        session: session.id,
        student: null,
      });
    }
  }
  for (const room of university.rooms) {
    for (const at of testsOf(university, room)) {
      const [label, direction, decision] = ["test", "in", "unknown"] as const;
      found.push({ label, at, room: room.code, direction, decision, session: null, student: null });
    }
  }
  return found;
}

/**
 * A device is tested when it is hung up, an hour before the first session can begin, and when it is back from the dead:
 * from there on its backlog tells of all that it saw. One test in between is lost with it.
 */
function testsOf({ promised }: University, { device }: Room): readonly number[] {
  return [
    promised.from - 60 * minuteMs,
    ...device.dead.flatMap(({ from, to }) => [Math.round((from + to) / 2), to + 10 * secondMs]),
  ];
}

function numberScans(university: University, sightings: Located[]): readonly UniversityScan[] {
  const rooms = new Map(university.rooms.map((room) => [room.code, room]));
  const numbers = new Map<string, number>();
  // Whoever comes at the same millisecond stands in one order all the same.
  const key = ({ session, student, label }: Located) => `${session} ${student} ${label}`;
  sightings.sort(
    (a, b) => a.at - b.at || (a.room < b.room ? -1 : a.room > b.room ? 1 : 0) || (key(a) < key(b) ? -1 : 1),
  );
  return sightings.flatMap((sighting) => {
    const room = rooms.get(sighting.room);
    if (room === undefined) return [];
    const bootId = bootIdAt(room.device, sighting.at);
    const seq = (numbers.get(bootId) ?? 0) + 1;
    numbers.set(bootId, seq);
    return [toScan(university.seed, room, { bootId, seq }, sighting)];
  });
}

function toScan(
  seed: number,
  { code, device }: Room,
  { bootId, seq }: { readonly bootId: string; readonly seq: number },
  sighting: Located,
): UniversityScan {
  const { at, label, session, student, direction, decision } = sighting;
  const id = mintUuid(at, `${seed} ${code} ${session} ${student} ${label} ${at}`);
  const random = createRandom(Number.parseInt(id.slice(-8), 16), seed);
  const lost = device.dead.some(({ from, to }) => at >= from && at < to);
  const subject =
    student === null || decision === "unknown" ? null : ({ scheme: "student_id", value: student } as const);
  return {
    label,
    session,
    student,
    room: code,
    at,
    copies: random() < parameters.sentTwice ? 2 : 1,
    lost,
    message: {
      v: 1,
      event_id: id,
      boot_id: bootId,
      seq,
      occurred_at: new Date(at + device.skewMs).toISOString(),
      clock: "ntp",
      subject,
      decision,
      reason: reasonFor(sighting, device.method),
      method: device.method,
      ...(device.method === "face" && decision !== "unknown" && { confidence: confidence(random, decision) }),
      direction,
      location: code,
    },
  };
}

function reasonFor({ label, decision }: Located, method: "face" | "card"): string {
  if (label === "test") return "Device test";
  if (decision === "granted") return method === "face" ? "Face recognised" : "Card read";
  if (method === "card") return decision === "denied" ? "Card expired" : "No card, only a hand at the reader";
  return decision === "denied" ? "Face not in database" : "Face not recognised";
}

function confidence(random: Random, decision: "granted" | "denied"): number {
  const drawn = drawNormal(random, decision === "granted" ? 0.94 : 0.55, 0.03);
  return Math.round(1000 * Math.min(0.999, Math.max(0.3, drawn))) / 1000;
}
