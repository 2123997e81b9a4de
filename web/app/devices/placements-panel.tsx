import { Undo2 } from "lucide-react";
import { useState } from "react";
import type { PlacementView } from "../../../src/contract/http/placements.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { countScans } from "../identities/identity-words.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { UndoPlacementDialog } from "./undo-placement-dialog.tsx";
import { usePlacements } from "./use-placements.ts";

interface PlacementsPanelProps {
  readonly sender: string;
  /** Whether the reader of the page may take one back. */
  readonly mayUndo: boolean;
  /** Told what came of taking one back. */
  readonly onDone: (summary: string) => void;
}

/** Where people said that a device hung, each to be taken back; nothing at all where nobody said anything. */
export function PlacementsPanel({ sender, mayUndo, onDone }: PlacementsPanelProps) {
  const { data } = usePlacements(sender);
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const [undoing, setUndoing] = useState<PlacementView | null>(null);
  const moment = (at: string) => <time dateTime={at}>{writeMoment(at, timeZone)}</time>;
  if (data === undefined || data.placements.length === 0) return null;
  return (
    <Panel title="Moved" note="the last said first" className="shrink-0">
      <ul className="max-h-72 overflow-y-auto print:max-h-none">
        {data.placements.map((placement) => (
          <li
            key={placement.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <span className="flex min-w-0 flex-col gap-0.5">
              <span className="break-words">
                <span className="font-medium">{placement.room}</span> since {moment(placement.from)}
                {placement.location === ""
                  ? ", where it names no place"
                  : `, what it sends as ${placement.location}`}
                : {countScans(placement.scans)} moved
              </span>
              <span className="text-xs break-words text-muted">
                {placement.reason} · said by {placement.by}, {moment(placement.at)}
              </span>
              {placement.undone !== null && (
                <span className="text-xs font-medium break-words">
                  Taken back by {placement.undone.by}, {moment(placement.undone.at)}:{" "}
                  {placement.undone.reason}
                </span>
              )}
            </span>
            {mayUndo && placement.undone === null && (
              <Button onClick={() => setUndoing(placement)}>
                <Undo2 aria-hidden className="size-3.5" />
                Take back
                <span className="sr-only">that it hung in {placement.room}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {undoing !== null && (
        <UndoPlacementDialog
          placement={undoing}
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
