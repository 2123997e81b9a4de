import { getRouteApi, Link } from "@tanstack/react-router";
import { CalendarClock, CalendarPlus, SearchX } from "lucide-react";
import { useMemo } from "react";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { writeDay } from "../../time/write-day.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Command } from "../../ui/command.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useLiveQuery } from "../live/use-live-query.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { useServerNow } from "../today/use-server-now.ts";
import { arrangeDay } from "./arrange-day.ts";
import { DayPicker } from "./day-picker.tsx";
import { narrowingsOf, narrowSessions } from "./narrow-sessions.ts";
import { readSessions } from "./read-sessions.ts";
import { SessionFilters } from "./session-filters.tsx";
import { SessionNow } from "./session-now.tsx";
import { SessionTable } from "./session-table.tsx";
import type { SessionsSearch } from "./sessions-search.ts";
import { useClockTurn } from "./use-clock-turn.ts";
import { writeLeft } from "./write-left.ts";

const route = getRouteApi("/registers");
const none: readonly SessionRow[] = [];
const everyMs = 15_000;

/** The sessions of a day: what is on, what comes next, and what was and waits for a person. */
export function SessionsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const day = search.day ?? today;
  const query = useLiveQuery(["sessions", day], (signal) => readSessions(day, day, signal));
  const all = query.data?.from === day ? query.data.sessions : none;
  const narrowings = useMemo(() => narrowingsOf(all), [all]);
  const sessions = narrowSessions(all, search);
  // A session opens and closes by the clock: nothing is written at that moment that the page would hear of.
  useClockTurn(
    useMemo(() => all.flatMap(({ start, end }) => [start, end]), [all]),
    () => void query.refetch(),
  );
  const change = (next: SessionsSearch) => void navigate({ search: next, replace: true });
  return (
    <>
      <PageHeading
        title="Registers"
        note={
          <>
            {day === today && "Today, "}
            {writeDay(day)}
          </>
        }
        tools={
          <>
            <DayPicker
              day={day}
              today={today}
              onChange={(chosen) =>
                void navigate({ search: { ...search, day: chosen === today ? undefined : chosen } })
              }
            />
            <div className="flex w-full sm:w-auto">
              <SearchField
                label="Find sessions"
                placeholder="Title, room, class, staff"
                value={search.search ?? ""}
                onChange={(typed) => change({ ...search, search: typed === "" ? undefined : typed })}
              />
            </div>
          </>
        }
      />
      {all.length > 0 && <SessionFilters search={search} narrowings={narrowings} onChange={change} />}
      {query.error !== null && (
        <Panel title="Sessions" className="shrink-0">
          <ReadTrouble what="The sessions" error={query.error} onAgain={() => void query.refetch()} />
        </Panel>
      )}
      {query.error === null && query.data?.from !== day && (
        <Panel title="Sessions" className="shrink-0">
          <SkeletonRows label="Reading the sessions" rows={10} />
        </Panel>
      )}
      {query.data?.from === day && all.length === 0 && <NoSessions day={day} today={today} />}
      {all.length > 0 && sessions.length === 0 && (
        <Panel title="Sessions" className="shrink-0">
          <EmptyState icon={SearchX} title="No session matches">
            <p>The day has {countSessions(all.length)}, and none of them is what the filters ask for.</p>
            <div>
              <Button onClick={() => change({ day: search.day })}>Show them all</Button>
            </div>
          </EmptyState>
        </Panel>
      )}
      {sessions.length > 0 && <Day sessions={sessions} isToday={day === today} />}
      {query.data?.complete === false && (
        <p role="status" className="text-sm text-muted">
          The day has more sessions than are shown here. Choose a room or a class.
        </p>
      )}
    </>
  );
}

function Day({ sessions, isToday }: { sessions: readonly SessionRow[]; isToday: boolean }) {
  const clock = useServerNow(everyMs);
  if (!isToday) {
    return (
      <Panel title="All sessions" note={sessions.length} className="shrink-0">
        <SessionTable caption="The sessions of the day" sessions={sessions} />
      </Panel>
    );
  }
  const { now, next, later, earlier } = arrangeDay(sessions, clock);
  const looks = earlier.filter(({ toLookAt }) => toLookAt > 0).length;
  const first = next[0];
  return (
    <>
      <Panel title="In session now" note={now.length} className="shrink-0">
        {now.length === 0 ? (
          <p className="px-4 py-4 text-sm text-muted">
            {first === undefined
              ? "Nothing is on, and nothing more is planned today."
              : `Nothing is on. The next session ${writeLeft(first, clock)}.`}
          </p>
        ) : (
          <ul className="-mr-px -mb-px grid sm:grid-cols-[repeat(auto-fill,minmax(22rem,1fr))]">
            {now.map((session) => (
              <SessionNow key={session.id} session={session} now={clock} />
            ))}
          </ul>
        )}
      </Panel>
      {first !== undefined && (
        <Panel title="Next" note={writeLeft(first, clock)} className="shrink-0">
          <SessionTable caption="The next sessions" sessions={next} />
        </Panel>
      )}
      {earlier.length > 0 && (
        <Panel
          title="Earlier today"
          note={looks === 0 ? earlier.length : `${earlier.length}, ${looks} to look at first`}
          className="shrink-0"
        >
          <SessionTable caption="Earlier sessions" sessions={earlier} />
        </Panel>
      )}
      {later.length > 0 && (
        <Panel title="Later today" note={later.length} className="shrink-0">
          <SessionTable caption="Later sessions" sessions={later} />
        </Panel>
      )}
    </>
  );
}

function NoSessions({ day, today }: { day: string; today: string }) {
  return (
    <Panel title="Sessions" className="shrink-0">
      {day === today ? (
        <EmptyState icon={CalendarPlus} title="No session is planned today">
          <p>
            Sessions come from a timetable: a calendar feed, OneRoster or CSV files. Until there is one,
            classes with a room have their registers by the day, under Classes.
          </p>
          <div className="flex flex-wrap gap-2">
            {/* A page of its own, which the router need not know. */}
            <a href="/imports" className={buttonLook("primary")}>
              Import a timetable
            </a>
            <Link to="/classes" className={buttonLook("plain")}>
              To the classes
            </Link>
          </div>
          <p>Or look at a university that is made up:</p>
          <Command line="npm run simulate -- --school university" label="the command" />
        </EmptyState>
      ) : (
        <EmptyState icon={CalendarClock} title="No session is planned on this day">
          <p>The day may be free of teaching, or its timetable is not imported yet.</p>
          <div className="flex flex-wrap gap-2">
            <Link to="/registers" className={buttonLook("primary")}>
              To today
            </Link>
            <a href="/imports" className={buttonLook("plain")}>
              Import a timetable
            </a>
          </div>
        </EmptyState>
      )}
    </Panel>
  );
}

const countSessions = (count: number): string => (count === 1 ? "one session" : `${count} sessions`);
