import type { Temporal } from "temporal-polyfill";
import { cannotBeKnown } from "../../domain/attendance/cannot-be-known.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { readBlindSpells } from "./read-blind-spells.ts";
import { judgedUnder } from "./session-row.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";

/** Those of the sessions that are open and in which it cannot be known who came, since their readers are or were blind. */
export async function readUnknowable(
  reading: Pick<SessionsReading, "blindSpells" | "readers">,
  heads: readonly SessionHead[],
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
): Promise<ReadonlySet<string>> {
  const open = heads.filter(({ stored }) => stateAt(stored, now) === "open");
  const spells = await readBlindSpells(reading, open, now);
  return new Set(
    open.flatMap((head) => {
      const { id } = head.stored.plan;
      const blind = (spells.get(id) ?? []).map(({ from, to }) => ({
        from: from.epochMilliseconds,
        to: to?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
      }));
      const { window, policy } = judgedUnder(head, policies);
      return cannotBeKnown(window, blind, policy, now.epochMilliseconds) ? [id] : [];
    }),
  );
}
