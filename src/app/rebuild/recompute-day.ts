import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { StandingArrival } from "../../domain/attendance/decide-standing-mark.ts";
import { spanOfDay } from "../../domain/timetable/standing-session.ts";
import type { NewSession } from "../ingest/ingest-transaction.ts";
import { type FoldedDay, foldScans } from "./fold-scans.ts";
import { judgePlaces, type WrongPlace } from "./judge-places.ts";
import type { RebuildStore, RebuildTransaction, StoredPlace } from "./rebuild-store.ts";

export interface RecomputeContext {
  readonly now: Temporal.Instant;
  readonly timeZone: string;
  readonly policyVersion: number;
}

/** What a recomputed day wrote. */
export interface Recomputed {
  readonly marks: number;
  readonly attempts: number;
}

/** Written in one statement; a day may have more. */
const rowsAtOnce = 1000;

/**
 * Decides the marks and attempts of a local day anew from its stored scans and the roster as it is now, and writes a
 * new revision of each mark that differs. Writing twice changes nothing the second time.
 *
 * The day is folded while scans go on being recorded; only those that came meanwhile are folded while recording
 * waits.
 */
export async function recomputeDay(
  store: RebuildStore,
  day: string,
  context: RecomputeContext,
): Promise<Recomputed> {
  const span = spanOfDay(Temporal.PlainDate.from(day), context.timeZone);
  const folded: FoldedDay = new Map();
  const seen = await store.read(async (reading) => {
    for await (const page of reading.scansOf(span, 0)) foldScans(folded, page);
    return reading.lastSeq();
  });
  return store.write(async (transaction) => {
    for await (const page of transaction.scansOf(span, seen)) foldScans(folded, page);
    const wrong: WrongPlace[] = [];
    for await (const places of transaction.placesOf(day)) wrong.push(...judgePlaces(folded, places));
    const sessions = await openSessions(transaction, day, wrong, context.timeZone);
    const sessionOf = (place: StoredPlace): string => {
      const id = place.sessionId ?? sessions.get(place.classId)?.id;
      if (id === undefined) throw new RangeError("a place of the day has no session");
      return id;
    };
    const marks = wrong.filter(({ markDiffers }) => markDiffers);
    for (const page of pagesOf(marks)) await reviseMarks(transaction, page, sessionOf, context);
    const attempts = wrong.filter(({ attemptDiffers }) => attemptDiffers);
    for (const page of pagesOf(attempts)) await rewriteAttempts(transaction, page, sessionOf);
    return { marks: marks.length, attempts: attempts.length };
  });
}

/** Brings about the sessions that a day's wrong places need and that no scan has opened. */
async function openSessions(
  transaction: RebuildTransaction,
  day: string,
  wrong: readonly WrongPlace[],
  timeZone: string,
): Promise<ReadonlyMap<string, NewSession>> {
  const span = spanOfDay(Temporal.PlainDate.from(day), timeZone);
  const sessions = new Map<string, NewSession>();
  for (const { place } of wrong) {
    const { classId, roomId } = place;
    if (place.sessionId !== null || sessions.has(classId)) continue;
    sessions.set(classId, { id: uuidv7(), classId, roomId, day, startsAt: span.start, endsAt: span.end });
  }
  if (sessions.size > 0) await transaction.addSessions([...sessions.values()]);
  return sessions;
}

async function reviseMarks(
  transaction: RebuildTransaction,
  wrong: readonly WrongPlace[],
  sessionOf: (place: StoredPlace) => string,
  { now, policyVersion }: RecomputeContext,
): Promise<void> {
  const firstSeq = await transaction.takeSeqs(wrong.length);
  const revisions = wrong.map(({ place, sighting }, at) => ({
    seq: firstSeq + at,
    sessionId: sessionOf(place),
    personId: place.personId,
    revision: place.lastRevision + 1,
    arrival: sighting.arrival,
    policyVersion,
    decidedAt: now,
  }));
  const seen = revisions.filter(
    (revision): revision is typeof revision & { arrival: StandingArrival } => revision.arrival !== null,
  );
  if (seen.length > 0) await transaction.addRevisions(seen);
  const unseen = revisions.filter(({ arrival }) => arrival === null);
  if (unseen.length > 0) await transaction.takeBackMarks(unseen);
}

async function rewriteAttempts(
  transaction: RebuildTransaction,
  wrong: readonly WrongPlace[],
  sessionOf: (place: StoredPlace) => string,
): Promise<void> {
  const put = wrong.flatMap(({ place, sighting: { attempts, lastAttempt } }) =>
    lastAttempt === null
      ? []
      : [{ sessionId: sessionOf(place), personId: place.personId, scanId: lastAttempt.id, attempts }],
  );
  if (put.length > 0) await transaction.putAttempts(put);
  const gone = wrong.flatMap(({ place, sighting }) =>
    sighting.lastAttempt === null ? [{ sessionId: sessionOf(place), personId: place.personId }] : [],
  );
  if (gone.length > 0) await transaction.removeAttempts(gone);
}

function* pagesOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += rowsAtOnce) yield rows.slice(at, at + rowsAtOnce);
}
