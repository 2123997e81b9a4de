import type { z } from "zod";
import type { nearView } from "../../contract/http/sessions.ts";
import { nearReason, nearTimes } from "../../domain/attendance/near-reason.ts";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { SessionWindow } from "../../domain/timetable/session-window.ts";
import { instantOf } from "../facts/instant-of.ts";
import { scansOfMark } from "./mark-view.ts";
import { instantText } from "./session-row.ts";
import type { ScanOfPerson, SessionHead, SessionsReading } from "./sessions-reading.ts";

/** The scans near a session that a student's mark there does not rest on. */
export interface NearScans {
  readonly scans: z.infer<typeof nearView>[];
  /** How many there are beyond these. */
  readonly more: number;
}

/**
 * Reads, once for all marks of a session, which scans lie near it and are not what the marks rest on.
 *
 * @param marks by the store's id of the student
 * @param most how many are told of each student, those nearest to the start
 * @returns only of those of whom there is any
 */
export async function readNear(
  reading: Pick<SessionsReading, "scansOfPeople">,
  { stored }: SessionHead,
  window: SessionWindow,
  marks: ReadonlyMap<string, RegisterMark>,
  most: number,
): Promise<ReadonlyMap<string, NearScans>> {
  const { from, to } = nearTimes(window);
  const scans = await reading.scansOfPeople([...marks.keys()], { from: instantOf(from), to: instantOf(to) });
  const told = new Map([...marks].map(([student, mark]) => [student, new Set(scansOfMark(mark))]));
  const near = new Map<string, ScanOfPerson[]>();
  for (const scan of scans) {
    if (told.get(scan.student)?.has(scan.id)) continue;
    const known = near.get(scan.student);
    if (known) known.push(scan);
    else near.set(scan.student, [scan]);
  }
  const toStart = ({ occurredAt }: ScanOfPerson): number =>
    Math.abs(occurredAt.epochMilliseconds - window.start);
  return new Map(
    [...near].map(([student, all]) => {
      const nearest = new Set([...all].sort((a, b) => toStart(a) - toStart(b)).slice(0, most));
      return [
        student,
        {
          scans: all
            .filter((scan) => nearest.has(scan))
            .map((scan) => ({
              scan: scan.id,
              at: instantText(scan.occurredAt),
              place: scan.place,
              because: nearReason(scan, window, stored.plan.rooms),
            })),
          more: all.length - nearest.size,
        },
      ];
    }),
  );
}
