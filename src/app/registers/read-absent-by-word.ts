import type { Temporal } from "temporal-polyfill";
import { signatureThatStands } from "../../domain/timetable/session-state.ts";
import { readLives } from "../facts/session-life.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";

/** A signature by which those whom no reader could see are absent. */
export interface SignedAbsent {
  readonly by: string;
  readonly at: Temporal.Instant;
  /** Of whom it says so, by store id; null for everybody. */
  readonly of: readonly string[] | null;
}

/** Those of the sessions whose register bears such a signature, by session. */
export async function readAbsentByWord(
  reading: Pick<SessionsReading, "sessionFacts" | "policies">,
  heads: readonly SessionHead[],
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, SignedAbsent>> {
  const signed = heads.flatMap(({ stored }) => (stored.signedOff === null ? [] : [stored]));
  const lives = await readLives(reading, signed, now);
  return new Map(
    [...lives].flatMap(([id, { window, events }]) => {
      const signature = signatureThatStands(window, events);
      if (signature?.unseen !== "absent") return [];
      const { by, at, of } = signature;
      return [[id, { by, at, of: of ?? null }] as const];
    }),
  );
}
