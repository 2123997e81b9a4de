import { Undo2 } from "lucide-react";
import { useState } from "react";
import type { ClockCorrectionView } from "../../../src/contract/http/clock-corrections.ts";
import { aheadText } from "../../../src/domain/attendance/ahead-text.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { DeviceName } from "../devices/device-name.tsx";
import { UndoClockDialog } from "./undo-clock-dialog.tsx";
import { useClockCorrections } from "./use-clock-corrections.ts";

interface ClocksPanelProps {
  readonly day: string;
  readonly timeZone: string;
  /** Told what came of taking one back. */
  readonly onDone: (summary: string) => void;
}

/** What people stated of senders' clocks, each to be taken back; nothing at all where there is none of it. */
export function ClocksPanel({ day, timeZone, onDone }: ClocksPanelProps) {
  const { data } = useClockCorrections();
  const [undoing, setUndoing] = useState<ClockCorrectionView | null>(null);
  const { time } = clockfaceOf(timeZone);
  if (data === undefined || data.corrections.length === 0) return null;
  return (
    <Panel title="Clocks put right" note="newest first" className="shrink-0">
      <ul className="max-h-72 overflow-y-auto print:max-h-none">
        {data.corrections.map((correction) => (
          <li
            key={correction.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <span className="flex min-w-0 flex-col gap-0.5">
              <span className="break-words">
                <span className="font-medium">
                  <DeviceName name={correction.sender} />
                </span>{" "}
                was {aheadText(correction.aheadSeconds)}: {countScans(correction.scans)}
              </span>
              <span className="text-xs break-words text-muted">
                {correction.reason} · stated by {correction.by},{" "}
                <time dateTime={correction.at}>{time(correction.at, day)}</time>
              </span>
              {correction.undone !== null && (
                <span className="text-xs font-medium break-words">
                  Taken back by {correction.undone.by},{" "}
                  <time dateTime={correction.undone.at}>{time(correction.undone.at, day)}</time>:{" "}
                  {correction.undone.reason}
                </span>
              )}
            </span>
            {correction.undone === null && (
              <Button onClick={() => setUndoing(correction)}>
                <Undo2 aria-hidden className="size-3.5" />
                Take back
                <span className="sr-only">
                  what was stated of <DeviceName name={correction.sender} />
                </span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {undoing !== null && (
        <UndoClockDialog
          correction={undoing}
          onClose={() => setUndoing(null)}
          onDone={(summary) => {
            setUndoing(null);
            onDone(summary);
          }}
        />
      )}
    </Panel>
  );
}

const countScans = (scans: number): string => (scans === 1 ? "1 scan taken" : `${scans} scans taken`);
