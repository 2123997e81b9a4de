import { SlidersHorizontal, X } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "./button.tsx";
import { useMedia } from "./use-media.ts";

interface FoldedFiltersProps {
  /** How many of them are set. */
  readonly set: number;
  /** Takes away all of them, and what is searched for beside them; null while nothing is set. */
  readonly onClear: (() => void) | null;
  readonly children: ReactNode;
}

/**
 * Filters as they are where there is room; on a phone behind one button that says how many are set, and open where some
 * are as the page opens. What clears them stands beside them, folded or not.
 */
export function FoldedFilters({ set, onClear, children }: FoldedFiltersProps) {
  const wide = useMedia("(width >= 40rem)");
  const [open, setOpen] = useState(set > 0);
  const id = useId();
  const clear = onClear !== null && (
    <Button kind="quiet" onClick={onClear}>
      <X aria-hidden className="size-3.5" />
      Clear
    </Button>
  );
  if (wide) {
    return (
      <>
        {children}
        {clear}
      </>
    );
  }
  return (
    <>
      <Button aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
        <SlidersHorizontal aria-hidden className="size-3.5" />
        Filters{set > 0 ? `, ${set} set` : ""}
      </Button>
      {clear}
      {open && (
        <div id={id} className="flex w-full flex-wrap items-center gap-2">
          {children}
        </div>
      )}
    </>
  );
}
