import { Link } from "@tanstack/react-router";
import { CalendarRange } from "lucide-react";
import { type SessionList, sessionList } from "../../../src/contract/http/sessions.ts";
import { writeDay } from "../../time/write-day.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { read } from "../api/call-api.ts";
import { addDays } from "../decisions/add-days.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { SessionFacts } from "../registers/session-facts.tsx";
import { sessionLooks } from "../registers/session-looks.ts";
import { titleOf } from "../registers/title-of.ts";
import { writeSpan } from "../registers/write-span.ts";
import { countHere } from "./session-line.tsx";

/** Days ahead that are listed, beside those of this week that are over. */
const daysAhead = 28;
const daysBack = 7;
const most = 200;

/** The sessions of a class from last week on, day by day. */
export function ClassTimetable({ code, today }: { code: string; today: string }) {
  const query = useLiveQuery(["class", "sessions", code, today], async (signal) => ({
    code,
    list: await read(
      sessionList,
      `sessions?${new URLSearchParams({ class: code, from: addDays(today, -daysBack), to: addDays(today, daysAhead), limit: String(most) })}`,
      signal,
    ),
  }));
  const sessions: SessionList["sessions"] | undefined =
    query.data?.code === code ? query.data.list.sessions : undefined;
  const days = [...new Set((sessions ?? []).map(({ day }) => day))];
  return (
    <Panel title="Timetable" note="last week and the next four" className="desk:min-h-64 desk:flex-1">
      {query.error !== null && (
        <ReadTrouble what="The sessions" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {sessions === undefined && query.error === null && <SkeletonRows label="Reading the sessions" />}
      {sessions?.length === 0 && (
        <EmptyState icon={CalendarRange} title="Nothing is planned">
          <p>No session of this class lies in these five weeks.</p>
          <div>
            <Link to="/imports" className={buttonLook("plain")}>
              Import a timetable
            </Link>
          </div>
        </EmptyState>
      )}
      {days.map((day) => (
        <section key={day} aria-label={writeDay(day)}>
          <h3 className="border-b border-line bg-sunken px-4 py-1 text-xs font-medium">
            {writeDay(day)}
            {day === today && <span className="text-muted"> · today</span>}
          </h3>
          <ul>
            {(sessions ?? [])
              .filter((session) => session.day === day)
              .map((session) => (
                <li
                  key={session.id}
                  className="grid grid-cols-[6rem_minmax(0,1fr)_auto] items-start gap-x-4 border-b border-line px-4 py-2"
                >
                  <time dateTime={session.start} className="text-sm text-muted">
                    {writeSpan(session)}
                  </time>
                  <span className="min-w-0">
                    <Link
                      to="/registers/$session"
                      params={{ session: session.id }}
                      className="text-sm font-medium break-words hover:underline"
                    >
                      {titleOf(session)}
                    </Link>
                    <span className="block text-xs text-muted">
                      <SessionFacts session={session} />
                    </span>
                  </span>
                  <span className="flex flex-col items-end gap-1">
                    <StatusMark look={sessionLooks[session.state]} />
                    {session.state !== "scheduled" && session.state !== "cancelled" && (
                      <span className="text-xs text-muted">
                        {countHere(session)} of {session.expected}
                      </span>
                    )}
                  </span>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </Panel>
  );
}
