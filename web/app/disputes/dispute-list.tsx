import type { DisputeView } from "../../../src/contract/http/disputes.ts";
import { writeDay } from "../../time/write-day.ts";
import { Button } from "../../ui/button.tsx";
import { titleOf } from "../registers/title-of.ts";
import { writePerson } from "../registers/write-person.ts";
import { writeSpan } from "../registers/write-span.ts";
import { DisputeSaid } from "./dispute-said.tsx";

interface DisputeListProps {
  readonly disputes: readonly DisputeView[];
  /** Whose each is, where they are of several people. */
  readonly withStudent: boolean;
  readonly onOpen: (dispute: DisputeView) => void;
}

/** Disputes, each with its session, what is claimed and what was said. */
export function DisputeList({ disputes, withStudent, onOpen }: DisputeListProps) {
  return (
    <ul>
      {disputes.map((dispute) => {
        const { id, session, student } = dispute;
        return (
          <li
            key={id}
            className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0 lg:grid-cols-[16rem_minmax(0,1fr)_auto]"
          >
            <p className="min-w-0 text-sm max-lg:col-span-2">
              {withStudent && <span className="block font-medium break-words">{writePerson(student)}</span>}
              <span className="break-words">{titleOf(session)}</span>
              <span className="block text-xs text-muted">
                {writeDay(session.day)}, {writeSpan(session)}
              </span>
            </p>
            <div className="min-w-0">
              <DisputeSaid dispute={dispute} />
            </div>
            <div className="print:hidden">
              <Button
                aria-label={`The mark of ${writePerson(student)}, ${titleOf(session)}`}
                onClick={() => onOpen(dispute)}
              >
                The mark
              </Button>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
