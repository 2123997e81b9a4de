import { v7 as uuidv7 } from "uuid";
import type { ChangeContext, Touched } from "../facts/change-timetable.ts";
import { nothingTouched } from "../facts/change-timetable.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import type { ScanOfIdentifier } from "./roster-transaction.ts";

/**
 * Says of stored scans whose they turned out to be; each is a fact.
 *
 * @param scans with the person that each is of from now on, null for nobody
 * @returns the students whose marks may change: those who had a scan, and those who have it now; and the sessions that
 *   lost one, in which it may have been all that showed that anybody was there
 */
export async function joinScans(
  timetable: FactTransaction,
  scans: readonly (ScanOfIdentifier & { readonly person: string | null })[],
  { actor, reason, now }: ChangeContext,
): Promise<Touched> {
  if (scans.length === 0) return nothingTouched;
  await timetable.addFacts(
    scans.map(({ scan, person }) => ({
      id: uuidv7(),
      at: now,
      actor,
      reason,
      kind: "identity",
      scan,
      student: person,
    })),
  );
  const students = scans.flatMap(({ at, student, person }) =>
    [student, person].flatMap((one) => (one === null ? [] : [{ student: one, from: at, to: at }])),
  );
  const lost = scans.flatMap(({ at, student }) => (student === null ? [] : [{ student, from: at, to: at }]));
  const around = await timetable.sessionsAround(lost);
  return { sessions: [...new Set(around.map(({ session }) => session))], students };
}
