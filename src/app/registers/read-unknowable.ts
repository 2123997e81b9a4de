import type { Temporal } from "temporal-polyfill";
import { cannotBeKnown } from "../../domain/attendance/cannot-be-known.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { judgedUnder } from "./session-row.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";

/** Those of the sessions that are open and in which it cannot be known who came, since their readers are or were blind. */
export async function readUnknowable(
  reading: Pick<SessionsReading, "blindSpells">,
  heads: readonly SessionHead[],
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
): Promise<ReadonlySet<string>> {
  const unknowable = new Set<string>();
  for (const head of heads) {
    if (stateAt(head.stored, now) !== "open") continue;
    const { id } = head.stored.plan;
    const blind = (await reading.blindSpells(id)).map(({ from, to }) => ({
      from: from.epochMilliseconds,
      to: to?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    }));
    const { window, policy } = judgedUnder(head, policies);
    if (cannotBeKnown(window, blind, policy, now.epochMilliseconds)) unknowable.add(id);
  }
  return unknowable;
}
