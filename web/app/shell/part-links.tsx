import { Link } from "@tanstack/react-router";
import type { pagePaths } from "../../../src/contract/http/page-paths.ts";

interface Part {
  readonly to: PlainPath;
  readonly word: string;
  /** Beside the word; left out when there is nothing to count. */
  readonly count?: number;
}

/** Addresses without a name in them. */
type PlainPath = Exclude<(typeof pagePaths)[keyof typeof pagePaths], `${string}$${string}`>;

const number = new Intl.NumberFormat("en-GB");

/** The ways between the pages of one group: each has an address of its own, and looks like a tab. */
export function PartLinks({ label, parts }: { label: string; parts: readonly Part[] }) {
  return (
    <nav
      aria-label={label}
      className="-mt-2 flex shrink-0 gap-5 overflow-x-auto border-b border-line print:hidden"
    >
      {parts.map(({ to, word, count }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          className="-mb-px flex h-10 items-center gap-1.5 border-b-2 border-transparent text-sm whitespace-nowrap text-muted hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {word}
          {count !== undefined && (
            <span className="rounded-full bg-sunken px-1.5 text-2xs font-medium text-muted">
              {number.format(count)}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
