import type { Conduct, SightingLabel } from "./draw-attendance.ts";
import { type PlannedMark, planRegisters } from "./plan-registers.ts";
import type { UniversityScan } from "./scans-of.ts";
import type { University } from "./university.ts";

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

/**
 * @param scans all of them up to `asOf`, lost ones included
 * @param asOf milliseconds since 1970 UTC; sessions that end later are not counted
 */
export function tallyPlan(university: University, scans: readonly UniversityScan[], asOf: number): PlanTally {
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
  }

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
    left_early: 0,
    absent: 0,
    review: 0,
    clash: 0,
  };
  const seats = planRegisters(university, scans, asOf);
  for (const { mark, attendance } of seats) {
    marks[mark.status] += 1;
    conducts[attendance.conduct] += 1;
  }
  const sessions = university.sessions.filter(({ to }) => to <= asOf);
  return {
    sessions: sessions.length,
    expected: seats.length,
    marks,
    conducts,
    leftEarly: seats.filter(({ attendance }) => attendance.leftEarly).length,
    moved: sessions.filter(({ movedFrom }) => movedFrom !== null).length,
    deaths: university.rooms.flatMap(({ device }) => device.dead.filter(({ from }) => from <= asOf)).length,
    lost,
    wrongClocks: university.rooms.filter(({ device }) => device.skewMs !== 0).length,
    sentTwice,
    scans: labels,
  };
}
