import { createLocalTime } from "../../domain/timetable/local-time.ts";
import type { ChangeContext } from "../facts/change-timetable.ts";
import { retellReader } from "../health/retell-reader.ts";
import type { BootNote, TallyEntry } from "../ingest/ingest-transaction.ts";
import { tallyDecisions } from "../ingest/tally-decisions.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { joinScans } from "../rosters/join-scans.ts";
import type { ClockCorrectionTransaction, CorrectedScan } from "./clock-correction-store.ts";

/** Why a correction cannot be taken back. */
export type UndoRefusal = "unknown" | "undone_before";

/**
 * Takes back what was stated of a clock: each scan that was taken by it is nobody's from now on, which is a fact, and marks,
 * counts and the readers' health follow. Its message is open again, to be read with another statement.
 *
 * @returns how many scans were withdrawn
 */
export async function undoClockCorrection(
  transaction: ClockCorrectionTransaction,
  id: string,
  timeZone: string,
  context: ChangeContext & { readonly reason: string },
): Promise<{ readonly withdrawn: number } | { readonly refused: UndoRefusal }> {
  const correction = await transaction.findCorrection(id);
  if (correction === null) return { refused: "unknown" };
  if (correction.undone) return { refused: "undone_before" };
  const scans = await transaction.correctedScans(id);
  const { actor, now, reason } = context;
  const touched = await joinScans(
    transaction.timetable,
    scans.map((scan) => ({ ...scan, person: null })),
    context,
  );
  await transaction.withdraw(id, { actor, reason, at: now });
  await judgeMarks(transaction.timetable, touched, context);
  await transaction.addCounts(countsOf(scans, timeZone));
  const times = scans.flatMap(({ native, at }) => (native ? [at] : []));
  await retellReader(transaction.health, correction.sender, times, now);
  return { withdrawn: scans.length };
}

/** What the scans were counted as, less. */
function countsOf(
  scans: readonly CorrectedScan[],
  timeZone: string,
): Parameters<ClockCorrectionTransaction["addCounts"]>[0] {
  const localTime = createLocalTime(timeZone);
  const less = tallyDecisions(
    scans.map((scan) => ({ ...scan, n: -1 })),
    localTime,
  );
  const tallies = new Map<string, TallyEntry>();
  const boots = new Map<string, BootNote>();
  for (const { at, decision: kind, location, sender, boot } of scans) {
    const { day, hour } = localTime(at);
    const place = location ?? "";
    const key = JSON.stringify([day, hour, kind, place]);
    tallies.set(key, { day, hour, kind, location: place, n: (tallies.get(key)?.n ?? 0) - 1 });
    if (boot === null) continue;
    const before = boots.get(boot.id);
    boots.set(boot.id, {
      sender,
      bootId: boot.id,
      firstSeq: Math.min(before?.firstSeq ?? boot.seq, boot.seq),
      lastSeq: Math.max(before?.lastSeq ?? boot.seq, boot.seq),
      scans: (before?.scans ?? 0) - 1,
    });
  }
  return { tallies: [...tallies.values()], decisions: less, senders: [], boots: [...boots.values()] };
}
