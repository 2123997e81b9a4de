import { TriangleAlert } from "lucide-react";
import type { z } from "zod";
import type { termView } from "../../../src/contract/http/roster.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { termsInCommon } from "../../../src/domain/timetable/terms-in-common.ts";

interface TermsSharedProps {
  readonly terms: readonly z.infer<typeof termView>[];
  /** Whether it stands in a panel, and has no frame of its own. */
  readonly within?: boolean;
}

/** Says which terms cover the same days, and over which of them figures are then taken. Nothing where none do. */
export function TermsShared({ terms, within = false }: TermsSharedProps) {
  const shared = termsInCommon(terms);
  if (shared.length === 0) return null;
  return (
    <ul
      aria-label="Terms that cover the same days"
      className={`flex shrink-0 flex-col gap-1 px-4 py-3 text-sm ${within ? "border-b border-line" : "rounded-panel border border-line bg-surface"}`}
    >
      {shared.map(({ from, to, counts, other }) => (
        <li key={`${counts.code} ${other.code}`} className="flex items-start gap-2">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-late" />
          <span className="min-w-0">
            {writeTerm(counts)} and {writeTerm(other)} both cover{" "}
            {from === to ? writeShortDay(from) : `${writeShortDay(from)} to ${writeShortDay(to)}`}. On{" "}
            {from === to ? "that day" : "those days"} rates and alerts are over {counts.title}
            {counts.from === other.from ? "" : ", which begins later"}; a class with a term of its own keeps
            to that.
          </span>
        </li>
      ))}
    </ul>
  );
}

const writeTerm = ({ title, code, from, to }: z.infer<typeof termView>): string =>
  `${title} (${code}, ${writeShortDay(from)} to ${writeShortDay(to)})`;
