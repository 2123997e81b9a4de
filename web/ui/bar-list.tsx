import type { ReactNode } from "react";
import { type Share, ShareBar } from "./share-bar.tsx";

export interface BarItem {
  readonly key: string;
  /** The row's name; a link where it leads somewhere. */
  readonly label: ReactNode;
  readonly shares: readonly Share[];
}

interface BarListProps {
  readonly label: string;
  readonly items: readonly BarItem[];
}

const number = new Intl.NumberFormat("en-GB");
const total = ({ shares }: BarItem): number => shares.reduce((sum, { value }) => sum + value, 0);

/** Counts by name, each as a number and a bar against the longest, split by what happened. */
export function BarList({ label, items }: BarListProps) {
  const longest = Math.max(1, ...items.map(total));
  return (
    <ol aria-label={label}>
      {items.map((item) => (
        <li key={item.key} className="flex flex-col gap-1 border-b border-line px-4 py-2 last:border-b-0">
          <div className="flex items-baseline justify-between gap-4 text-sm">
            <span className="min-w-0 break-words">{item.label}</span>
            <span className="font-medium">
              {number.format(total(item))}
              <span className="sr-only">
                {" "}
                (
                {item.shares
                  .filter(({ value }) => value > 0)
                  .map(({ look, value }) => `${number.format(value)} ${look.word.toLowerCase()}`)
                  .join(", ")}
                )
              </span>
            </span>
          </div>
          <ShareBar shares={item.shares} whole={longest} />
        </li>
      ))}
    </ol>
  );
}
