import type { Temporal } from "temporal-polyfill";
import { compareSessions } from "../../domain/timetable/session.ts";
import { type ChangeContext, factOf } from "../facts/change-timetable.ts";
import type { FactTransaction, StoredSession } from "../facts/fact-transaction.ts";
import { judgeMarks } from "./judge-marks.ts";

/** A session that becomes final, and as of when. */
export interface FinalAt {
  readonly session: string;
  readonly at: Temporal.Instant;
}

/**
 * Makes sessions final: judges everybody once more, stores the moment of finality as a fact, and lets nothing automatic
 * change their marks from then on. Sessions that are final or cancelled already, and those that have not closed, stay
 * what they are. However many they are, all are judged together: they have closed, so their marks are the same at
 * whichever of the instants.
 *
 * @returns the ids of those that became final
 */
export async function finaliseSessions(
  transaction: FactTransaction,
  asked: readonly FinalAt[],
  context: Pick<ChangeContext, "actor" | "reason">,
): Promise<readonly string[]> {
  const instants = new Map(asked.map(({ session, at }) => [session, at]));
  const due = (await transaction.findSessions([...instants.keys()]))
    .flatMap((session) => {
      const at = instants.get(session.plan.id);
      return at === undefined ? [] : [{ session, at }];
    })
    .filter(
      ({ session: { state, closesAt }, at }) =>
        state !== "final" && state !== "cancelled" && closesAt.epochMilliseconds <= at.epochMilliseconds,
    )
    .sort(
      (a, b) =>
        a.at.epochMilliseconds - b.at.epochMilliseconds || compareSessions(a.session.plan, b.session.plan),
    );
  const final: string[] = [];
  for (const together of inTurns(due))
    final.push(...(await finaliseTogether(transaction, together, context)));
  return final;
}

interface DueSession {
  readonly session: StoredSession;
  readonly at: Temporal.Instant;
}

/**
 * A session that was final before may have declined what another one counts, so each of these has its own turn: what is
 * linked to it then rests on its final marks. All others become final together.
 */
function inTurns(due: readonly DueSession[]): readonly (readonly DueSession[])[] {
  const turns: DueSession[][] = [];
  let open: DueSession[] | null = null;
  for (const one of due) {
    if (one.session.state === "reopened") {
      turns.push([one]);
      open = null;
    } else if (open === null) {
      open = [one];
      turns.push(open);
    } else open.push(one);
  }
  return turns;
}

async function finaliseTogether(
  transaction: FactTransaction,
  due: readonly DueSession[],
  context: Pick<ChangeContext, "actor" | "reason">,
): Promise<readonly string[]> {
  const now = due.at(-1)?.at;
  if (now === undefined) return [];
  const final = due.map(({ session }) => session.plan.id);
  const judging = { ...context, now, finalising: new Set(final) };
  await judgeMarks(transaction, { sessions: final, students: [] }, judging);
  await transaction.addFacts(
    due.map(({ session, at }) => factOf(session.plan.id, { kind: "finalised" }, { ...context, now: at })),
  );
  await transaction.putSessions(
    due.map(({ session, at }) => ({ ...session, state: "final", finalisedAt: at })),
  );
  // A linked session for which a scan was declined saw nothing of it until here; from now on it sees the final mark.
  await judgeMarks(transaction, { sessions: final, students: [] }, judging);
  return final;
}
