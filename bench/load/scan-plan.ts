import { v7 as uuidv7 } from "uuid";
import type { NativeScanInput } from "../../src/contract/mqtt/native-scan.ts";
import type { OriginalMessage } from "../../src/contract/mqtt/original-message.ts";
import { deviceTopic, originalTopic } from "../../src/contract/mqtt/topics.ts";
import {
  lectureRoomCode,
  lectureRoomOf,
  placeAt,
  placeCount,
  roomCode,
  roomCount,
  studentCount,
  studentId,
} from "./school.ts";

/** Which scans a generator sends. Every one is a different scan. */
export interface ScanPlan {
  readonly kind: "native" | "original";
  /**
   * `first`: each scan is the first of its student in its class on its day (24,000 a day, native scans then go
   * on with the day before), so each makes a mark. `again`: each is of a place that has been seen today
   * already. `busy`: 100 scans each of the first 80 students, then all students in turn. `timetabled`: each is the first of
   * its student in the timetabled session that is on, for as many as there are students.
   */
  readonly scans: "first" | "again" | "busy" | "timetabled";
  /** The number of the first; 0 unless given. */
  readonly from?: number;
  readonly count: number;
}

export interface PlannedScan {
  readonly topic: string;
  readonly payload: Buffer;
}

export const site = "bench";
export const deviceName = (connection: number): string => `door-${connection + 1}`;

const dayMs = 86_400_000; // the benchmarks run in UTC, where every day has as many
/** Scatters places over the school; it shares no factor with their number. */
const stride = 7919;
const maxAgeDays = 33;

/**
 * Which device sends the `index`-th scan of a plan, of as many as there are connections and one for each room at least: each
 * stands in one room, as readers do, and `device % connections` carries it.
 */
export function deviceOf(plan: ScanPlan, index: number, connections: number): number {
  if (plan.kind === "original") return index % connections;
  const { room } = sightingAt(plan, index);
  const inRoom = Math.max(1, Math.floor((connections - 1 - room) / roomCount) + 1);
  return room + roomCount * (index % inRoom);
}

/** The `index`-th scan of a plan, as device number `connection` sends it now. */
export function scanAt(plan: ScanPlan, index: number, connection: number, nowMs: number): PlannedScan {
  return plan.kind === "native"
    ? nativeScanAt(plan, index, connection, nowMs)
    : originalScanAt(plan, index, nowMs);
}

function nativeScanAt(plan: ScanPlan, index: number, connection: number, nowMs: number): PlannedScan {
  const { student, room, daysAgo } = sightingAt(plan, index);
  const scan: NativeScanInput = {
    v: 1,
    event_id: uuidv7(),
    boot_id: "0197f3c2-boot",
    seq: index,
    occurred_at: new Date(nowMs - daysAgo * dayMs).toISOString(),
    clock: "ntp",
    subject: { scheme: "student_id", value: studentId(student) },
    decision: "granted",
    method: "face",
    confidence: 0.97,
    location: plan.scans === "timetabled" ? lectureRoomCode(room) : roomCode(room),
    live: true,
  };
  return {
    topic: deviceTopic(site, deviceName(connection), "scan"),
    payload: Buffer.from(JSON.stringify(scan)),
  };
}

/** Who is seen, in which of the rooms of the plan's kind of sessions, and how many days ago. */
function sightingAt(plan: ScanPlan, index: number): { student: number; room: number; daysAgo: number } {
  if (plan.scans === "timetabled") {
    const student = index % studentCount;
    return { student, room: lectureRoomOf(student), daysAgo: 0 };
  }
  const { place, daysAgo } = whereAndWhen(plan, index);
  return { ...placeAt(place), daysAgo };
}

function whereAndWhen(plan: ScanPlan, index: number): { place: number; daysAgo: number } {
  if (plan.scans === "first") return { place: index % placeCount, daysAgo: Math.floor(index / placeCount) };
  if (plan.scans === "again") return { place: (index * stride) % placeCount, daysAgo: 0 };
  const place = index < 8000 ? index % 80 : (index * stride) % placeCount;
  return { place, daysAgo: index < 10_000 ? 0 : 1 + (Math.floor(index / placeCount) % maxAgeDays) };
}

/**
 * The original's cameras send no id, so that the same text is the same scan: what makes each different here is
 * the place, and when these are used up the decision.
 */
function originalScanAt(plan: ScanPlan, index: number, nowMs: number): PlannedScan {
  if (index >= 2 * placeCount)
    throw new RangeError(`only ${2 * placeCount} original scans differ in a minute`);
  const { student, room } = placeAt(
    plan.scans === "first" ? index % placeCount : (index * stride) % placeCount,
  );
  const message: OriginalMessage = {
    student_id: studentId(student),
    location: roomCode(room),
    timestamp: clockReading(new Date(nowMs)),
    decision: index < placeCount ? "granted" : "late",
  };
  return { topic: originalTopic, payload: Buffer.from(JSON.stringify(message)) };
}

/** `09:15 AM`, in UTC. */
function clockReading(at: Date): string {
  const hour = at.getUTCHours();
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${two(hour % 12 || 12)}:${two(at.getUTCMinutes())} ${hour < 12 ? "AM" : "PM"}`;
}
