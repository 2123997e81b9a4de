import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";

interface ColumnHeaderProps {
  readonly children: ReactNode;
  readonly align?: "left" | "right";
  /** How the rows are ordered by this column now; left out where they cannot be. */
  readonly sorted?: "ascending" | "descending" | "none";
  readonly onSort?: () => void;
  /** The width. */
  readonly className?: string;
}

const arrows = { ascending: ArrowUp, descending: ArrowDown, none: ChevronsUpDown } as const;

/** The head of a column; a button where the rows can be ordered by it. */
export function ColumnHeader({
  children,
  align = "left",
  sorted,
  onSort,
  className = "",
}: ColumnHeaderProps) {
  const Arrow = arrows[sorted ?? "none"];
  return (
    <th
      scope="col"
      aria-sort={sorted}
      className={`py-1.5 pr-4 text-2xs font-medium text-muted first:pl-4 ${align === "right" ? "text-right" : "text-left"} ${className}`}
    >
      {onSort === undefined ? (
        children
      ) : (
        <button
          type="button"
          onClick={onSort}
          className={`inline-flex min-h-6 items-center gap-1 rounded-control hover:text-ink ${sorted === undefined || sorted === "none" ? "" : "text-ink"}`}
        >
          {children}
          <Arrow aria-hidden className="size-3 print:hidden" />
        </button>
      )}
    </th>
  );
}
