import { ArrowUp, Pause, Play, ScanFace } from "lucide-react";
import { useRef, useState } from "react";
import type { ScanView } from "../../../src/contract/http/scans.ts";
import type { SystemView } from "../../../src/contract/http/system.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { FirstScan } from "./first-scan.tsx";
import { ScanRow } from "./scan-row.tsx";

interface ScanStreamProps {
  readonly scans: readonly ScanView[];
  readonly system: SystemView;
  readonly className?: string;
}

/**
 * The newest scans as they happen. A reader who pauses or scrolls down keeps the rows being read: new ones wait
 * behind a button that says how many.
 */
export function ScanStream({ scans, system, className = "" }: ScanStreamProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [paused, setPaused] = useState(false);
  const [held, setHeld] = useState<readonly ScanView[] | null>(null);
  // What was there when the page was opened does not arrive.
  const [openedAt] = useState(() => scans[0]?.seq ?? 0);
  const shown = held ?? scans;
  const waiting = held === null ? 0 : countNewer(scans, held[0]?.seq ?? 0);

  function follow() {
    setPaused(false);
    setHeld(null);
    scroller.current?.scrollTo({ top: 0 });
  }

  function onScroll() {
    if (paused) return;
    const away = (scroller.current?.scrollTop ?? 0) > 8;
    if (!away) setHeld(null);
    else setHeld((before) => before ?? scans);
  }

  return (
    <Panel
      title="Scans"
      note={scans.length === 0 ? undefined : "newest first"}
      className={className}
      scrollRef={scroller}
      onScroll={onScroll}
      tools={
        scans.length > 0 && (
          <Button
            kind="quiet"
            aria-pressed={paused}
            onClick={() => {
              if (paused) follow();
              else {
                setPaused(true);
                setHeld((before) => before ?? scans);
              }
            }}
          >
            {paused ? <Play aria-hidden className="size-3.5" /> : <Pause aria-hidden className="size-3.5" />}
            {paused ? "Paused" : "Pause"}
          </Button>
        )
      }
      overlay={
        waiting > 0 && (
          <div className="pointer-events-none absolute inset-x-0 top-2 z-10 flex justify-center">
            <span className="pointer-events-auto rounded-control shadow-sm">
              <Button kind="primary" onClick={follow}>
                <ArrowUp aria-hidden className="size-3.5" />
                {waiting === 1 ? "1 new scan" : `${waiting} new scans`}
              </Button>
            </span>
          </div>
        )
      }
    >
      {shown.length === 0 ? (
        <EmptyState icon={ScanFace} title="No scans yet">
          <FirstScan brokerAddress={system.broker.address} />
        </EmptyState>
      ) : (
        <ol aria-label="Scans, newest first">
          {shown.map((scan) => (
            <ScanRow
              key={scan.id}
              scan={scan}
              day={system.day}
              timeZone={system.timeZone}
              arriving={scan.seq > openedAt}
            />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function countNewer(scans: readonly ScanView[], seq: number): number {
  const first = scans.findIndex((scan) => scan.seq <= seq);
  return first === -1 ? scans.length : first;
}
