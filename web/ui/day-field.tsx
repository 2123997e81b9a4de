interface DayFieldProps {
  readonly label: string;
  /** YYYY-MM-DD, or empty. */
  readonly value: string;
  readonly onChange: (day: string) => void;
}

/** A day, by the browser's own calendar. */
export function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <label className="inline-flex items-center gap-1.5 text-sm text-muted">
      {label}
      <input
        type="date"
        value={value}
        // An empty field is one that is being typed in.
        onChange={(event) => event.target.value !== "" && onChange(event.target.value)}
        className="h-9 rounded-control border border-line-strong bg-surface px-2 text-sm text-ink sm:h-8"
      />
    </label>
  );
}
