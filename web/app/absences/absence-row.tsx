import { Link } from "@tanstack/react-router";
import type { AbsenceView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { localDay } from "../../time/local-day.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useMay } from "../me/use-me.ts";
import { writePerson } from "../registers/write-person.ts";
import { absenceLooks, effectWords } from "./absence-looks.ts";
import { type AbsenceStep, stepsOf } from "./absence-steps.ts";

interface AbsenceRowProps {
  readonly absence: AbsenceView;
  readonly timeZone: string;
  /** Left out on the page of the student. */
  readonly withStudent?: boolean;
  readonly onStep: (step: AbsenceStep) => void;
}

/** One absence: whose, when, why it was asked for, and what was decided and why. */
export function AbsenceRow({ absence, timeZone, withStudent = true, onStep }: AbsenceRowProps) {
  const { student, from, to, category, effect, state, reason, by, at, decision } = absence;
  const mayDecide = useMay("absence.decide");
  const mayWithdraw = useMay("absence.withdraw");
  const steps = stepsOf[state].filter(({ to: step }) => (step === "withdrawn" ? mayWithdraw : mayDecide));
  const columns = withStudent
    ? "lg:grid-cols-[11rem_13rem_minmax(0,1fr)_6rem_auto]"
    : "lg:grid-cols-[13rem_minmax(0,1fr)_6rem_auto]";
  return (
    <li
      className={`grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0 ${columns}`}
    >
      {withStudent && (
        <span className="min-w-0">
          <Link
            to="/students/$student"
            params={{ student: student.id }}
            className="text-sm font-medium break-words hover:underline"
          >
            {writePerson(student)}
          </Link>
          {student.name !== null && <span className="block text-xs text-muted">{student.id}</span>}
        </span>
      )}
      <span className={`text-sm ${withStudent ? "max-lg:order-3 max-lg:col-span-2" : ""}`}>
        {writeStretch(from, to, timeZone)}
      </span>
      <span className="min-w-0 text-sm break-words max-lg:order-4 max-lg:col-span-2">
        {category} <span className="text-muted">· {effectWords[effect]}</span>
        <span className="block text-xs text-muted">
          Asked for: “{reason}” · {by}, {writeMoment(at, timeZone)}
        </span>
        {decision !== null && (
          <span className="block text-xs text-muted">
            {absenceLooks[state].word}: “{decision.reason}” · {decision.by},{" "}
            {writeMoment(decision.at, timeZone)}
          </span>
        )}
      </span>
      <span className="flex">
        <StatusMark look={absenceLooks[state]} />
      </span>
      <span className="flex flex-wrap gap-2 max-lg:order-5 max-lg:col-span-2 lg:w-72 lg:justify-end print:hidden">
        {steps.map(({ to: step, word }) => (
          <Button key={step} aria-label={`${word}: ${writePerson(student)}`} onClick={() => onStep(step)}>
            {word}
          </Button>
        ))}
      </span>
    </li>
  );
}

function writeStretch(from: string, to: string, timeZone: string): string {
  const sameDay = localDay(from, timeZone) === localDay(to, timeZone);
  return `${writeMoment(from, timeZone)} – ${sameDay ? clockfaceOf(timeZone).minute(to) : writeMoment(to, timeZone)}`;
}
