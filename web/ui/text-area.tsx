import { type ReactNode, useId } from "react";

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
  readonly maxLength?: number;
  readonly note?: ReactNode;
  /** In the type of code. */
  readonly mono?: boolean;
}

/** Some lines to be filled in, with their name above them. */
export function TextArea({ label, value, onChange, rows = 3, maxLength, note, mono = false }: TextAreaProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs text-muted">
        {label}
      </label>
      <textarea
        id={id}
        rows={rows}
        value={value}
        maxLength={maxLength}
        spellCheck={!mono}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={(event) => onChange(event.target.value)}
        className={`w-full min-w-0 rounded-control border border-line-strong bg-surface px-2.5 py-2 text-ink ${mono ? "font-mono text-xs" : "text-sm"}`}
      />
      {note !== undefined && (
        <p id={`${id}-note`} className="text-xs text-muted">
          {note}
        </p>
      )}
    </div>
  );
}
