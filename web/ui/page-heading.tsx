import { type ReactNode, useEffect } from "react";

interface PageHeadingProps {
  readonly title: string;
  /** Beside the title: how many, of which day. */
  readonly note?: ReactNode;
  /** Controls at the end of the title's row. */
  readonly tools?: ReactNode;
}

/**
 * The one first-level heading of a page, and the title of its window. The shell moves the focus to it after a
 * navigation, so that those who listen hear where they are.
 */
export function PageHeading({ title, note, tools }: PageHeadingProps) {
  useEffect(() => {
    document.title = `${title} · Muster`;
  }, [title]);
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center justify-between gap-x-6 gap-y-2 sm:min-h-8">
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-3">
        <h1 tabIndex={-1} className="min-w-0 text-xl font-semibold tracking-tight break-words outline-none">
          {title}
        </h1>
        {note !== undefined && <span className="text-sm text-muted">{note}</span>}
      </div>
      {tools !== undefined && <div className="flex flex-wrap items-center gap-2">{tools}</div>}
    </div>
  );
}
