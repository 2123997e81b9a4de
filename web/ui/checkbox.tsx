import { type ReactNode, useId } from "react";

interface CheckboxProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  /** Below the label: what it means. */
  readonly note?: ReactNode;
}

/** Yes or no, with its words beside it; the words can be touched as well. */
export function Checkbox({ label, checked, onChange, disabled = false, note }: CheckboxProps) {
  const id = useId();
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2.5">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 accent-accent max-sm:mt-2.5"
      />
      <label htmlFor={id} className="min-w-0 text-sm max-sm:py-2">
        {label}
      </label>
      {note !== undefined && (
        <p id={`${id}-note`} className="col-start-2 text-xs text-muted">
          {note}
        </p>
      )}
    </div>
  );
}
