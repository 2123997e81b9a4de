import type { ComponentProps } from "react";
import { writeShortDay } from "../../src/domain/kernel/write-short-day.ts";

type DayInputProps = Omit<ComponentProps<"input">, "type" | "className" | "value" | "onChange"> & {
  /** YYYY-MM-DD, or empty. */
  readonly value: string;
  /** Told an empty day while one is being typed in. */
  readonly onChange: (day: string) => void;
  /** As wide as what it stands in. */
  readonly wide?: boolean;
};

/**
 * The browser's own calendar and typing, over a day that is written as every other day of these pages: a browser writes
 * it in the order of its own language, in which 03/04 is one day to some readers and another to others.
 */
export function DayInput({ value, onChange, wide = false, ...rest }: DayInputProps) {
  return (
    <span className={`relative ${wide ? "block" : "inline-block"}`}>
      <input
        {...rest}
        type="date"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`peer h-9 rounded-control border border-line-strong bg-surface px-2 text-sm text-ink ${
          wide ? "w-full min-w-0" : "w-40 sm:h-8"
        } not-focus:text-transparent`}
      />
      <span
        aria-hidden
        className={`pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-sm peer-focus:hidden ${
          value === "" ? "text-muted" : "text-ink"
        }`}
      >
        {value !== "" ? writeShortDay(value) : wide ? "Choose a day" : "Any day"}
      </span>
    </span>
  );
}
