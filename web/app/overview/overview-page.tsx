import { overviewView } from "../../../src/contract/http/dashboard.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { read } from "../api/call-api.ts";
import { useLoaded } from "../live/live-context.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { ScanStream } from "../scans/scan-stream.tsx";
import { SpokenSummary } from "../scans/spoken-summary.tsx";
import { ArrivalsPanel } from "./arrivals-panel.tsx";
import { AttentionPanel } from "./attention-panel.tsx";
import { MonitorHeartbeat } from "./monitor-heartbeat.tsx";
import { SchoolPanel } from "./school-panel.tsx";
import { TodayStrip } from "./today-strip.tsx";

/** Today at a glance: who is here, what comes in, and what needs a person. */
export function OverviewPage() {
  const { state, pulse } = useLoaded();
  const { system } = state;
  const { data, error, refetch } = useLiveQuery(["overview"], (signal) =>
    read(overviewView, "overview", signal),
  );
  // What was read of yesterday is nothing of today.
  const overview = data?.day === system.day ? data : undefined;
  const monitor = pulse?.monitor ?? overview?.monitor;
  return (
    <>
      <PageHeading title="Today" tools={monitor && <MonitorHeartbeat monitor={monitor} />} />
      {error !== null && (
        <ReadTrouble what="The day’s figures" error={error} onAgain={() => void refetch()} />
      )}
      <TodayStrip overview={overview} />
      <SpokenSummary totals={state.totals} />
      <div className="grid min-h-0 flex-1 gap-4 desk:min-h-[30rem] desk:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(24rem,1.15fr)] desk:grid-rows-[minmax(15rem,1fr)_minmax(14rem,1fr)] print:flex print:flex-col">
        <AttentionPanel
          items={monitor?.attention ?? []}
          day={system.day}
          timeZone={system.timeZone}
          className="max-h-96 desk:col-start-1 desk:row-start-2 desk:max-h-none"
        />
        <ScanStream
          scans={state.scans}
          system={system}
          className="max-h-[34rem] desk:col-start-3 desk:row-span-2 desk:row-start-1 desk:max-h-none print:max-h-none"
        />
        <ArrivalsPanel
          arrivals={overview?.arrivals ?? []}
          day={system.day}
          className="desk:col-span-2 desk:col-start-1 desk:row-start-1"
        />
        <SchoolPanel className="desk:col-start-2 desk:row-start-2" />
      </div>
    </>
  );
}
