export interface Choice<T extends string> {
  readonly value: T;
  readonly word: string;
}

interface SelectProps<T extends string> {
  /** Not shown: what is chosen here. */
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
}

/** One of many, by the browser's own list: it works on every phone and with every reader. */
export function Select<T extends string>({ label, value, choices, onChange }: SelectProps<T>) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => {
        const chosen = choices.find((choice) => choice.value === event.target.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      className="h-9 max-w-full min-w-0 rounded-control border border-line-strong bg-surface px-2 text-sm sm:h-8 print:hidden"
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.word}
        </option>
      ))}
    </select>
  );
}
