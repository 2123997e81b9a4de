import { Link } from "@tanstack/react-router";
import { CalendarClock, CalendarPlus } from "lucide-react";
import { buttonLook } from "../../ui/button-look.ts";
import { Command } from "../../ui/command.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useSimulateLine } from "../shell/use-simulate-line.ts";

/** What to do where no session is planned. */
export function NoSessions({ today }: { today: boolean }) {
  const line = useSimulateLine("--school university");
  return (
    <Panel title="Sessions" className="shrink-0">
      {today ? (
        <EmptyState icon={CalendarPlus} title="No session is planned today">
          <p>
            Sessions come from a timetable: a calendar feed, OneRoster or CSV files, or are planned by hand.
          </p>
          <div className="flex flex-wrap gap-2">
            <Link to="/imports" className={buttonLook("primary")}>
              Import a timetable
            </Link>
            <Link to="/registers/new" className={buttonLook("plain")}>
              New session
            </Link>
          </div>
          <p>Or look at a university that is made up:</p>
          <Command line={line} label="the command" />
        </EmptyState>
      ) : (
        <EmptyState icon={CalendarClock} title="No session is planned here">
          <p>The days may be free of teaching, or their timetable is not imported yet.</p>
          <div className="flex flex-wrap gap-2">
            <Link to="/registers" className={buttonLook("primary")}>
              To now
            </Link>
            <Link to="/imports" className={buttonLook("plain")}>
              Import a timetable
            </Link>
          </div>
        </EmptyState>
      )}
    </Panel>
  );
}
