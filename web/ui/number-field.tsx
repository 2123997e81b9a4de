import { type ReactNode, useId } from "react";

interface NumberFieldProps {
  readonly label: ReactNode;
  /** As typed: what is no number yet is kept, so that nothing changes under the writer's hands. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Behind the field: minutes, %. */
  readonly unit?: string;
  /** Below the field: the range. */
  readonly note?: ReactNode;
  /** What is wrong with the value and what to do; null when nothing is. */
  readonly trouble?: string | null;
  readonly disabled?: boolean;
  /** true where name, number and unit are one sentence. */
  readonly inline?: boolean;
}

/** A number with its name, its unit, its range and what is wrong with it. */
export function NumberField({
  label,
  value,
  onChange,
  unit,
  note,
  trouble = null,
  disabled = false,
  inline = false,
}: NumberFieldProps) {
  const id = useId();
  const described = [
    unit === undefined ? null : `${id}-unit`,
    note === undefined ? null : `${id}-note`,
    trouble === null ? null : `${id}-trouble`,
  ].filter((part) => part !== null);
  return (
    <div className={`flex min-w-0 gap-x-2 gap-y-1 ${inline ? "flex-wrap items-center" : "flex-col"}`}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="flex items-center gap-2">
        <input
          id={id}
          inputMode="decimal"
          value={value}
          disabled={disabled}
          autoComplete="off"
          aria-invalid={trouble !== null}
          aria-describedby={described.length === 0 ? undefined : described.join(" ")}
          onChange={(event) => onChange(event.target.value)}
          className={`h-9 w-24 rounded-control border bg-surface px-2.5 text-right text-sm text-ink disabled:opacity-50 ${trouble === null ? "border-line-strong" : "border-denied"}`}
        />
        {unit !== undefined && (
          <span id={`${id}-unit`} className="text-sm text-muted">
            {unit}
          </span>
        )}
        {note !== undefined && (
          <span id={`${id}-note`} className="text-xs text-muted">
            {note}
          </span>
        )}
      </div>
      {trouble !== null && (
        <p id={`${id}-trouble`} className="w-full text-xs text-denied">
          {trouble}
        </p>
      )}
    </div>
  );
}
