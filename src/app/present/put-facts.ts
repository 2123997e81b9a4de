import {
  type CorrectionFact,
  noFacts,
  type RegisterFacts,
  type ScanFact,
  type SessionFact,
} from "../../domain/attendance/register-facts.ts";
import type { NewFact, StoredAttempt, StoredMark, StoredSession } from "../facts/fact-transaction.ts";
import { addFactsTo, addOnceTo, takeFrom } from "./draft-map.ts";
import { type KeptEnrolment, type PresentDraft, roomHour, type SaidOfSession } from "./present-tables.ts";

/** A fact with the number that it was stored under. */
export type NumberedFact = NewFact & { readonly seq: number };

/** Takes in a fact that was just stored. */
export function putFact(draft: PresentDraft, fact: NumberedFact): void {
  const { id, seq, at } = fact;
  const numbered = { id, seq };
  switch (fact.kind) {
    case "session": {
      const said = sessionFactOf(fact);
      const plan = fact.word.kind === "planned" ? fact.word.plan : null;
      putSaid(draft, [{ id, seq, fact: said, role: fact.actor.role, plan }]);
      return;
    }
    case "enrolment": {
      const { enrolment, student, from, to } = fact;
      const said = { ...numbered, at, enrolment, student, class: fact.class, from, to };
      putFacts(draft, { ...noFacts, enrolments: [said] });
      return;
    }
    case "absence": {
      const { absence, student, from, to, effect, state } = fact;
      const said = { ...numbered, absence, student, from, to, effect, state };
      putFacts(draft, { ...noFacts, absences: [said] });
      return;
    }
    case "correction": {
      const { session, student, source, to, actor, reason } = fact;
      const by = { at, actor: actor.id, role: actor.role, reason: reason ?? "" };
      const word = { ...numbered, ...by, session, student };
      const said: CorrectionFact =
        to === "released" ? { ...word, kind: "released" } : { ...word, kind: "corrected", source, to };
      putFacts(draft, { ...noFacts, corrections: [said] });
      return;
    }
    case "watch": {
      const { watch, room, reader, from, to, health } = fact;
      putFacts(draft, { ...noFacts, watches: [{ ...numbered, watch, room, reader, from, to, health }] });
      return;
    }
    case "blindness": {
      const { blindness, reader, from, to } = fact;
      putFacts(draft, { ...noFacts, blindness: [{ ...numbered, blindness, reader, from, to }] });
      return;
    }
    case "decision": {
      const { session, about, verdict, actor } = fact;
      const said = { ...numbered, session, about, verdict, at, actor: actor.id };
      putFacts(draft, { ...noFacts, decisions: [said] });
      return;
    }
    // Where a class stands is told by the sessions that are planned for it.
    case "standing_room":
      return;
    case "identity": {
      const scan = draft.scans.get(fact.scan)?.at(-1);
      const said = { ...numbered, says: "student" as const, student: fact.student };
      if (scan) putFacts(draft, { ...noFacts, scans: [{ ...scan, ...said }] });
      return;
    }
    case "placed": {
      const scan = draft.scans.get(fact.scan)?.at(-1);
      const said = { ...numbered, says: "room" as const, room: fact.room };
      if (scan) putFacts(draft, { ...noFacts, scans: [{ ...scan, ...said }] });
      return;
    }
  }
}

/** Takes in facts as they are read, each once, however often they come. */
export function putFacts(draft: PresentDraft, facts: RegisterFacts): void {
  putSaid(
    draft,
    facts.sessions.map((fact) => ({ id: fact.id, seq: fact.seq, fact, role: null, plan: null })),
  );
  addFactsTo(draft.enrolmentFacts, facts.enrolments, ({ enrolment }) => enrolment);
  addFactsTo(draft.absences, facts.absences, ({ student }) => student);
  addFactsTo(draft.corrections, facts.corrections, ({ session }) => session);
  for (const { student, session } of facts.corrections) addOnceTo(draft.correctedSessions, student, session);
  addFactsTo(draft.watches, facts.watches, ({ room }) => room);
  for (const { reader, room } of facts.watches) addOnceTo(draft.roomsOfReader, reader, room);
  addFactsTo(draft.blindness, facts.blindness, ({ reader }) => reader);
  addFactsTo(draft.decisions, facts.decisions, ({ session }) => session);
  putScans(draft, facts.scans);
}

/** Takes in scans, and words on whose they are and where they were: nearly always of scans that were not known. */
export function putScans(draft: PresentDraft, facts: readonly ScanFact[]): void {
  const others: ScanFact[] = [];
  for (const fact of facts) {
    if (draft.scans.get(fact.scan.id) === undefined) {
      draft.scans.set(fact.scan.id, [fact]);
      putSighting(draft, fact, fact.room);
    } else others.push(fact);
  }
  if (others.length === 0) return;
  addFactsTo(draft.scans, others, ({ scan }) => scan.id);
  for (const fact of others) putSighting(draft, fact, draft.scans.get(fact.scan.id)?.at(-1)?.room ?? null);
}

/** @param room where the scan was by the last word about it */
function putSighting(draft: PresentDraft, { student, scan }: ScanFact, room: string | null): void {
  const { id: of } = scan;
  const at = scan.occurredAt.epochMilliseconds;
  if (room !== null && draft.scansOfRoom.get(roomHour(room, at))?.get(of) === undefined) {
    draft.scansOfRoom.set(roomHour(room, at), of, at);
  }
  for (const whose of new Set([student, ...(draft.scans.get(of) ?? []).map((word) => word.student)])) {
    const known = whose === null ? null : draft.scansOfStudent.get(whose)?.get(of);
    if (whose !== null && known?.room !== room) draft.scansOfStudent.set(whose, of, { scan: of, room, at });
  }
}

function putSaid(draft: PresentDraft, said: readonly SaidOfSession[]): void {
  addFactsTo(draft.said, said, ({ fact }) => fact.session);
}

function sessionFactOf(fact: NumberedFact & { readonly kind: "session" }): SessionFact {
  const { id, seq, session, word, at, actor, reason } = fact;
  const numbered = { id, seq, session };
  switch (word.kind) {
    case "planned":
    case "judged_by":
      return { ...numbered, ...word };
    case "signed_off":
      return { ...numbered, ...word, at, by: actor.id, role: actor.role };
    case "unsigned":
      return { ...numbered, kind: word.kind, at, by: actor.id };
    case "reopened":
      return { ...numbered, kind: word.kind, at, by: actor.id, reason: reason ?? "" };
    case "cancelled":
    case "restored":
    case "finalised":
      return { ...numbered, kind: word.kind, at };
  }
}

/** Takes in a session as it stands now. */
export function putSession(draft: PresentDraft, session: StoredSession): void {
  const { id, classes, rooms } = session.plan;
  const before = draft.sessions.get(id)?.plan;
  for (const of of before?.classes ?? []) if (!classes.includes(of)) takeFrom(draft.sessionsOfClass, of, id);
  for (const room of before?.rooms ?? []) if (!rooms.includes(room)) takeFrom(draft.sessionsOfRoom, room, id);
  for (const of of classes) addOnceTo(draft.sessionsOfClass, of, id);
  for (const room of rooms) addOnceTo(draft.sessionsOfRoom, room, id);
  draft.sessions.set(id, session);
}

/** Takes a session out, with where it is found; what was said of it stays. */
export function removeSession(draft: PresentDraft, { plan }: StoredSession): void {
  for (const of of plan.classes) takeFrom(draft.sessionsOfClass, of, plan.id);
  for (const room of plan.rooms) takeFrom(draft.sessionsOfRoom, room, plan.id);
  draft.sessions.delete(plan.id);
}

/** Takes in an enrolment as it stands now. */
export function putEnrolment(draft: PresentDraft, enrolment: KeptEnrolment): void {
  draft.enrolments.set(enrolment.id, enrolment);
  addOnceTo(draft.enrolmentsOfStudent, enrolment.student, enrolment.id);
  addOnceTo(draft.enrolmentsOfClass, enrolment.class, enrolment.id);
}

/** Takes in attempts as they are counted now; `scan` is null where none are. */
export function putAttempts(
  draft: PresentDraft,
  attempts: readonly (Omit<StoredAttempt, "scan"> & { readonly scan: string | null })[],
): void {
  for (const { session, student, times, scan } of attempts) {
    if (scan === null) {
      draft.attempts.remove(session, student);
      takeFrom(draft.attemptedSessions, student, session);
    } else {
      draft.attempts.set(session, student, { session, student, times, scan });
      addOnceTo(draft.attemptedSessions, student, session);
    }
  }
}

/** Takes out all attempts at a session. */
export function removeAttempts(draft: PresentDraft, session: string): void {
  for (const student of draft.attempts.get(session)?.keys() ?? []) {
    takeFrom(draft.attemptedSessions, student, session);
  }
  draft.attempts.delete(session);
}

/** Takes in marks as they stand now. */
export function putMarks(draft: PresentDraft, marks: readonly StoredMark[]): void {
  for (const mark of marks) {
    draft.marks.set(mark.session, mark.student, mark);
    addOnceTo(draft.markedSessions, mark.student, mark.session);
  }
}
