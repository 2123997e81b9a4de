import type { ScanFilter } from "../scans/scan-filter.ts";
import { ScansLink } from "./scans-link.tsx";

interface FigureLinksProps {
  readonly label: string;
  readonly figures: readonly {
    readonly key: string;
    readonly name: string;
    readonly count: number;
    readonly behind: ScanFilter;
  }[];
}

const number = new Intl.NumberFormat("en-GB");

/** The ways from a picture to its scans for those without a pointer, and for fingers that a bar is too thin for. */
export function FigureLinks({ label, figures }: FigureLinksProps) {
  if (figures.length === 0) return null;
  return (
    <nav aria-label={label} className="border-t border-line px-4 py-2 print:hidden">
      <ul className="flex flex-wrap gap-x-1 gap-y-1 text-xs">
        {figures.map(({ key, name, count, behind }) => (
          <li key={key}>
            <ScansLink
              behind={behind}
              className="inline-flex min-h-7 items-center gap-1.5 rounded-control px-1.5 text-muted hover:bg-sunken hover:text-ink"
            >
              {name} <span className="font-medium text-ink">{number.format(count)}</span>
            </ScansLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
