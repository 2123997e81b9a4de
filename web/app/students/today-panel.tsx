import { Link } from "@tanstack/react-router";
import type { StudentCalendar } from "../../../src/contract/http/figures.ts";
import type { StudentDetail } from "../../../src/contract/http/students.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { markLooks } from "../../ui/looks.ts";
import { Panel } from "../../ui/panel.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { titleOf } from "../registers/title-of.ts";

interface TodayPanelProps {
  readonly detail: StudentDetail;
  /** The sessions of today with their marks in words. */
  readonly entries: StudentCalendar["sessions"];
  readonly onOpen: (session: string) => void;
}

/** Where a student is expected today, what is concluded there, and why. */
export function TodayPanel({ detail: { today, timeZone }, entries, onOpen }: TodayPanelProps) {
  const { minute } = clockfaceOf(timeZone);
  return (
    <Panel title="Today" note={`times in ${timeZone}`} className="shrink-0">
      {today.length === 0 ? (
        <p className="px-4 py-3 text-sm text-muted">No session today.</p>
      ) : (
        <ul>
          {today.map((seat) => {
            const entry = entries.find(({ session }) => session.id === seat.session);
            const rooms = entry?.session.rooms ?? [];
            const title = entry === undefined ? seat.classes.join(", ") : titleOf(entry.session);
            return (
              <li
                key={seat.session}
                className="grid grid-cols-[6rem_minmax(0,1fr)_auto] items-start gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 last:border-b-0"
              >
                <span className="text-sm text-muted">
                  {seat.kind === "standing" ? "All day" : `${minute(seat.start)}–${minute(seat.end)}`}
                </span>
                <span className="min-w-0 text-sm">
                  {entry === undefined ? (
                    <span className="font-medium">{title}</span>
                  ) : (
                    <button
                      type="button"
                      onClick={() => onOpen(seat.session)}
                      className="-mx-1 min-h-6 max-w-full rounded-[0.25rem] px-1 text-left font-medium break-words hover:underline"
                    >
                      {title}
                    </button>
                  )}
                  <span className="block text-xs text-muted">
                    {seat.classes.map((code, index) => (
                      <span key={code}>
                        {index > 0 && ", "}
                        <Link to="/classes/$code" params={{ code }} className="hover:underline">
                          {code}
                        </Link>
                      </span>
                    ))}
                    {rooms.length > 0 && ` · ${rooms.join(", ")}`}
                  </span>
                </span>
                <StatusMark look={markLooks[seat.status]} />
                {entry !== undefined && (
                  <span className="col-[2/-1] text-xs break-words text-muted">{entry.mark.why}</span>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
