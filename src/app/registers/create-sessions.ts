import type { CorrectedMark } from "../../domain/attendance/register-mark.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import type { UnseenWord } from "../../domain/timetable/session-state.ts";
import type { ChangeContext } from "../facts/change-timetable.ts";
import type { Clock } from "../ports.ts";
import { changeAbsence, type NewAbsence, recordAbsence } from "./absences.ts";
import { type AddedStudent, addStudent } from "./add-student.ts";
import { cancelSession, restoreSession } from "./cancel-session.ts";
import { correctMarks, undoCorrection } from "./correct-marks.ts";
import { decideProposal, type ProposalVerdict } from "./decide-proposal.ts";
import { moveSession, type SessionMove } from "./move-session.ts";
import { type NewSession, planSessionSeries, type SessionTimes } from "./plan-session-series.ts";
import { refuseSession, type SessionOutcome } from "./session-refusal.ts";
import type { AbsenceState } from "./sessions-reading.ts";
import type { SessionsTransaction, SessionsWriting } from "./sessions-transaction.ts";
import { reopenSession, signOff, studentsNamed, takeBackSignature } from "./sign-off.ts";

/** Marks of one session that a person writes. */
export interface AskedCorrection {
  /** Students by their own id, each with the revision that the person saw. */
  readonly students: readonly { readonly student: string; readonly revision: number }[];
  readonly to: CorrectedMark | "released";
  readonly reason: string;
}

/**
 * What people do to timetabled sessions and their registers. Each deed is one transaction, asks whether this person may
 * write to this session, and either happens whole or is refused with codes; nothing of a refused one is stored, but for what
 * is known of readers, which no deed decides.
 */
export interface Sessions {
  correct(
    actor: Actor,
    session: string,
    correction: AskedCorrection,
  ): Promise<SessionOutcome<readonly string[]>>;
  undo(
    actor: Actor,
    session: string,
    undo: { readonly student: string; readonly revision: number; readonly reason: string },
  ): Promise<SessionOutcome<readonly string[]>>;
  /**
   * @param unseen what is said of those of whom it cannot be known whether they came; null where nobody asked
   * @param shown who they were when the signer looked, by their own ids: refused where they are others by now
   */
  signOff(
    actor: Actor,
    session: string,
    reason: string | null,
    unseen?: UnseenWord | null,
    shown?: readonly string[] | null,
  ): Promise<SessionOutcome<"signed" | "final">>;
  /** Takes back the signature on a register that is not final yet. */
  unsign(actor: Actor, session: string, reason: string): Promise<SessionOutcome<"unsigned">>;
  reopen(actor: Actor, session: string, reason: string): Promise<SessionOutcome<"reopened">>;
  cancel(actor: Actor, session: string, reason: string): Promise<SessionOutcome<"cancelled">>;
  /** @param beside whether it is meant although one of its classes has another session at that time */
  restore(
    actor: Actor,
    session: string,
    reason: string,
    beside?: boolean,
  ): Promise<SessionOutcome<"restored">>;
  move(actor: Actor, session: string, move: SessionMove, reason: string): Promise<SessionOutcome<"moved">>;
  /** @returns the id of the new session */
  plan(
    actor: Actor,
    asked: Omit<NewSession, "timeZone">,
    reason: string | null,
  ): Promise<SessionOutcome<string>>;
  /** Sessions that are alike but for their time: all of them, or none. @returns their ids, in that order */
  planSeries(
    actor: Actor,
    asked: Omit<NewSession, "timeZone" | "start" | "end">,
    times: readonly SessionTimes[],
    reason: string | null,
  ): Promise<SessionOutcome<readonly string[]>>;
  addStudent(
    actor: Actor,
    session: string,
    added: AddedStudent,
    reason: string,
  ): Promise<SessionOutcome<string>>;
  decide(
    actor: Actor,
    session: string,
    verdict: ProposalVerdict,
    reason: string,
  ): Promise<SessionOutcome<"accepted" | "declined">>;
  /** @returns the id of the absence */
  recordAbsence(actor: Actor, asked: NewAbsence, reason: string): Promise<SessionOutcome<string>>;
  changeAbsence(
    actor: Actor,
    id: string,
    state: Exclude<AbsenceState, "draft">,
    reason: string,
  ): Promise<SessionOutcome<string>>;
}

/** Mail by which students are told what was answered to them. */
export interface AnswersByMail {
  /** Told after COMMIT that a message may wait. */
  readonly onQueued: () => void;
}

export function createSessions(parts: {
  readonly store: SessionsWriting;
  readonly clock: Clock;
  /** The institution's zone, in which new sessions are planned. */
  readonly timeZone: string;
  /** Students are told by mail what was decided about their leave; null where no mail is sent. */
  readonly answersByMail: AnswersByMail | null;
  /** Told after COMMIT, with the number of the last change: live pages are told from there. */
  readonly onChanged: (seq: number) => void;
}): Sessions {
  const { store, clock, timeZone, answersByMail, onChanged } = parts;

  type Deed<T> = (transaction: SessionsTransaction, context: ChangeContext) => Promise<SessionOutcome<T>>;
  interface Done<T> {
    readonly outcome: SessionOutcome<T>;
    readonly seq: number;
  }

  const inTransaction =
    <T>(actor: Actor, reason: string | null, deed: Deed<T>) =>
    async (transaction: SessionsTransaction): Promise<Done<T>> => {
      // Taken under the lock, so that the times of changes follow their order.
      const context = { actor, reason, now: clock.now() };
      const outcome = await deed(transaction, context);
      return { outcome, seq: (await transaction.takeSeqs(0)) - 1 };
    };

  /** @param stored true where something was stored although the deed itself was refused */
  function tell<T>({ outcome, seq }: Done<T>, stored = false): SessionOutcome<T> {
    if ("done" in outcome || stored) onChanged(seq);
    return outcome;
  }

  const write = async <T>(actor: Actor, reason: string | null, deed: Deed<T>): Promise<SessionOutcome<T>> =>
    tell(await store.write(inTransaction(actor, reason, deed)));

  /** For deeds on what imports plan: an import that is being written would write over them, or beside them. */
  async function changePlan<T>(
    actor: Actor,
    reason: string | null,
    deed: Deed<T>,
  ): Promise<SessionOutcome<T>> {
    const done = await store.changePlan(inTransaction(actor, reason, deed));
    return done === null ? refuseSession({ code: "import_applying" }) : tell(done);
  }

  return {
    correct: (actor, session, correction) =>
      write(actor, correction.reason, (transaction, context) =>
        correctMarks(transaction, { ...correction, session }, context),
      ),
    undo: (actor, session, undo) =>
      write(actor, undo.reason, (transaction, context) =>
        undoCorrection(transaction, { ...undo, session }, context),
      ),
    async signOff(actor, session, reason, unseen = null, shown = null) {
      const deed: Deed<"signed" | "final"> = async (transaction, context) => {
        const asked = shown && (await studentsNamed(transaction, session, shown));
        return signOff(transaction, session, context, unseen, asked);
      };
      const { done, stored } = await store.write(async (transaction) => {
        const next = await transaction.takeSeqs(0);
        const done = await inTransaction(actor, reason, deed)(transaction);
        // What is known of readers is stored also where the signature is refused.
        return { done, stored: done.seq >= next };
      });
      return tell(done, stored);
    },
    unsign: (actor, session, reason) =>
      write(actor, reason, (transaction, context) => takeBackSignature(transaction, session, context)),
    reopen: (actor, session, reason) =>
      write(actor, reason, (transaction, context) => reopenSession(transaction, session, context)),
    cancel: (actor, session, reason) =>
      changePlan(actor, reason, (transaction, context) => cancelSession(transaction, session, context)),
    restore: (actor, session, reason, beside = false) =>
      changePlan(actor, reason, (transaction, context) =>
        restoreSession(transaction, session, beside, context),
      ),
    move: (actor, session, move, reason) =>
      changePlan(actor, reason, (transaction, context) => moveSession(transaction, session, move, context)),
    plan: (actor, { start, end, ...asked }, reason) =>
      changePlan(actor, reason, async (transaction, context) => {
        const outcome = await planSessionSeries(
          transaction,
          { ...asked, timeZone },
          [{ start, end }],
          context,
        );
        return "done" in outcome ? { done: outcome.done[0] ?? "" } : outcome;
      }),
    planSeries: (actor, asked, times, reason) =>
      changePlan(actor, reason, (transaction, context) =>
        planSessionSeries(transaction, { ...asked, timeZone }, times, context),
      ),
    addStudent: (actor, session, added, reason) =>
      changePlan(actor, reason, (transaction, context) => addStudent(transaction, session, added, context)),
    decide: (actor, session, verdict, reason) =>
      write(actor, reason, (transaction, context) => decideProposal(transaction, session, verdict, context)),
    recordAbsence: (actor, asked, reason) =>
      write(actor, reason, (transaction, context) => recordAbsence(transaction, asked, timeZone, context)),
    async changeAbsence(actor, id, state, reason) {
      const told = { by: actor, byMail: answersByMail !== null };
      const outcome = await write(actor, reason, (transaction, context) =>
        changeAbsence(transaction, id, state, told, context),
      );
      if ("done" in outcome) answersByMail?.onQueued();
      return outcome;
    },
  };
}
