import { useId } from "react";
import { DayInput } from "./day-input.tsx";

interface DayFieldProps {
  readonly label: string;
  /** YYYY-MM-DD, or empty. */
  readonly value: string;
  /** The last day that may be chosen. */
  readonly max?: string | undefined;
  readonly onChange: (day: string) => void;
}

/** A day with its name before it; an empty field is one that is being typed in, and tells nothing. */
export function DayField({ label, onChange, ...rest }: DayFieldProps) {
  const id = useId();
  return (
    <span className="inline-flex items-center gap-1.5 text-sm text-muted">
      <label htmlFor={id}>{label}</label>
      <DayInput {...rest} id={id} onChange={(day) => day !== "" && onChange(day)} />
    </span>
  );
}
