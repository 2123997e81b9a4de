import type { ScanView } from "../../src/contract/http/scans.ts";
import type { SystemView, TotalsView } from "../../src/contract/http/system.ts";
import { arrivalParts, type SessionCard, type TodayView } from "../../src/contract/http/today.ts";
import type { ChangesFrame } from "../../src/contract/live/frames.ts";
import { nobodyExpected } from "../../src/domain/attendance/stand-of-session.ts";

export const today = "2026-11-23";
export const timeZone = "Europe/London";

export function systemAt(
  seq: number,
  totals: Partial<TotalsView> = {},
): SystemView & { readonly totals: TotalsView } {
  return {
    version: "0.1.0",
    instance: "i",
    day: today,
    timeZone,
    seq,
    institution: { name: "", firstRun: false },
    demo: { active: false, students: 0, classes: 0 },
    open: { allowed: false, host: "127.0.0.1" },
    broker: {
      kind: "embedded",
      connected: true,
      asksName: false,
      address: "mqtt://127.0.0.1:1883",
      clients: 1,
    },
    store: { kind: "embedded", variables: "", available: true, trouble: null },
    intake: { waiting: 0, overflowed: 0, unread: 0 },
    totals: { granted: 0, late: 0, denied: 0, unknown: 0, repeats: 0, quarantined: 0, ...totals },
  };
}

export function scanAt(seq: number, more: Partial<ScanView> = {}): ScanView {
  return {
    id: `scan-${seq}`,
    seq,
    student: "CSAI1001",
    known: true,
    identified: true,
    location: "BSB214",
    decision: "granted",
    reason: null,
    timestamp: "09:15 AM",
    occurredAt: `${today}T09:15:00Z`,
    timeBasis: "device_clock_reading",
    clockSuspect: false,
    clock: null,
    withdrawnAt: null,
    receivedAt: `${today}T09:15:01Z`,
    sender: "original/BSB214",
    source: "original",
    method: null,
    confidence: null,
    confidenceGuess: null,
    liveness: null,
    model: null,
    direction: null,
    live: true,
    repeats: 0,
    ...more,
  };
}

export function frame(parts: Partial<ChangesFrame>): ChangesFrame {
  const { scans = [], quarantined = [], sessions = [], marks = [], attempts = [], absences = [] } = parts;
  const seqs = [...scans, ...sessions, ...quarantined, ...marks, ...attempts, ...absences].map(
    (change) => change.seq,
  );
  return {
    seq: parts.seq ?? Math.max(0, ...seqs),
    scans,
    sessions,
    quarantined,
    marks,
    attempts,
    absences,
    registers: parts.registers ?? [],
    students: parts.students ?? [],
  };
}

/** A session of an hour from nine on, of which nothing is known but what is given. */
export function cardOf(id: string, more: Partial<SessionCard> = {}): SessionCard {
  return {
    id,
    kind: "timetabled",
    title: id,
    sort: "",
    classes: ["AST-102"],
    rooms: ["SOUTH-103"],
    staff: [],
    start: "2026-11-09T09:00:00.000Z",
    end: "2026-11-09T10:00:00.000Z",
    opens: "2026-11-09T08:45:00.000Z",
    onTimeUntil: "2026-11-09T09:05:00.000Z",
    lateUntil: "2026-11-09T09:20:00.000Z",
    closes: "2026-11-09T10:10:00.000Z",
    state: "open",
    required: true,
    counts: {},
    unstored: 0,
    stand: { ...nobodyExpected },
    worth: {
      present: { earned: 1, possible: 1 },
      late: { earned: 0.5, possible: 1 },
      absent: { earned: 0, possible: 1 },
    },
    attempts: 0,
    arrivals: Array.from({ length: arrivalParts }, () => 0),
    readers: [],
    blind: [],
    unknown: [],
    unknownBeside: [],
    maxBlindPct: 10,
    toLookAt: 0,
    signedOff: null,
    ...more,
  };
}

/** A day with these sessions, as of a change. */
export function todayOf(seq: number, sessions: SessionCard[], more: Partial<TodayView> = {}): TodayView {
  return {
    day: "2026-11-09",
    from: "2026-11-09T00:00:00.000Z",
    to: "2026-11-10T00:00:00.000Z",
    timeZone: "Europe/London",
    now: "2026-11-09T09:00:00.000Z",
    seq,
    sessions,
    rate: {
      earned: 0,
      possible: 0,
      percent: null,
      band: null,
      asOf: "2026-11-09T09:00:00.000Z",
      policy: { version: 1, name: "credit" },
      method: "count",
      counts: {},
      excluded: [],
    },
    anybodySeen: true,
    bands: { goodAt: 80, poorBelow: 50 },
    arrivals: [],
    unsigned: { registers: 0, firstDay: null },
    students: 3,
    holiday: null,
    nextDay: null,
    ...more,
  };
}
