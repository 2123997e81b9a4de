import { Search } from "lucide-react";
import { useId } from "react";

interface SearchFieldProps {
  /** What is searched, for those who listen: "Find students by id". */
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field that narrows what the page shows. The key `/` moves the focus to the first of a page. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const id = useId();
  return (
    <search className="relative min-w-0 flex-1 sm:w-52 sm:flex-none print:hidden">
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-muted"
      />
      <input
        id={id}
        type="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        maxLength={128}
        className="h-9 w-full rounded-control border border-line-strong bg-surface pr-2 pl-8 text-sm placeholder:text-muted sm:h-8"
      />
    </search>
  );
}
