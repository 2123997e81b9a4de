import type { StudentCalendar } from "../../../src/contract/http/figures.ts";
import { writeDay } from "../../time/write-day.ts";
import { markLooks } from "../../ui/looks.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { SessionFacts } from "../registers/session-facts.tsx";
import { titleOf } from "../registers/title-of.ts";
import { writeSpan } from "../registers/write-span.ts";

type Entry = StudentCalendar["sessions"][number];

interface CalendarListProps {
  readonly entries: readonly Entry[];
  readonly onOpen: (session: string) => void;
}

/** A student's sessions day by day, each with its mark and why. */
export function CalendarList({ entries, onOpen }: CalendarListProps) {
  const days = [...new Set(entries.map(({ session }) => session.day))];
  return (
    <>
      {days.map((day) => (
        <section key={day} aria-label={writeDay(day)}>
          <h3 className="border-b border-line bg-sunken px-4 py-1 text-xs font-medium">{writeDay(day)}</h3>
          <ul>
            {entries
              .filter(({ session }) => session.day === day)
              .map(({ session, mark }) => (
                <li
                  key={session.id}
                  className="grid grid-cols-[6rem_minmax(0,1fr)_auto] items-start gap-x-4 gap-y-0.5 border-b border-line px-4 py-2"
                >
                  <time dateTime={session.start} className="text-sm text-muted">
                    {writeSpan(session)}
                  </time>
                  <span className="min-w-0">
                    <button
                      type="button"
                      onClick={() => onOpen(session.id)}
                      className="-mx-1 min-h-6 max-w-full rounded-[0.25rem] px-1 text-left text-sm font-medium break-words hover:underline"
                    >
                      {titleOf(session)}
                    </button>
                    <span className="block text-xs text-muted">
                      <SessionFacts session={session} />
                    </span>
                  </span>
                  <StatusMark look={markLooks[mark.status]} />
                  <span className="col-[2/-1] text-xs break-words text-muted">{mark.why}</span>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}
