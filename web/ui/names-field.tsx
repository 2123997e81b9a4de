import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useState } from "react";

export interface NamedChoice {
  readonly value: string;
  /** What it is called beside its value; left out where that says it all. */
  readonly word?: string;
}

interface NamesFieldProps {
  readonly label: string;
  readonly chosen: readonly string[];
  /** undefined while the list is being read: what is entered until then waits for it. */
  readonly choices: readonly NamedChoice[] | undefined;
  readonly onChange: (chosen: readonly string[]) => void;
  /** true where one is enough: the next takes its place. */
  readonly single?: boolean;
  /** Below the field: what to write. */
  readonly note?: string;
}

/** Names of things that are there, found by typing; what is none of them is said to be so and not taken. */
export function NamesField({ label, chosen, choices, onChange, single = false, note }: NamesFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  // Entered before the list was there; what is written in the meantime goes its own way.
  const [entered, setEntered] = useState<string | null>(null);
  const found = choiceOf(typed, choices ?? []);
  const wrong = choices !== undefined && typed.trim() !== "" && found === undefined;

  function take(value: string) {
    setTyped("");
    if (single) onChange([value]);
    else if (!chosen.includes(value)) onChange([...chosen, value]);
  }
  const takeEntered = useEffectEvent(() => {
    if (entered !== null && entered === typed && found !== undefined) take(found.value);
    setEntered(null);
  });
  const reading = choices === undefined;
  useEffect(() => {
    if (!reading) takeEntered();
  }, [reading]);
  function onType(text: string) {
    setTyped(text);
    // One that is picked from the list comes whole at once; a code that is only the beginning of another does too.
    const exact = choices?.find((choice) => textOf(choice) === text);
    if (exact !== undefined) take(exact.value);
  }
  function onKey(event: KeyboardEvent) {
    if (event.key === "Backspace" && typed === "" && chosen.length > 0) onChange(chosen.slice(0, -1));
    if (event.key !== "Enter" || typed.trim() === "") return;
    event.preventDefault();
    enter();
  }
  function enter() {
    if (found !== undefined) take(found.value);
    else if (reading && typed.trim() !== "") setEntered(typed);
  }
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs text-muted">
        {label}
      </label>
      <div className="flex min-h-9 flex-wrap items-center gap-1 rounded-control border border-line-strong bg-surface px-1.5 py-1 focus-within:outline-2 focus-within:outline-accent">
        {chosen.map((value) => (
          <span
            key={value}
            className="inline-flex items-center gap-1 rounded-[0.25rem] bg-sunken py-0.5 pr-0.5 pl-2 text-sm"
          >
            {value}
            <button
              type="button"
              aria-label={`Take ${value} away`}
              onClick={() => onChange(chosen.filter((other) => other !== value))}
              className="grid size-6 place-items-center rounded-[0.25rem] text-muted hover:text-ink"
            >
              <X aria-hidden className="size-3" />
            </button>
          </span>
        ))}
        <input
          id={id}
          list={`${id}-list`}
          value={typed}
          autoComplete="off"
          aria-invalid={wrong}
          aria-describedby={wrong || note !== undefined ? `${id}-note` : undefined}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={onKey}
          onBlur={enter}
          className="h-7 min-w-24 flex-1 bg-transparent px-1 text-sm text-ink outline-none"
        />
        <datalist id={`${id}-list`}>
          {(choices ?? [])
            .filter(({ value }) => !chosen.includes(value))
            .map((choice) => (
              <option key={choice.value} value={textOf(choice)} />
            ))}
        </datalist>
      </div>
      {(wrong || entered !== null || note !== undefined) && (
        <p id={`${id}-note`} className={`text-xs ${wrong ? "text-denied" : "text-muted"}`}>
          {wrong
            ? `There is no “${typed.trim()}” here. Take one of the list.`
            : entered !== null
              ? "The list is being read …"
              : note}
        </p>
      )}
    </div>
  );
}

const textOf = ({ value, word }: NamedChoice): string =>
  word === undefined || word === value ? value : `${value} · ${word}`;

/** The choice that a text names: by its value, whole, or by the only one that begins so. */
function choiceOf(text: string, choices: readonly NamedChoice[]): NamedChoice | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return undefined;
  const exact = choices.find(
    (choice) => choice.value.toLowerCase() === wanted || textOf(choice).toLowerCase() === wanted,
  );
  if (exact !== undefined) return exact;
  const begun = choices.filter((choice) =>
    [choice.value, choice.word ?? ""].some((word) => word.toLowerCase().startsWith(wanted)),
  );
  return begun.length === 1 ? begun[0] : undefined;
}
