import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { addDays } from "../insights/add-days.ts";

interface DayPickerProps {
  readonly day: string;
  readonly today: string;
  readonly onChange: (day: string) => void;
}

/** From day to day, to any day, and back to today. */
export function DayPicker({ day, today, onChange }: DayPickerProps) {
  return (
    <fieldset className="flex items-center gap-1 print:hidden">
      <legend className="sr-only">Day</legend>
      <Button aria-label="Previous day" onClick={() => onChange(addDays(day, -1))}>
        <ChevronLeft aria-hidden className="size-3.5" />
      </Button>
      <input
        type="date"
        aria-label="Day"
        value={day}
        // An empty field is one that is being typed in.
        onChange={(event) => event.target.value !== "" && onChange(event.target.value)}
        className="h-9 min-w-0 rounded-control border border-line-strong bg-surface px-2 text-sm sm:h-8"
      />
      <Button aria-label="Next day" onClick={() => onChange(addDays(day, 1))}>
        <ChevronRight aria-hidden className="size-3.5" />
      </Button>
      <Button kind="quiet" disabled={day === today} onClick={() => onChange(today)}>
        Today
      </Button>
    </fieldset>
  );
}
