import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { writeDay } from "../../time/write-day.ts";
import { Panel } from "../../ui/panel.tsx";
import { isSameStep } from "../is-same-step.ts";
import { useLive } from "../live/live-context.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { useServerNow } from "../today/use-server-now.ts";
import { arrangeDay } from "./arrange-day.ts";
import { narrowSessions } from "./narrow-sessions.ts";
import { NoSessions } from "./no-sessions.tsx";
import { readSessions } from "./read-sessions.ts";
import { RegistersFrame } from "./registers-frame.tsx";
import { SessionNow } from "./session-now.tsx";
import { SessionTable } from "./session-table.tsx";
import { useClockTurn } from "./use-clock-turn.ts";
import { waitsForSignature } from "./where-it-stands.ts";
import { writeLeft } from "./write-left.ts";

const route = getRouteApi("/registers");
const none: readonly SessionRow[] = [];
const nobody: readonly { readonly room: string; readonly since: string }[] = [];
const everyMs = 15_000;

/** What is on, what comes next, and what was today and waits for a person. */
export function RegistersNowPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const query = useLiveQuery(["sessions", today], (signal) => readSessions(today, today, signal));
  const clock = useServerNow(everyMs);
  const data = query.data?.from === today ? query.data : undefined;
  const all = data?.sessions ?? none;
  // A session opens and closes by the clock: nothing is written at that moment that the page would hear of.
  useClockTurn(
    useMemo(() => all.flatMap(({ start, end }) => [start, end]), [all]),
    () => void query.refetch(),
  );
  return (
    <RegistersFrame
      title="Registers"
      note={writeDay(today)}
      query={{ data, error: query.error, refetch: query.refetch }}
      search={search}
      onSearch={(next) => void navigate({ search: next, replace: isSameStep(search, next) })}
      empty={<NoSessions today />}
    >
      {(sessions) => (
        <Now
          sessions={sessions}
          all={all}
          clock={clock}
          narrowed={narrowSessions(all, search).length < all.length}
        />
      )}
    </RegistersFrame>
  );
}

interface NowProps {
  readonly sessions: readonly SessionRow[];
  readonly all: readonly SessionRow[];
  readonly clock: number;
  /** true where filters leave sessions out. */
  readonly narrowed: boolean;
}

function Now({ sessions, all, clock, narrowed }: NowProps) {
  const { now, next, later, earlier } = arrangeDay(sessions, clock);
  const hidden = arrangeDay(all, clock).now.length - now.length;
  const waiting = earlier.filter(
    (session) => session.toLookAt > 0 || waitsForSignature(session, clock),
  ).length;
  const first = next[0];
  const silent = useLive().pulse?.monitor.silent ?? nobody;
  return (
    <>
      <Panel title="In session now" note={now.length} className="shrink-0">
        {now.length === 0 ? (
          <p className="px-4 py-4 text-sm text-muted">
            {narrowed && hidden > 0
              ? `None that the filters ask for; ${hidden === 1 ? "one other session is" : `${hidden} other sessions are`} on.`
              : first === undefined
                ? later.length === 0
                  ? "Nothing is on, and nothing more is planned today."
                  : "Nothing is on, and what was planned for later today is cancelled."
                : `Nothing is on. The next session ${writeLeft(first, clock)}.`}
          </p>
        ) : (
          <ul className="-mr-px -mb-px grid sm:grid-cols-[repeat(auto-fill,minmax(22rem,1fr))]">
            {now.map((session) => (
              <SessionNow
                key={session.id}
                session={session}
                now={clock}
                silentSince={silent.find(({ room }) => session.rooms.includes(room))?.since ?? null}
              />
            ))}
          </ul>
        )}
      </Panel>
      {first !== undefined && (
        <Panel title="Next" note={writeLeft(first, clock)} className="shrink-0">
          <SessionTable caption="The next sessions" sessions={next} now={clock} />
        </Panel>
      )}
      {earlier.length > 0 && (
        <Panel
          title="Earlier today"
          note={waiting === 0 ? earlier.length : `${earlier.length}, ${waiting} to see to first`}
          tools={
            <Link to="/registers/to-sign" className="text-sm text-accent underline">
              All that wait for a signature
            </Link>
          }
          className="shrink-0"
        >
          <SessionTable caption="Earlier sessions" sessions={earlier} now={clock} />
        </Panel>
      )}
      {later.length > 0 && (
        <Panel title="Later today" note={later.length} className="shrink-0">
          <SessionTable caption="Later sessions" sessions={later} now={clock} />
        </Panel>
      )}
    </>
  );
}
