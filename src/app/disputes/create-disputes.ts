import { v7 as uuidv7 } from "uuid";
import {
  afterWord,
  type DisputeClaim,
  type DisputeState,
  type DisputeWord,
  mayClaim,
} from "../../domain/attendance/dispute.ts";
import type { CorrectedMark } from "../../domain/attendance/register-mark.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import type { Author } from "../actor.ts";
import type { Clock } from "../ports.ts";
import { correctMarks } from "../registers/correct-marks.ts";
import type { AnswersByMail } from "../registers/create-sessions.ts";
import type { SessionRefusal } from "../registers/session-refusal.ts";
import { studentsOfSession } from "../registers/students-of-session.ts";
import { writeUnlessRefused } from "../write-unless-refused.ts";
import type {
  Dispute,
  DisputeFilter,
  DisputesStore,
  DisputesTransaction,
  SaidOfDispute,
} from "./disputes-store.ts";

/** Why something was not said of a dispute. */
export type DisputeRefusal =
  | SessionRefusal
  | { readonly code: "no_such_dispute"; readonly dispute: string }
  | { readonly code: "not_yet"; readonly student: string }
  | { readonly code: "same_as_mark"; readonly claimed: DisputeClaim }
  | { readonly code: "disputed_already"; readonly state: DisputeState }
  | { readonly code: "dispute_state"; readonly state: DisputeState; readonly word: DisputeWord };

export type DisputeOutcome = { readonly done: string } | { readonly refused: readonly DisputeRefusal[] };

const refuse = (...refused: readonly DisputeRefusal[]): { readonly refused: readonly DisputeRefusal[] } => ({
  refused,
});

/** What students say against their marks, and what came of it. Each deed is one transaction. */
export interface Disputes {
  list(
    filter: Omit<DisputeFilter, "day">,
    before: string | null,
    limit: number,
  ): Promise<{
    readonly disputes: readonly Dispute[];
    readonly next: string | null;
    readonly waiting: number;
  }>;
  find(id: string): Promise<Dispute | null>;
  raise(
    actor: Actor,
    seat: { readonly session: string; readonly student: string; readonly revision: number },
    claimed: DisputeClaim,
    reason: string,
  ): Promise<DisputeOutcome>;
  withdraw(actor: Actor, dispute: string, reason: string): Promise<DisputeOutcome>;
  /** Corrects the mark, for the reason that is given, and says so. @param revision of the mark, as it was seen */
  accept(
    actor: Actor,
    dispute: string,
    correction: { readonly to: CorrectedMark; readonly revision: number },
    reason: string,
  ): Promise<DisputeOutcome>;
  decline(actor: Actor, dispute: string, reason: string): Promise<DisputeOutcome>;
  /** Opens an answered one again. A correction that was made stays until it is taken back itself. */
  takeBack(actor: Actor, dispute: string, reason: string): Promise<DisputeOutcome>;
}

export function createDisputes(parts: {
  readonly store: DisputesStore;
  readonly clock: Clock;
  readonly timeZone: string;
  /** Students are told by mail what was answered; null where no mail is sent. */
  readonly answersByMail: AnswersByMail | null;
  /** Told after COMMIT: live pages are told from there. */
  readonly onChanged: () => void;
}): Disputes {
  const { store, clock, timeZone, answersByMail, onChanged } = parts;

  async function write(
    work: (transaction: DisputesTransaction) => Promise<DisputeOutcome>,
  ): Promise<DisputeOutcome> {
    const outcome = await writeUnlessRefused<DisputesTransaction, DisputeOutcome>(
      store.write,
      work,
      (came) => "refused" in came,
    );
    if ("done" in outcome) {
      onChanged();
      answersByMail?.onQueued();
    }
    return outcome;
  }

  /** What a word of somebody else's makes of it is told to the student. */
  async function sayWord(
    transaction: DisputesTransaction,
    dispute: Dispute,
    state: DisputeState,
    said: Omit<SaidOfDispute, "actor" | "role"> & { readonly actor: Author },
  ): Promise<void> {
    await transaction.sayOfDispute(dispute, state, said);
    if (answersByMail === null || said.word === "withdrawn") return;
    await transaction.queueAnswer({ about: "dispute", id: dispute.id, at: said.at });
  }

  const say = (actor: Author, id: string, word: DisputeWord, reason: string): Promise<DisputeOutcome> =>
    write(async (transaction) => {
      const dispute = await transaction.findDispute(id);
      if (dispute === null) return refuse({ code: "no_such_dispute", dispute: id });
      const state = afterWord(dispute.state, word);
      if (state === null) return refuse({ code: "dispute_state", state: dispute.state, word });
      await sayWord(transaction, dispute, state, { word, at: clock.now(), actor, reason });
      return { done: id };
    });

  return {
    async list(filter, before, limit) {
      const day = dayOf(clock.now(), timeZone).toString();
      const found = await store.list({ ...filter, day }, before, limit + 1);
      const disputes = found.slice(0, limit);
      return {
        disputes,
        next: found.length > limit ? (disputes.at(-1)?.id ?? null) : null,
        waiting: await store.waiting({ within: filter.within, day }),
      };
    },
    find: (id) => store.find(id),

    raise: (actor, { session: id, student, revision }, claimed, reason) =>
      write(async (transaction) => {
        const now = clock.now();
        const [session] = await transaction.findSessions([id]);
        if (!session) return refuse({ code: "no_such_session", session: id });
        const person = (await studentsOfSession(transaction, session, [student])).get(student);
        if (person === undefined) {
          return refuse({ code: "unknown", thing: "student", field: "student", value: student });
        }
        if (stateAt(session, now) === "cancelled") return refuse({ code: "session_cancelled", session: id });
        const [mark] = await transaction.marksOf([id], [person]);
        if (mark === undefined) return refuse({ code: "not_yet", student });
        if (mark.revision !== revision) {
          return refuse({ code: "mark_changed", student, revision: mark.revision });
        }
        const { status } = mark.entry.mark;
        const verdict = mayClaim(status, claimed);
        if (verdict === "not_yet") return refuse({ code: "not_yet", student });
        if (verdict === "same") return refuse({ code: "same_as_mark", claimed });
        // Said once of a mark as it stands: who gave the answer may take it back, and so may the office.
        const last = await transaction.lastDispute(id, person);
        if (
          last !== null &&
          (last.state === "open" || (last.state === "declined" && last.revision === revision))
        ) {
          return refuse({ code: "disputed_already", state: last.state });
        }
        const dispute = uuidv7();
        await transaction.addDispute({
          id: dispute,
          session: id,
          person,
          revision,
          status,
          claimed,
          at: now,
          actor,
          reason,
        });
        return { done: dispute };
      }),

    withdraw: (actor, dispute, reason) => say(actor, dispute, "withdrawn", reason),
    decline: (actor, dispute, reason) => say(actor, dispute, "declined", reason),
    takeBack: (actor, dispute, reason) => say(actor, dispute, "taken_back", reason),

    accept: (actor, id, { to, revision }, reason) =>
      write(async (transaction) => {
        const now = clock.now();
        const dispute = await transaction.findDispute(id);
        if (dispute === null) return refuse({ code: "no_such_dispute", dispute: id });
        const state = afterWord(dispute.state, "accepted");
        if (state === null) return refuse({ code: "dispute_state", state: dispute.state, word: "accepted" });
        const { session, student } = dispute;
        const corrected = await correctMarks(
          transaction,
          { session, students: [{ student: student.id, revision }], to, reason },
          { actor, reason, now },
        );
        if ("refused" in corrected) return corrected;
        await sayWord(transaction, dispute, state, { word: "accepted", at: now, actor, reason });
        return { done: id };
      }),
  };
}
