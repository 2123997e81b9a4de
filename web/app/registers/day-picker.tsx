import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { DayInput } from "../../ui/day-input.tsx";
import { addDays } from "../decisions/add-days.ts";

interface DayPickerProps {
  readonly day: string;
  readonly today: string;
  /** How many days each button goes; one without. */
  readonly step?: number;
  readonly onChange: (day: string) => void;
}

/** From day to day, to any day, and back to today. */
export function DayPicker({ day, today, step = 1, onChange }: DayPickerProps) {
  return (
    <fieldset className="flex items-center gap-1 print:hidden">
      <legend className="sr-only">Day</legend>
      <Button
        aria-label={step === 1 ? "Previous day" : "Previous week"}
        onClick={() => onChange(addDays(day, -step))}
      >
        <ChevronLeft aria-hidden className="size-3.5" />
      </Button>
      {/* An empty field is one that is being typed in. */}
      <DayInput aria-label="Day" value={day} onChange={(chosen) => chosen !== "" && onChange(chosen)} />
      <Button aria-label={step === 1 ? "Next day" : "Next week"} onClick={() => onChange(addDays(day, step))}>
        <ChevronRight aria-hidden className="size-3.5" />
      </Button>
      <Button kind="quiet" disabled={day === today} onClick={() => onChange(today)}>
        Today
      </Button>
    </fieldset>
  );
}
