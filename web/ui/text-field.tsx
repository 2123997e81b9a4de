import { type ComponentProps, type ReactNode, useId } from "react";

type TextFieldProps = Omit<ComponentProps<"input">, "className" | "id" | "onChange" | "value"> & {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Below the field: what to write, or what is wrong with it. */
  readonly note?: ReactNode;
};

/** A line to be filled in, with its name above it. */
export function TextField({ label, value, onChange, note, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs text-muted">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        value={value}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-full min-w-0 rounded-control border border-line-strong bg-surface px-2.5 text-sm text-ink placeholder:text-muted"
      />
      {note !== undefined && (
        <p id={`${id}-note`} className="text-xs text-muted">
          {note}
        </p>
      )}
    </div>
  );
}
