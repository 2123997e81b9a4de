import { DayField } from "../../ui/day-field.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import type { DecisionsSearch } from "./decisions-search.ts";
import type { Period } from "./period-of.ts";

interface PeriodChoiceProps {
  readonly search: DecisionsSearch;
  readonly period: Period;
  readonly today: string;
  readonly onChange: (search: DecisionsSearch) => void;
}

const segments = [
  { value: "today", word: "Today" },
  { value: "yesterday", word: "Yesterday" },
  { value: "7-days", word: "7 days" },
  { value: "30-days", word: "30 days" },
  { value: "dates", word: "Dates" },
] as const;

/** The days to look at: the usual ones, or from one to another. */
export function PeriodChoice({ search, period, today, onChange }: PeriodChoiceProps) {
  const { location } = search;
  return (
    <>
      <SegmentedControl
        label="Days to look at"
        value={search.period ?? "today"}
        segments={segments}
        onChange={(value) => {
          if (value === "today") onChange({ location });
          else if (value === "dates") onChange({ location, period: value, from: period.from, to: period.to });
          else onChange({ location, period: value });
        }}
      />
      {search.period === "dates" && (
        <div className="flex flex-wrap items-center gap-2 text-sm print:hidden">
          <DayField
            label="From"
            value={period.from}
            max={today}
            onChange={(from) => onChange({ ...search, from })}
          />
          <DayField label="to" value={period.to} max={today} onChange={(to) => onChange({ ...search, to })} />
          {period.trouble !== null && (
            <p role="alert" className="text-denied">
              {period.trouble}
            </p>
          )}
        </div>
      )}
    </>
  );
}
