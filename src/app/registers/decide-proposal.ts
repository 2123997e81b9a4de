import { v7 as uuidv7 } from "uuid";
import { stateAt } from "../../domain/timetable/state-at.ts";
import type { ChangeContext } from "../facts/change-timetable.ts";
import { foldSession } from "../marks/fold-session.ts";
import { settleFinal } from "../marks/settle-final.ts";
import { proposalsOf } from "./proposals-of.ts";
import { refuseSession, type SessionOutcome } from "./session-refusal.ts";
import type { SessionsTransaction } from "./sessions-transaction.ts";

/** What a person makes of facts that came too late for a final register. */
export interface ProposalVerdict {
  readonly facts: readonly string[];
  readonly verdict: "accepted" | "declined";
}

/**
 * Accepts or declines late facts. A fact is decided for the whole session: accepted, every mark that it bears on is
 * what it would have been; declined, it changes nothing, now and when the session is opened again.
 */
export async function decideProposal(
  transaction: SessionsTransaction,
  id: string,
  { facts, verdict }: ProposalVerdict,
  context: ChangeContext,
): Promise<SessionOutcome<"accepted" | "declined">> {
  const { actor, reason, now } = context;
  const [session] = await transaction.findSessions([id]);
  if (!session) return refuseSession({ code: "no_such_session", session: id });
  if (session.finalisedAt === null) {
    return refuseSession({ code: "wrong_state", deed: "decide_proposal", state: stateAt(session, now) });
  }
  const folded = await foldSession(transaction, id, now);
  const proposals = await proposalsOf(transaction, folded?.register ?? null);
  const proposed = new Set(proposals.flatMap((proposal) => proposal.facts));
  const unknown = facts.filter((fact) => !proposed.has(fact));
  if (unknown.length > 0)
    return refuseSession(...unknown.map((fact) => ({ code: "not_proposed" as const, fact })));
  await transaction.addFacts(
    [...new Set(facts)].map((about) => ({
      id: uuidv7(),
      at: now,
      actor,
      reason,
      kind: "decision",
      session: id,
      about,
      verdict,
    })),
  );
  if (verdict === "accepted") await settleFinal(transaction, id, context);
  return { done: verdict };
}
