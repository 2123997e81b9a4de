import type { FastifyReply } from "fastify";
import type { Temporal } from "temporal-polyfill";
import type { DisputeRefusal } from "../../app/disputes/create-disputes.ts";
import { andSoAre } from "../../app/imports/and-so-are.ts";
import type { SessionDeed } from "../../app/registers/session-refusal.ts";
import type { MarkView } from "../../contract/http/sessions.ts";
import { writeShortDay } from "../../domain/kernel/write-short-day.ts";
import { sendProblem } from "./problems.ts";

interface Said {
  readonly status: number;
  readonly field: string;
  readonly message: string;
  readonly session?: string;
}

/** Answers with what was refused: each with the field, its value and what to do about it. */
export function sendRefusal(
  reply: FastifyReply,
  refused: readonly DisputeRefusal[],
  current: readonly MarkView[] = [],
): FastifyReply {
  const said = refused.map(sayRefusal);
  const status = Math.max(...said.map((one) => one.status));
  const more = {
    detail: said.map(({ field, message }) => `${field}: ${message}`).join("; "),
    errors: said.map(({ status: _, ...error }) => error),
    ...(current.length > 0 ? { current } : {}),
  };
  return sendProblem(reply, status, titles[status] ?? "The request was refused", more);
}

const titles: Readonly<Record<number, string>> = {
  400: "The request is not valid",
  403: "You may not do this",
  404: "There is no such thing",
  409: "This does not fit what is there now",
};

/** What a refusal means, in words: the value that stands against it, and the remedy. */
function sayRefusal(refusal: DisputeRefusal): Said {
  switch (refusal.code) {
    case "no_such_session":
      return {
        status: 404,
        field: "session",
        message: `${refusal.session}: no such session; look it up in the list of sessions`,
      };
    case "unseen_unsaid":
      return {
        status: 409,
        field: "unseen",
        message: `of ${refusal.students} ${refusal.students === 1 ? "student" : "students"} it cannot be known whether they came, since a reader may have missed them; mark them by hand, leave them for review ("review"), or say that you looked and they are absent ("absent")`,
      };
    case "register_changed":
      return {
        status: 409,
        field: "of",
        message: `it changed while you looked: of ${studentsText(refusal.shown)} it was shown that it cannot be known whether they came, and now that is so of ${refusal.students === 0 ? "nobody" : refusal.shown === refusal.students ? "others" : studentsText(refusal.students)}; look again, and ${refusal.students === 0 ? "sign it off as it stands" : "say what became of those"}`,
      };
    case "import_applying":
      return {
        status: 409,
        field: "session",
        message:
          "an import is being written; sessions are planned, moved, cancelled and joined again once it is done, so try it again in a moment",
      };
    case "session_final":
      return { status: 409, field: "session", message: "it is final; reopen it first, with a reason" };
    case "session_cancelled":
      return { status: 409, field: "session", message: "it is cancelled; restore it first" };
    case "session_not_open":
      return {
        status: 409,
        field: "to.status",
        message:
          "the session has not opened; until then only absent_authorised, elsewhere and not_possible can be known",
      };
    case "no_such_mark":
      return {
        status: 409,
        field: "student",
        message: `${refusal.student}: not expected in this session; add the student to it first`,
      };
    case "actor_missing":
    case "role_missing":
      return { status: 403, field: "actor", message: "who does this is not known; sign in" };
    case "reason_missing":
      return { status: 400, field: "reason", message: "empty; say why" };
    case "minutes_invalid":
      return {
        status: 400,
        field: "to.minutesLate",
        message: "not a whole number of minutes from 0; give one, or null if nobody knows",
      };
    case "nothing_to_release":
      return {
        status: 409,
        field: "to.status",
        message:
          "automatic: nobody corrected this mark, so there is nothing to release; what was said as the register was signed goes when the signature is taken back",
      };
    case "mark_changed":
      return {
        status: 409,
        field: "revision",
        message: `${refusal.student}: the mark is at revision ${refusal.revision} by now; look at it and try again`,
      };
    case "wrong_state":
      return {
        status: 409,
        field: "session",
        message: `it is ${refusal.state}; ${remedies[refusal.deed]}`,
      };
    case "unknown": {
      const { thing, field, value, near } = refusal;
      const status = thing === "absence" ? 404 : 400;
      return {
        status,
        field,
        message:
          near === undefined
            ? `${value}: no such ${thing}; check it, or add it to the roster`
            : `${value}: no such ${thing}, and it is nearly ${near}; write that if it is meant, or add it to the roster`,
      };
    }
    case "class_needed":
      return {
        status: 400,
        field: refusal.field,
        message: `missing, and the session has ${refusal.classes} classes; name one of them`,
      };
    case "already_expected":
      return {
        status: 409,
        field: "student",
        message: `${refusal.student}: expected in this session already; correct the mark instead`,
      };
    case "doubtful_id":
      return { status: 400, field: refusal.field, message: `${refusal.value}: ${refusal.message}` };
    case "another_name":
      return {
        status: 409,
        field: "student",
        message: `${refusal.student}: is ${refusal.known}, and not ${refusal.told}; correct the id, or leave the name out if ${refusal.known} is meant`,
      };
    case "standing_day":
      return {
        status: 409,
        field: "start",
        message: `the session is of the whole day ${refusal.day}, on which its class stands in its room, and moves to no other time; give another room, cancel it, or change where the class stands`,
      };
    case "ends_before_start":
      return { status: 400, field: refusal.field, message: `${refusal.value}: give an end after the start` };
    case "too_long":
      return {
        status: 400,
        field: refusal.field,
        message: `${refusal.value}: longer than 24 hours; check the dates`,
      };
    case "impossible_year":
      return {
        status: 400,
        field: refusal.field,
        message: `${refusal.value} ${refusal.message}: ${refusal.remedy}`,
      };
    case "session_there": {
      const { session, title, start, end, timeZone, more } = refusal;
      const from = start.toZonedDateTimeISO(timeZone);
      const when = `${writeShortDay(from.toPlainDate().toString())} ${clockOf(from)} to ${clockOf(end.toZonedDateTimeISO(timeZone))}`;
      const others = more === 0 ? "" : `, ${andSoAre(more)}`;
      return {
        status: 409,
        field: "beside",
        message: `${title}, ${when}, is there already${others}; look at it, or say "beside": true if both are meant`,
        session,
      };
    }
    case "times_overlap":
      return {
        status: 409,
        field: "beside",
        message: `${refusal.start.toString()} to ${refusal.end.toString()} begins before another of the times has ended; leave one out, or say "beside": true if both are meant`,
      };
    case "nothing_to_undo":
      return {
        status: 409,
        field: "revision",
        message: `${refusal.student}: this revision is not a person's word, so there is nothing to take back`,
      };
    case "not_proposed":
      return {
        status: 409,
        field: "facts",
        message: `${refusal.fact}: not proposed for this session, or decided already; load its proposals again`,
      };
    case "no_such_dispute":
      return {
        status: 404,
        field: "id",
        message: `${refusal.dispute}: no such dispute; look it up in the list of disputes`,
      };
    case "not_yet":
      return {
        status: 409,
        field: "student",
        message: `${refusal.student}: there is no mark yet that could be wrong; wait until the session has closed`,
      };
    case "same_as_mark":
      return {
        status: 409,
        field: "claimed",
        message: `${refusal.claimed}: the mark says that already; say what it should be instead`,
      };
    case "disputed_already":
      return {
        status: 409,
        field: "student",
        message:
          refusal.state === "open"
            ? "this mark is disputed already, and waits for an answer; withdraw that to say something else"
            : "this mark was disputed as it is, and answered; ask the registrar, who may take the answer back",
      };
    case "dispute_state":
      return {
        status: 409,
        field: "word",
        message: `${refusal.word}: the dispute is ${refusal.state}, which cannot become that; load it again`,
      };
    case "absence_state":
      return {
        status: 409,
        field: "state",
        message: `${refusal.to}: the absence is ${refusal.from}, which cannot become that; load it again`,
      };
  }
}

const studentsText = (students: number): string => (students === 1 ? "one student" : `${students} students`);

const clockOf = (at: Temporal.ZonedDateTime): string => at.toPlainTime().toString({ smallestUnit: "minute" });

const remedies: Readonly<Record<SessionDeed, string>> = {
  sign_off: "only one that is open, closed or reopened can be signed off",
  unsign: "only a signature on one that is not final can be taken back; reopen one that is",
  reopen: "only a final one can be reopened",
  cancel: "it needs no cancelling",
  restore: "only a cancelled one can be restored",
  move: "reopen it first, with a reason",
  add_student: "reopen or restore it first, with a reason",
  decide_proposal: "only a final one has proposals; one that is not takes late facts by itself",
};
