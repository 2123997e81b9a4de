import { Tabs as Parts } from "radix-ui";
import type { ReactNode } from "react";

export interface Tab<T extends string> {
  readonly value: T;
  readonly word: string;
  /** Beside the word; left out when there is nothing to count. */
  readonly count?: number;
  readonly content: ReactNode;
}

interface TabsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly tabs: readonly Tab<T>[];
  readonly onChange: (value: T) => void;
}

const number = new Intl.NumberFormat("en-GB");

/** Parts of one thing, one at a time. The caller keeps the choice, in the address where it is worth a link. */
export function Tabs<T extends string>({ label, value, tabs, onChange }: TabsProps<T>) {
  function choose(wanted: string) {
    const tab = tabs.find((candidate) => candidate.value === wanted);
    if (tab !== undefined) onChange(tab.value);
  }
  return (
    <Parts.Root value={value} onValueChange={choose} className="flex min-h-0 flex-1 flex-col">
      <Parts.List
        aria-label={label}
        className="flex shrink-0 gap-5 overflow-x-auto border-b border-line px-4 print:hidden"
      >
        {tabs.map((tab) => (
          <Parts.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px flex h-10 items-center gap-1.5 border-b-2 border-transparent text-sm whitespace-nowrap text-muted hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {tab.word}
            {tab.count !== undefined && (
              <span className="rounded-full bg-sunken px-1.5 text-2xs font-medium text-muted">
                {number.format(tab.count)}
              </span>
            )}
          </Parts.Trigger>
        ))}
      </Parts.List>
      {tabs.map((tab) => (
        <Parts.Content
          key={tab.value}
          value={tab.value}
          className="min-h-0 flex-1 focus-visible:-outline-offset-2"
        >
          {tab.content}
        </Parts.Content>
      ))}
    </Parts.Root>
  );
}
