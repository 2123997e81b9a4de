import { pick, type Random } from "./random.ts";

/** The students of the original's simulator and the rooms each may enter. */
const students = [
  { student: "CSAI1001", rooms: ["BSB214", "ECG-01", "ASG-13"] },
  { student: "SE2001", rooms: ["BSB214", "ASG-13"] },
  { student: "ITM3006", rooms: ["ECG-01", "ASG-13"] },
] as const;

/** Every room that a camera hangs in. */
export const rooms = [...new Set(students.flatMap((each) => each.rooms))];
export type Room = (typeof rooms)[number];

const deniedReasons = ["Face not in database", "Access denied for this location"] as const;

/** What a camera of the original says it saw; when it says so is not part of it. */
export interface DrawnScan {
  readonly student: string;
  readonly room: Room;
  readonly decision: "granted" | "denied" | "late";
  readonly reason: string;
}

/** Draws a scan as the original's simulator does: granted, denied and late at 0.7, 0.2 and 0.1. */
export function drawScan(random: Random): DrawnScan {
  const { student, rooms: allowed } = pick(random, students);
  const room = pick<Room>(random, allowed);
  const chance = random();
  if (chance < 0.7) return { student, room, decision: "granted", reason: "Face recognized successfully" };
  if (chance < 0.9) return { student, room, decision: "denied", reason: pick(random, deniedReasons) };
  return { student, room, decision: "late", reason: "Late entry" };
}
