import type { LucideIcon } from "lucide-react";
import { useId } from "react";

export interface Segment<T extends string> {
  readonly value: T;
  readonly word: string;
  readonly icon?: LucideIcon;
}

interface SegmentedControlProps<T extends string> {
  /** What is chosen here, for those who listen. */
  readonly label: string;
  readonly value: T;
  readonly segments: readonly Segment<T>[];
  readonly onChange: (value: T) => void;
}

/** One of a few, all of them in sight: for ways of looking at the same thing. */
export function SegmentedControl<T extends string>({
  label,
  value,
  segments,
  onChange,
}: SegmentedControlProps<T>) {
  const name = useId();
  return (
    <fieldset className="flex min-w-0 rounded-control border border-line-strong bg-sunken p-0.5 print:hidden">
      <legend className="sr-only">{label}</legend>
      {segments.map(({ value: own, word, icon: Icon }) => (
        <label
          key={own}
          className="relative inline-flex h-8 cursor-pointer items-center gap-1.5 rounded-[0.25rem] px-2.5 text-sm whitespace-nowrap text-muted hover:text-ink has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-checked:shadow-xs has-focus-visible:outline-2 has-focus-visible:outline-accent sm:h-6.5"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={own === value}
            onChange={() => onChange(own)}
          />
          {Icon !== undefined && <Icon aria-hidden className="size-3.5" />}
          {word}
        </label>
      ))}
    </fieldset>
  );
}
