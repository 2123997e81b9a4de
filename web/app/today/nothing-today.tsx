import { Link } from "@tanstack/react-router";
import { CalendarOff, Sprout } from "lucide-react";
import type { TodayView } from "../../../src/contract/http/today.ts";
import { writeDay } from "../../time/write-day.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { Command } from "../../ui/command.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { StartDemo } from "../shell/start-demo.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { useSimulateLine } from "../shell/use-simulate-line.ts";

/** Why nothing is on, and what to do about it. */
export function NothingToday({
  today: { students, holiday, nextDay },
}: {
  readonly today: Pick<TodayView, "students" | "holiday" | "nextDay">;
}) {
  const line = useSimulateLine("--school university");
  const demo = useLiveValue(({ state }) => state?.system.demo.active ?? false);
  if (students === 0) {
    return (
      <EmptyState icon={Sprout} title="Nobody is on the roster yet">
        <p>Scans are kept all the same; registers fill once people, classes and rooms are known.</p>
        <div className="flex flex-wrap items-center gap-3">
          <Link to="/imports" className={buttonLook("primary")}>
            Bring in people and timetable
          </Link>
          {!demo && <StartDemo kind="plain" />}
        </div>
        <p>Or watch a whole pretend university at work:</p>
        <Command line={line} label="the command" />
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={CalendarOff}
      title={holiday === null ? "No session today" : `No session today: ${holiday}`}
    >
      {nextDay === null ? (
        <p>No later day has any either.</p>
      ) : (
        <p>
          The next {nextDay.sessions === 1 ? "is" : `${nextDay.sessions} are`} on{" "}
          <Link to="/registers" search={{ day: nextDay.day }} className="underline">
            {writeDay(nextDay.day)}
          </Link>
          .
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        <Link to="/imports" className={buttonLook("plain")}>
          Bring in a timetable
        </Link>
        <Link to="/registers" className={buttonLook("plain")}>
          Registers of other days
        </Link>
      </div>
    </EmptyState>
  );
}
