import { type ComponentProps, type ReactNode, useId } from "react";
import { DayInput } from "./day-input.tsx";

type TextFieldProps = Omit<ComponentProps<"input">, "className" | "id" | "onChange" | "value"> & {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Below the field: what to write, or what is wrong with it. */
  readonly note?: ReactNode;
};

/** A line to be filled in, with its name above it. */
export function TextField({ label, value, onChange, note, type, ...rest }: TextFieldProps) {
  const id = useId();
  const given = {
    ...rest,
    id,
    value,
    "aria-describedby": note === undefined ? undefined : `${id}-note`,
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs text-muted">
        {label}
      </label>
      {type === "date" ? (
        <DayInput {...given} wide onChange={onChange} />
      ) : (
        <input
          {...given}
          type={type}
          onChange={(event) => onChange(event.target.value)}
          className="h-9 w-full min-w-0 rounded-control border border-line-strong bg-surface px-2.5 text-sm text-ink placeholder:text-muted"
        />
      )}
      {note !== undefined && (
        <p id={`${id}-note`} className="text-xs text-muted">
          {note}
        </p>
      )}
    </div>
  );
}
