import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeDay } from "../../time/write-day.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { useLoaded } from "../live/live-context.ts";
import { DayBoard } from "./day-board.tsx";
import { NothingToday } from "./nothing-today.tsx";
import { NowFigures } from "./now-figures.tsx";
import { BoardLegend } from "./today-page.tsx";
import { useToday } from "./use-today.ts";

/** The day for a screen on a wall: rooms, sessions and figures, and nobody's name. */
export function WallPage() {
  const { state } = useLoaded();
  const { query, today, now } = useToday();
  const { timeZone, day } = state.system;
  return (
    <>
      <PageHeading
        title={clockfaceOf(timeZone).minute(new Date(now).toISOString())}
        note={writeDay(day)}
        tools={
          <Link to="/" aria-label="Leave the wall screen" className={buttonLook("quiet")}>
            <X aria-hidden className="size-3.5" />
          </Link>
        }
      />
      {query.error !== null && (
        <ReadTrouble what="The day" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {today !== undefined && today.sessions.length > 0 && (
        <NowFigures cards={today.sessions} now={now} rate={today.rate} anybodySeen={today.anybodySeen} />
      )}
      {today !== undefined && (
        <Panel title="Sessions" tools={<BoardLegend />} className="flex-1">
          {today.sessions.every(({ state }) => state === "cancelled") ? (
            <NothingToday today={today} />
          ) : (
            <DayBoard cards={today.sessions} now={now} timeZone={timeZone} wall />
          )}
        </Panel>
      )}
    </>
  );
}
