import type { ScanFact, SessionFact } from "../../domain/attendance/register-facts.ts";
import type { NewFact, StoredMark, StoredSession } from "../facts/fact-transaction.ts";
import { addOnceTo, addTo, takeFrom } from "./draft-map.ts";
import { type KeptEnrolment, type PresentDraft, roomHour } from "./present-tables.ts";

/** A fact with the number that it was stored under. */
export type NumberedFact = NewFact & { readonly seq: number };

/** Takes in a stored fact. */
export function putFact(draft: PresentDraft, fact: NumberedFact): void {
  const { id, seq, at } = fact;
  const numbered = { id, seq };
  switch (fact.kind) {
    case "session": {
      const { word, session } = fact;
      const plan = word.kind === "planned" ? word.plan : null;
      addTo(draft.said, session, { fact: sessionFactOf(fact), role: fact.actor.role, plan });
      return;
    }
    case "enrolment": {
      const { enrolment, student, from, to } = fact;
      addTo(draft.enrolmentFacts, enrolment, {
        ...numbered,
        at,
        enrolment,
        student,
        class: fact.class,
        from,
        to,
      });
      return;
    }
    case "absence": {
      const { absence, student, from, to, effect, state } = fact;
      addTo(draft.absences, student, { ...numbered, absence, student, from, to, effect, state });
      return;
    }
    case "correction": {
      const { session, student, source, to, actor, reason } = fact;
      const word = {
        ...numbered,
        session,
        student,
        at,
        actor: actor.id,
        role: actor.role,
        reason: reason ?? "",
      };
      addTo(
        draft.corrections,
        session,
        to === "released" ? { ...word, kind: "released" } : { ...word, kind: "corrected", source, to },
      );
      addOnceTo(draft.correctedSessions, student, session);
      return;
    }
    case "watch": {
      const { watch, room, reader, from, to, health } = fact;
      addTo(draft.watches, room, { ...numbered, watch, room, reader, from, to, health });
      addOnceTo(draft.roomsOfReader, reader, room);
      return;
    }
    case "blindness": {
      const { blindness, reader, from, to } = fact;
      addTo(draft.blindness, reader, { ...numbered, blindness, reader, from, to });
      return;
    }
    case "decision": {
      const { session, about, verdict, actor } = fact;
      addTo(draft.decisions, session, { ...numbered, session, about, verdict, at, actor: actor.id });
      return;
    }
    case "identity": {
      const [scan] = draft.scans.get(fact.scan) ?? [];
      if (scan) putScan(draft, { ...scan, ...numbered, student: fact.student });
      return;
    }
  }
}

function sessionFactOf(fact: NumberedFact & { readonly kind: "session" }): SessionFact {
  const { id, seq, session, word, at, actor, reason } = fact;
  const numbered = { id, seq, session };
  switch (word.kind) {
    case "planned":
    case "judged_by":
      return { ...numbered, ...word };
    case "signed_off":
      return { ...numbered, kind: word.kind, at, by: actor.id };
    case "reopened":
      return { ...numbered, kind: word.kind, at, by: actor.id, reason: reason ?? "" };
    case "cancelled":
    case "restored":
    case "finalised":
      return { ...numbered, kind: word.kind, at };
  }
}

/** Takes in a stored scan, or a later word on whose it is. */
export function putScan(draft: PresentDraft, fact: ScanFact): void {
  const { scan, room, student } = fact;
  const known = draft.scans.get(scan.id) ?? [];
  if (known.some(({ id }) => id === fact.id)) return;
  draft.scans.set(
    scan.id,
    [...known, fact].sort((a, b) => a.seq - b.seq),
  );
  if (known.length === 0)
    addTo(draft.scansOfRoom, roomHour(room, scan.occurredAt.epochMilliseconds), scan.id);
  if (student !== null) addOnceTo(draft.scansOfStudent, student, scan.id);
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

/** Takes in an enrolment as it stands now. */
export function putEnrolment(draft: PresentDraft, enrolment: KeptEnrolment): void {
  draft.enrolments.set(enrolment.id, enrolment);
  addOnceTo(draft.enrolmentsOfStudent, enrolment.student, enrolment.id);
  addOnceTo(draft.enrolmentsOfClass, enrolment.class, enrolment.id);
}

/** Takes in marks as they stand now. */
export function putMarks(draft: PresentDraft, marks: readonly StoredMark[]): void {
  const bySession = new Map<string, Map<string, StoredMark>>();
  for (const mark of marks) {
    let seats = bySession.get(mark.session);
    if (seats === undefined) {
      seats = new Map(draft.marks.get(mark.session) ?? []);
      bySession.set(mark.session, seats);
    }
    seats.set(mark.student, mark);
    addOnceTo(draft.markedSessions, mark.student, mark.session);
  }
  for (const [session, seats] of bySession) draft.marks.set(session, seats);
}
