import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Figure } from "../ui/figure.tsx";
import { decisionLooks, quarantinedLook } from "../ui/looks.ts";
import type { LiveState } from "./live/fold-changes.ts";
import { useLive } from "./live/live-context.ts";
import { QuarantineDialog } from "./quarantine/quarantine-dialog.tsx";
import { ScanStream } from "./scans/scan-stream.tsx";
import { SpokenSummary } from "./scans/spoken-summary.tsx";
import { StartDemo } from "./shell/start-demo.tsx";
import { SystemBanners } from "./shell/system-banners.tsx";
import { TopBar } from "./shell/top-bar.tsx";
import { StudentsPanel } from "./students/students-panel.tsx";
import { useStudents } from "./students/use-students.ts";

/** Who is here, as it happens. */
export function LivePage() {
  const live = useLive();
  const { state } = live;
  return (
    <div className="flex min-h-dvh flex-col desk:h-dvh print:block print:h-auto">
      <TopBar live={live} />
      {live.connection === "outdated" && (
        <Banner
          icon={RefreshCw}
          kind="trouble"
          title="The server was updated."
          action={<Button onClick={() => location.reload()}>Reload</Button>}
        >
          This page can no longer read what it says.
        </Banner>
      )}
      {state !== null && <SystemBanners system={state.system} />}
      <main className="flex min-h-0 flex-1 flex-col gap-4 p-4 sm:px-6 print:p-0">
        <h1 className="sr-only">Live attendance</h1>
        {state === null ? (
          <div className="m-auto max-w-prose text-center text-muted">
            <p>{live.lostAt === null ? "Reading today’s scans and registers." : "Waiting for the server."}</p>
            {live.trouble !== null && <p className="mt-1 text-sm">{live.trouble}</p>}
          </div>
        ) : (
          <Today state={state} reading={live.reading} />
        )}
      </main>
      {state !== null && (
        <footer className="flex print:hidden min-h-9 flex-wrap items-center justify-between gap-x-6 px-4 pb-2 text-xs text-muted sm:px-6">
          <span>Muster {state.system.version}</span>
          {!state.system.demo.active && <StartDemoBesideStudents reading={live.reading} />}
        </footer>
      )}
    </div>
  );
}

/** Where students are enrolled already; without any, the empty list offers the demo itself. */
function StartDemoBesideStudents({ reading }: { reading: number }) {
  const students = useStudents("", "student", reading);
  const total = students.data?.pages[0]?.total ?? 0;
  return total > 0 && <StartDemo kind="quiet" />;
}

function writeRepeats(repeats: number): string {
  if (repeats === 0) return "No repeats";
  return repeats === 1 ? "1 repeat, counted once" : `${repeats} repeats, counted once`;
}

function Today({ state, reading }: { state: LiveState; reading: number }) {
  const [looking, setLooking] = useState(false);
  const { totals, system } = state;
  return (
    <>
      <section aria-labelledby="today" className="rounded-panel border border-line bg-surface px-4 py-3">
        <h2 id="today" className="sr-only">
          Scans today
        </h2>
        <div className="flex flex-wrap items-center gap-x-8 gap-y-3">
          <dl className="grid flex-1 basis-full grid-cols-3 gap-3 sm:grid-cols-5 sm:gap-x-6 lg:basis-0">
            <Figure look={decisionLooks.granted} value={totals.granted} />
            <Figure look={decisionLooks.late} value={totals.late} />
            <Figure look={decisionLooks.denied} value={totals.denied} />
            <Figure look={decisionLooks.unknown} value={totals.unknown} />
            <Figure look={quarantinedLook} value={totals.quarantined} />
          </dl>
          <div className="flex items-center gap-4">
            <p className="text-xs text-muted">{writeRepeats(totals.repeats)}</p>
            <Button onClick={() => setLooking(true)}>Quarantine…</Button>
          </div>
        </div>
      </section>
      <SpokenSummary totals={totals} />
      <div className="grid min-h-0 flex-1 gap-4 desk:grid-cols-[minmax(0,3fr)_minmax(26rem,2fr)] desk:grid-rows-1 print:flex print:flex-col">
        <ScanStream
          scans={state.scans}
          system={system}
          className="max-h-[34rem] desk:order-last desk:max-h-none print:max-h-none"
        />
        <StudentsPanel state={state} reading={reading} className="print:order-first" />
      </div>
      {looking && (
        <QuarantineDialog
          day={system.day}
          timeZone={system.timeZone}
          count={totals.quarantined}
          onClose={() => setLooking(false)}
        />
      )}
    </>
  );
}
