import type { Temporal } from "temporal-polyfill";
import type { Interval } from "../../domain/kernel/intervals.ts";
import { linkedTime } from "../../domain/timetable/linked-sessions.ts";
import { compareSessions } from "../../domain/timetable/session.ts";
import { type ChangeContext, factOf } from "../facts/change-timetable.ts";
import type { FactTransaction, StoredSession } from "../facts/fact-transaction.ts";
import { spansOfSeats } from "../facts/spans-of-seats.ts";
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
  for (const together of await inTurns(transaction, due))
    final.push(...(await finaliseTogether(transaction, together, context)));
  return final;
}

interface DueSession {
  readonly session: StoredSession;
  readonly at: Temporal.Instant;
}

/**
 * A session that was final before may have declined what another one counts, so it has a turn before or after those that
 * it is linked with: these then rest on its final marks. What is not linked becomes final together.
 *
 * @param due in order
 */
async function inTurns(
  transaction: FactTransaction,
  due: readonly DueSession[],
): Promise<readonly (readonly DueSession[])[]> {
  if (due.length < 2 || due.every(({ session }) => session.state !== "reopened")) return [due];
  const times = await linkedTimes(transaction, due);
  const turns: DueSession[][] = [];
  const turnOf: number[] = [];
  due.forEach((one, at) => {
    const turn = turnOf.reduce((latest, earlier, before) => {
      const other = due[before];
      if (other === undefined || !meet(times[at], times[before])) return latest;
      const apart = one.session.state === "reopened" || other.session.state === "reopened";
      return Math.max(latest, earlier + Number(apart));
    }, 0);
    turnOf.push(turn);
    const others = turns[turn];
    if (others) others.push(one);
    else turns[turn] = [one];
  });
  return turns;
}

/** From the first opening to the last close of what each hangs together with; null for a standing one, which links nothing. */
async function linkedTimes(
  transaction: FactTransaction,
  due: readonly DueSession[],
): Promise<readonly (Interval | null)[]> {
  const sessions = due.map(({ session }) => session);
  const now = due.at(-1)?.at;
  const spans = now === undefined ? [] : await spansOfSeats(transaction, sessions, now);
  const around = spans.length === 0 ? [] : await transaction.sessionsAround(spans);
  const found = await transaction.findSessions([...new Set(around.map(({ session }) => session))]);
  const windows = [...sessions, ...found].map(windowOfStored);
  return sessions.map((session) => {
    const { standing, opens, closes } = windowOfStored(session);
    return standing ? null : linkedTime(windows, opens, closes);
  });
}

const windowOfStored = ({ plan, opensAt, closesAt }: StoredSession) => ({
  standing: plan.kind === "standing",
  opens: opensAt.epochMilliseconds,
  closes: closesAt.epochMilliseconds,
});

const meet = (a: Interval | null | undefined, b: Interval | null | undefined): boolean =>
  a != null && b != null && a.from <= b.to && b.from <= a.to;

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
