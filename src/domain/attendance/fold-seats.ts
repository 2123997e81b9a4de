import type { Temporal } from "temporal-polyfill";
import type { Policy } from "../policy/policy.ts";
import type { Session } from "../timetable/session.ts";
import type { SessionWindow } from "../timetable/session-window.ts";
import { attemptsOf } from "./attempts-of.ts";
import { decideMark, nothingSpecial } from "./decide-mark.ts";
import type { Attempts } from "./judge-world.ts";
import { type Evidence, matchScan } from "./match-session.ts";
import type { RegisterMark } from "./register-mark.ts";
import type { Scan } from "./scan.ts";
import { compareSightings } from "./sighting.ts";

/** A session in which a student is plainly expected, and what judges it. */
export interface PlainSeat {
  readonly session: Session;
  readonly window: SessionWindow;
  readonly policy: Policy;
}

/**
 * A student of whom nothing but scans bears on the marks of some sessions: no correction, no leave, no decision about a
 * late fact, one unchanged enrolment in each, none of them final or cancelled, and none of the timetabled ones at the same
 * time as another.
 */
export interface PlainStudent {
  /** The sessions to conclude, and every timetabled one that hangs together with one of them. */
  readonly seats: readonly PlainSeat[];
  /** Those to conclude. */
  readonly asked: ReadonlySet<string>;
  /** Every scan of the student that lies in the window of one to conclude, of a standing one those in its rooms. */
  readonly scans: readonly (Scan & { readonly room: string })[];
}

/** What the scans of a plain student come to, by session. */
export interface FoldedSeats {
  readonly marks: ReadonlyMap<string, RegisterMark>;
  readonly attempts: ReadonlyMap<string, Attempts>;
}

/**
 * The short way to the marks of a plain student who was seen: what `judgeWorld` concludes, without a world. It answers only
 * where nothing but the student's own scans can matter, which are most of a lecture's and of a standing day's; whoever is
 * late may have come to a blind reader, and whoever was not seen may be missed for many reasons: these need the world.
 *
 * @returns null where the world has to be asked; sessions in which nothing was seen of the student are left out
 */
export function foldSeats({ seats, asked, scans }: PlainStudent, now: Temporal.Instant): FoldedSeats | null {
  const expected = seats.map(({ session, window, policy }) => ({
    session,
    window,
    wrongRoom: policy.wrongRoom,
  }));
  const evidence = new Map<string, Evidence[]>();
  const tried = new Map<string, { times: number; last: Scan }>();
  for (const scan of scans) {
    for (const { session } of attemptsOf(scan, expected)) {
      if (!asked.has(session.id)) continue;
      const before = tried.get(session.id);
      const isLater = before === undefined || compareSightings(scan, before.last) > 0;
      tried.set(session.id, { times: (before?.times ?? 0) + 1, last: isLater ? scan : before.last });
    }
    const match = matchScan(scan, expected);
    if (match.kind !== "sessions") continue;
    for (const piece of match.matches) {
      if (!asked.has(piece.session.id)) continue;
      const pieces = evidence.get(piece.session.id);
      if (pieces) pieces.push(piece.evidence);
      else evidence.set(piece.session.id, [piece.evidence]);
    }
  }
  const marks = new Map<string, RegisterMark>();
  for (const { session, window, policy } of seats) {
    if (!asked.has(session.id)) continue;
    const pieces = evidence.get(session.id);
    if (pieces === undefined) {
      // While it is open nothing is known yet; once it is over, whoever was not seen is judged.
      if (!window.standing && now.epochMilliseconds >= window.closes) return null;
      continue;
    }
    const facts = {
      session,
      window,
      now: now.epochMilliseconds,
      cancelled: false,
      registerTaken: false,
      unseenSaid: null,
      absentByWord: null,
      anybodySeen: true,
      watch: { kind: "watched" as const },
      unknowable: false,
    };
    const entry = decideMark(pieces, facts, nothingSpecial, policy);
    const { status } = entry.mark;
    if (status !== "present" && !(window.standing && status === "late")) return null;
    marks.set(session.id, entry);
  }
  const attempts = new Map([...tried].map(([id, { times, last }]) => [id, { times, scan: last.id }]));
  return { marks, attempts };
}
