import { MonitorPlay } from "lucide-react";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { writeDay } from "../../time/write-day.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useMedia } from "../../ui/use-media.ts";
import { FirstRunInvitation } from "../first-run/first-run-invitation.tsx";
import { useLoaded } from "../live/live-context.ts";
import { ScanStream } from "../scans/scan-stream.tsx";
import { SpokenSummary } from "../scans/spoken-summary.tsx";
import { TermMissing } from "../school/term-missing.tsx";
import { ArrivalsPanel } from "./arrivals-panel.tsx";
import { AttentionPanel } from "./attention-panel.tsx";
import { DayBoard } from "./day-board.tsx";
import { MonitorHeartbeat } from "./monitor-heartbeat.tsx";
import { NothingToday } from "./nothing-today.tsx";
import { NowFigures } from "./now-figures.tsx";
import { SessionList } from "./session-list.tsx";
import { ToSignPanel } from "./to-sign-panel.tsx";
import { type Day, useToday } from "./use-today.ts";

/** Today: what is on, who is here, what waits for a person. */
export function TodayPage() {
  const { state, pulse } = useLoaded();
  const { system } = state;
  const { query, today, now } = useToday();
  const { timeZone } = system;
  return (
    <>
      <PageHeading
        title="Today"
        note={writeDay(system.day)}
        tools={
          <>
            {pulse && <MonitorHeartbeat monitor={pulse.monitor} />}
            <a href={pagePaths.wall} className={buttonLook("quiet")}>
              <MonitorPlay aria-hidden className="size-3.5" />
              Wall screen
            </a>
          </>
        }
      />
      {query.error !== null && (
        <ReadTrouble what="The day" error={query.error} onAgain={() => void query.refetch()} />
      )}
      <FirstRunInvitation />
      <TermMissing />
      <SpokenSummary totals={state.totals} />
      {today !== undefined && today.sessions.length > 0 && (
        <NowFigures
          cards={today.sessions}
          now={now}
          day={today.day}
          rate={today.rate}
          anybodySeen={today.anybodySeen}
        />
      )}
      <div className="grid min-h-0 flex-1 gap-4 desk:min-h-[44rem] desk:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(25rem,1fr)] desk:grid-rows-[minmax(26rem,2fr)_minmax(17rem,1fr)] print:flex print:flex-col">
        <BoardPanel today={today} now={now} className="desk:col-span-2" />
        <AttentionPanel
          groups={pulse?.monitor.groups ?? []}
          day={system.day}
          timeZone={timeZone}
          now={now}
          className="max-h-96 desk:max-h-none print:max-h-none"
        />
        {today !== undefined && (
          <ArrivalsPanel
            cards={today.sessions}
            arrivals={today.arrivals}
            day={today.day}
            timeZone={timeZone}
            now={now}
          />
        )}
        {today !== undefined && (
          <ToSignPanel
            cards={today.sessions}
            unsigned={today.unsigned}
            timeZone={timeZone}
            now={now}
            className="max-h-96 desk:max-h-none print:max-h-none"
          />
        )}
        <ScanStream
          scans={state.scans}
          system={system}
          className="max-h-[34rem] desk:col-start-3 desk:row-start-2 desk:max-h-none print:max-h-none"
        />
      </div>
    </>
  );
}

function BoardPanel({
  today,
  now,
  className,
}: {
  readonly today: Day["today"];
  readonly now: number;
  readonly className: string;
}) {
  const wide = useMedia("(width >= 48rem)");
  const sessions = today?.sessions ?? [];
  const held = sessions.filter(({ state }) => state !== "cancelled");
  return (
    <Panel
      title="Sessions"
      note={held.length === 0 ? undefined : held.length}
      tools={held.length > 0 && wide && <BoardLegend />}
      className={className}
    >
      {today === undefined ? (
        <SkeletonRows label="Reading the day" rows={6} />
      ) : held.length === 0 ? (
        <NothingToday today={today} />
      ) : wide ? (
        <DayBoard cards={sessions} now={now} timeZone={today.timeZone} />
      ) : (
        <SessionList cards={sessions} now={now} timeZone={today.timeZone} />
      )}
    </Panel>
  );
}

/** What the signs of the board mean. */
function BoardLegend() {
  return (
    <p className="flex flex-wrap gap-x-4 text-xs text-muted">
      <span className="inline-flex items-center gap-1.5">
        <span aria-hidden className="h-2.5 w-4 border-t-2 border-good bg-good/25" /> arrived
      </span>
      <span className="inline-flex items-center gap-1.5">
        <span aria-hidden className="hatched h-2.5 w-4" /> reader could not see
      </span>
      <span className="inline-flex items-center gap-1.5">
        <span aria-hidden className="h-2.5 w-4 border border-line-strong border-dashed" /> not known whether
        it could see
      </span>
      <span className="inline-flex items-center gap-1.5">
        <span aria-hidden className="h-3 w-px bg-accent" /> now
      </span>
    </p>
  );
}
