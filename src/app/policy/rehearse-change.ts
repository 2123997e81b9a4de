import type { Temporal } from "temporal-polyfill";
import type { PolicyDryRun } from "../../contract/http/policy.ts";
import type { Seen } from "../../domain/attendance/nobody-seen-yet.ts";
import type {
  AlikeCount,
  CountFrameQuery,
  FigureFrameQuery,
  FiguresStore,
  StudentSession,
} from "../figures/figures-store.ts";
import { type WrittenMark, watchMarks } from "../marks/watch-marks.ts";
import type { PolicyStore, PolicyTransaction } from "./policy-store.ts";
import { type PolicyChange, putInForce } from "./put-in-force.ts";

/** Which sessions figures are of, which the rules for attention look at, and whether minutes tell them apart. */
export interface SessionsAsked {
  readonly frame: FigureFrameQuery;
  readonly forRules: CountFrameQuery;
  readonly minutes: boolean;
}

/** The sessions of everybody, by what is alike. */
export interface SessionsRead {
  readonly counted: readonly AlikeCount[];
  readonly forRules: readonly AlikeCount[];
  /** Who was seen in the school, by which a rate of 0 is said or not. */
  readonly seen: Seen;
}

/** What a change of the policy leaves alone and what it makes of it. */
export interface Rehearsed {
  /** Marks that would become another, by from and to, the most first. */
  readonly marks: PolicyDryRun["marks"];
  readonly before: SessionsRead;
  readonly after: SessionsRead;
  /** The sessions that rules look at, one by one, of the students of whom a mark would be written. */
  readonly moved: {
    readonly before: ReadonlyMap<string, readonly StudentSession[]>;
    readonly after: ReadonlyMap<string, readonly StudentSession[]>;
    /** When a reader last knew each of them, which no policy alters. */
    readonly lastSights: ReadonlyMap<string, Temporal.Instant>;
  };
}

/**
 * Puts a policy in force, reads marks and figures as they are then, takes it all back and reads them as they are without
 * it, while nobody else writes: what is foretold is what the same deed does.
 */
export function rehearseChange(
  store: PolicyStore,
  change: PolicyChange,
  asked: SessionsAsked,
): Promise<Rehearsed> {
  const oneByOne = async (figures: PolicyTransaction["figures"], students: Iterable<string>) =>
    sessionsByStudent(await figures.sessionsOfStudents([...students], asked.forRules));
  return store.rehearse(
    async (transaction) => {
      const written = new Map<string, WrittenMark>();
      await putInForce(watchMarks(transaction, written), change);
      const students = new Set([...written.values()].map(({ student }) => student));
      return {
        marks: countMoves(written.values()),
        students,
        after: await readSessions(transaction.figures, asked),
        moved: await oneByOne(transaction.figures, students),
      };
    },
    async ({ figures }, { marks, students, after, moved }) => ({
      marks,
      before: await readSessions(figures, asked),
      after,
      moved: {
        before: await oneByOne(figures, students),
        after: moved,
        lastSights: await figures.lastSights([...students], change.now),
      },
    }),
  );
}

/** The sessions of everybody as they stand. */
export async function readSessions(
  figures: Pick<FiguresStore, "countAlike" | "seen">,
  { frame, forRules, minutes }: SessionsAsked,
): Promise<SessionsRead> {
  return {
    counted: await figures.countAlike({ kind: "institution" }, frame, minutes),
    forRules: await figures.countAlike({ kind: "institution" }, forRules, minutes),
    seen: await figures.seen(frame.now),
  };
}

/** Sessions by the store id of their student. */
function sessionsByStudent(
  sessions: readonly StudentSession[],
): ReadonlyMap<string, readonly StudentSession[]> {
  const found = new Map<string, StudentSession[]>();
  for (const session of sessions) {
    const own = found.get(session.person);
    if (own) own.push(session);
    else found.set(session.person, [session]);
  }
  return found;
}

function countMoves(written: Iterable<WrittenMark>): PolicyDryRun["marks"] {
  const moves = new Map<string, PolicyDryRun["marks"][number]>();
  for (const { from, to: mark } of written) {
    const to = mark.status;
    if (from === to) continue;
    const key = `${from} ${to}`;
    moves.set(key, { from, to, marks: (moves.get(key)?.marks ?? 0) + 1 });
  }
  return [...moves.values()].sort((a, b) => b.marks - a.marks || (a.from + a.to < b.from + b.to ? -1 : 1));
}
