import type { Temporal } from "temporal-polyfill";
import type { PolicyNumbers } from "../../domain/policy/explain-policy.ts";
import { policyInForce } from "../../domain/policy/policy-in-force.ts";
import type { PolicyVersion } from "../../domain/policy/policy-version.ts";
import type { PresetName } from "../../domain/policy/presets.ts";
import { windowOf } from "../../domain/timetable/session-window.ts";
import type { Author } from "../actor.ts";
import { type ChangeContext, factOf, plannedSession } from "../facts/change-timetable.ts";
import type { FactTransaction, StoredSession } from "../facts/fact-transaction.ts";
import { readLives } from "../facts/session-life.ts";
import { settleReaders } from "../health/settle-readers.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import type { PolicyTransaction } from "./policy-store.ts";

/** What is to be put in force, by whom and why. */
export interface PolicyChange {
  readonly preset: PresetName;
  readonly numbers: PolicyNumbers;
  /** Judge sessions that have opened and are not final by the new version as well. */
  readonly rejudge: boolean;
  readonly actor: Author;
  readonly reason: string;
  readonly now: Temporal.Instant;
}

/** Sessions read and written at once. */
const mostAtOnce = 1_000;

/**
 * Puts a new version of the policy in force from now on. Sessions that open later are judged by it, and their windows
 * follow; those that have opened stay with the version that judges them, unless they are to be judged anew. Final
 * sessions stay as they are.
 *
 * @returns the version, and how many marks were revised
 */
export async function putInForce(
  transaction: PolicyTransaction,
  { preset, numbers, rejudge, actor, reason, now }: PolicyChange,
): Promise<{ readonly version: PolicyVersion; readonly revised: number }> {
  const version = await transaction.addVersion({
    name: preset,
    preset,
    numbers,
    from: now,
    actor: actor.id,
    reason,
  });
  const context: ChangeContext = { actor, reason, now };
  // From here on a session opens, by the new version, after now: it is the version that judges it.
  const opensLater = now.add({ minutes: numbers.openBefore });
  const policies = await transaction.policies();
  const touched: string[] = [];

  for await (const sessions of inBatches(transaction, await transaction.sessionsFrom(opensLater))) {
    const lives = await readLives(transaction, sessions, now);
    const planned = sessions.map((session) => {
      const policy = lives.get(session.plan.id)?.judgedBy ?? policyInForce(policies, session.plan.start);
      const window = windowOf(session.plan, policy);
      return [session, plannedSession(session.plan, session, window, now)] as const;
    });
    const changed = planned.filter(([before, after]) => !sameWindow(before, after));
    await transaction.putSessions(changed.map(([, after]) => after));
    // One that had opened by the old numbers has marks which the new ones may not allow yet.
    touched.push(...changed.flatMap(([{ state, plan }]) => (state === "scheduled" ? [] : [plan.id])));
  }
  if (rejudge) {
    for await (const sessions of inBatches(transaction, await transaction.sessionsBefore(opensLater))) {
      await transaction.addFacts(
        sessions.map(({ plan }) =>
          factOf(plan.id, { kind: "judged_by", policyVersion: version.policy.version }, context),
        ),
      );
      const planned = sessions.map((session) =>
        plannedSession(session.plan, session, windowOf(session.plan, version.policy), now),
      );
      await transaction.putSessions(planned);
      touched.push(...sessions.map(({ plan }) => plan.id));
      // Whether a reader was blind is known for the windows of before alone; of one that is open, its close will tell.
      const closed = planned.filter(
        (after, at) => after.state !== "open" && !sameWindow(after, sessions[at] ?? after),
      );
      touched.push(...(await settleReaders({ ...transaction.readers, timetable: transaction }, closed, now)));
    }
  }
  const revised = await judgeMarks(transaction, { sessions: touched, students: [] }, context);
  return { version, revised };
}

/** The sessions in batches, each read when it is come to. */
async function* inBatches(
  transaction: FactTransaction,
  ids: readonly string[],
): AsyncGenerator<readonly StoredSession[]> {
  for (let from = 0; from < ids.length; from += mostAtOnce) {
    yield await transaction.findSessions(ids.slice(from, from + mostAtOnce));
  }
}

function sameWindow(a: StoredSession, b: StoredSession): boolean {
  return a.opensAt.equals(b.opensAt) && a.closesAt.equals(b.closesAt) && a.state === b.state;
}
