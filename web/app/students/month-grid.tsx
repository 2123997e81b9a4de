import type { StudentCalendar } from "../../../src/contract/http/figures.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeDay } from "../../time/write-day.ts";
import { markLooks, toneGround, toneInk } from "../../ui/looks.ts";
import { titleOf } from "../registers/title-of.ts";
import { weeksOf, writeMonth } from "./month-of.ts";

type Entry = StudentCalendar["sessions"][number];

interface MonthGridProps {
  readonly month: string;
  readonly today: string;
  readonly entries: readonly Entry[];
  readonly onOpen: (session: string) => void;
}

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A month of one student: each session with its mark, on its day. */
export function MonthGrid({ month, today, entries, onOpen }: MonthGridProps) {
  return (
    <table className="w-full table-fixed">
      <caption className="sr-only">Sessions of {writeMonth(month)}, by day</caption>
      <thead className="sticky top-0 z-10 bg-sunken">
        <tr>
          {weekdays.map((weekday) => (
            <th
              key={weekday}
              scope="col"
              abbr={weekday}
              className="border-b border-line px-2 py-1.5 text-left text-2xs font-medium text-muted"
            >
              <span className="lg:hidden">{weekday.slice(0, 3)}</span>
              <span className="hidden lg:inline">{weekday}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <td
                key={day}
                className={`h-24 border-r border-b border-line p-1 align-top last:border-r-0 ${day.startsWith(month) ? "" : "bg-sunken"}`}
              >
                <p className="px-1 text-xs">
                  <time
                    dateTime={day}
                    aria-current={day === today ? "date" : undefined}
                    className={
                      day === today
                        ? "rounded-full bg-accent px-1.5 font-semibold text-on-accent"
                        : "text-muted"
                    }
                  >
                    <span aria-hidden>{Number(day.slice(8))}</span>
                    <span className="sr-only">{writeDay(day)}</span>
                  </time>
                </p>
                <ul className="mt-1 flex flex-col gap-1">
                  {entries
                    .filter(({ session }) => session.day === day)
                    .map((entry) => (
                      <Chip key={entry.session.id} entry={entry} onOpen={onOpen} />
                    ))}
                </ul>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Chip({ entry: { session, mark }, onOpen }: { entry: Entry; onOpen: (session: string) => void }) {
  const look = markLooks[mark.status];
  const Icon = look.icon;
  const time = clockfaceOf(session.timeZone).minute(session.start);
  const title = titleOf(session);
  return (
    <li>
      <button
        type="button"
        onClick={() => onOpen(session.id)}
        title={`${time} ${title}: ${look.word}`}
        className={`flex w-full min-w-0 flex-col rounded-control px-1.5 py-1 text-left text-xs hover:underline ${toneGround[look.tone]}`}
      >
        <span className={`flex min-w-0 items-center gap-1 font-medium ${toneInk[look.tone]}`}>
          <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
          <span className="truncate">{look.word}</span>
        </span>
        <span className="max-w-full truncate text-ink">
          {time} {title}
        </span>
      </button>
    </li>
  );
}
