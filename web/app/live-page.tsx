import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Figure } from "../ui/figure.tsx";
import { decisionLooks, quarantinedLook } from "../ui/looks.ts";
import { PageHeading } from "../ui/page-heading.tsx";
import type { LiveState } from "./live/fold-changes.ts";
import { useLoaded } from "./live/live-context.ts";
import { QuarantineDialog } from "./quarantine/quarantine-dialog.tsx";
import { ScanStream } from "./scans/scan-stream.tsx";
import { SpokenSummary } from "./scans/spoken-summary.tsx";
import { StudentsPanel } from "./students/students-panel.tsx";

/** Who is here, as it happens. */
export function LivePage() {
  const { state, reading } = useLoaded();
  return <Today state={state} reading={reading} />;
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
      <PageHeading title="Overview" />
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
