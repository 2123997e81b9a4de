import { type ComponentProps, useId } from "react";

type FieldProps = Omit<ComponentProps<"input">, "className" | "id" | "onChange" | "value"> & {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
};

/** A labelled text field for fingers. */
export function Field({ label, hint, value, onValue, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-kiosk-sm font-medium">
        {label}
      </label>
      <input
        autoComplete="off"
        {...rest}
        id={id}
        value={value}
        onChange={(event) => onValue(event.target.value)}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="h-14 rounded-panel border-2 border-line-strong bg-surface px-4 text-kiosk-sm text-ink"
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-base text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
