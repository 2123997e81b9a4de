import { SlidersHorizontal } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "./button.tsx";
import { useMedia } from "./use-media.ts";

interface FoldedFiltersProps {
  /** How many of them are set. */
  readonly set: number;
  readonly children: ReactNode;
}

/** Filters as they are where there is room; on a phone behind one button that says how many are set. */
export function FoldedFilters({ set, children }: FoldedFiltersProps) {
  const wide = useMedia("(width >= 40rem)");
  const [open, setOpen] = useState(false);
  const id = useId();
  if (wide) return children;
  return (
    <>
      <Button aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
        <SlidersHorizontal aria-hidden className="size-3.5" />
        Filters{set > 0 ? `, ${set} set` : ""}
      </Button>
      {open && (
        <div id={id} className="flex w-full flex-wrap items-center gap-2">
          {children}
        </div>
      )}
    </>
  );
}
