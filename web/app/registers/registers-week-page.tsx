import { getRouteApi, Link } from "@tanstack/react-router";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { writeDay } from "../../time/write-day.ts";
import { markLooks } from "../../ui/looks.ts";
import { ShareBar } from "../../ui/share-bar.tsx";
import { addDays } from "../decisions/add-days.ts";
import { isSameStep } from "../is-same-step.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { useServerNow } from "../today/use-server-now.ts";
import { countMarks } from "./count-marks.ts";
import { DayPicker } from "./day-picker.tsx";
import { mondayOf } from "./monday-of.ts";
import { NoSessions } from "./no-sessions.tsx";
import { readSessions } from "./read-sessions.ts";
import { RegistersFrame } from "./registers-frame.tsx";
import { titleOf } from "./title-of.ts";
import { waitsForSignature } from "./where-it-stands.ts";
import { writeSpan } from "./write-span.ts";

const route = getRouteApi("/registers/week");
const everyMs = 30_000;
const daysOfWeek = [0, 1, 2, 3, 4, 5, 6];

/** The sessions of a week, a column for each day that has some. */
export function RegistersWeekPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const monday = mondayOf(search.day ?? today);
  const sunday = addDays(monday, 6);
  const clock = useServerNow(everyMs);
  const query = useLiveQuery(["sessions", monday, "week"], (signal) => readSessions(monday, sunday, signal));
  const data = query.data?.from === monday ? query.data : undefined;
  return (
    <RegistersFrame
      title="Week"
      note={`from ${writeDay(monday)}`}
      days={
        <DayPicker
          day={monday}
          today={mondayOf(today)}
          step={7}
          onChange={(chosen) => void navigate({ search: { ...search, day: mondayOf(chosen) } })}
        />
      }
      query={{ data, error: query.error, refetch: query.refetch }}
      search={search}
      onSearch={(next) => void navigate({ search: next, replace: isSameStep(search, next) })}
      empty={<NoSessions today={false} />}
    >
      {(sessions) => (
        <div className="grid shrink-0 items-start gap-3 lg:auto-cols-fr lg:grid-flow-col print:grid-flow-row">
          {daysOfWeek
            .map((after) => addDays(monday, after))
            .filter((day) => sessions.some((session) => session.day === day))
            .map((day) => (
              <DayColumn
                key={day}
                day={day}
                today={day === today}
                sessions={sessions.filter((session) => session.day === day)}
                now={clock}
              />
            ))}
        </div>
      )}
    </RegistersFrame>
  );
}

interface DayColumnProps {
  readonly day: string;
  readonly today: boolean;
  readonly sessions: readonly SessionRow[];
  readonly now: number;
}

function DayColumn({ day, today, sessions, now }: DayColumnProps) {
  const toSign = sessions.filter((session) => waitsForSignature(session, now)).length;
  const toLookAt = sessions.reduce((sum, session) => sum + session.toLookAt, 0);
  return (
    <section className="min-w-0 rounded-panel border border-line bg-surface">
      <div className={`border-b px-3 py-2 ${today ? "border-accent" : "border-line"}`}>
        <h2 className="text-sm font-semibold">
          <Link to="/registers/day" search={{ day }} className="hover:underline">
            {shortDay.format(new Date(`${day}T00:00:00Z`))}
          </Link>
        </h2>
        <p className="text-xs text-muted">
          {[
            sessions.length === 1 ? "1 session" : `${sessions.length} sessions`,
            ...(toSign > 0 ? [`${toSign} to sign`] : []),
            ...(toLookAt > 0 ? [`${toLookAt} to look at`] : []),
          ].join(" · ")}
        </p>
      </div>
      <ul>
        {sessions.map((session) => (
          <Brief key={session.id} session={session} now={now} />
        ))}
      </ul>
    </section>
  );
}

const shortDay = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
});

function Brief({ session, now }: { session: SessionRow; now: number }) {
  const counts = countMarks(session.counts);
  const cancelled = session.state === "cancelled";
  const begun = Date.parse(session.start) <= now;
  return (
    <li
      data-session={session.id}
      className="flex flex-col gap-1 border-b border-line px-3 py-2 text-xs last:border-b-0"
    >
      <p className="flex flex-wrap justify-between gap-x-2 text-muted">
        <span className="whitespace-nowrap">{writeSpan(session)}</span>
        <span className="break-words">{session.rooms.join(", ")}</span>
      </p>
      <Link
        to="/registers/$session"
        params={{ session: session.id }}
        className={`text-sm font-medium break-words hover:underline max-sm:inline-block max-sm:py-1 ${cancelled ? "text-muted line-through" : ""}`}
      >
        {titleOf(session)}
      </Link>
      {cancelled && <p className="text-muted">Cancelled</p>}
      {!cancelled && !begun && <p className="text-muted">{session.expected} expected</p>}
      {!cancelled && begun && (
        <>
          <ShareBar
            whole={session.expected}
            shares={[
              { look: markLooks.present, value: counts.present },
              { look: markLooks.late, value: counts.late },
              { look: markLooks.absent_authorised, value: counts.excused },
              { look: markLooks.needs_review, value: counts.unknown + counts.review },
            ]}
          />
          <p className="text-muted">
            {counts.present + counts.late} of {session.expected} here
            {counts.unknown > 0 && (
              <span className="font-medium text-unknown"> · {counts.unknown} cannot be known</span>
            )}
            {waitsForSignature(session, now) && <span className="font-medium text-late"> · To sign</span>}
          </p>
        </>
      )}
    </li>
  );
}
