import { Undo2 } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import type { Deeds } from "./use-deeds.ts";

/** Says what was done last, with one touch to take it back. */
export function DeedLine({ deeds: { last, trouble, undo } }: { deeds: Deeds }) {
  return (
    <div role="status" className="empty:absolute print:hidden">
      {last !== null && (
        <div className="flex flex-wrap items-center justify-between gap-3 rounded-panel border border-line bg-sunken px-4 py-2 text-sm">
          <span>
            {last.said}
            {trouble !== null && <span className="text-denied"> {trouble}</span>}
          </span>
          {last.undo !== null && (
            <Button onClick={() => void undo()}>
              <Undo2 aria-hidden className="size-3.5" />
              Undo
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
