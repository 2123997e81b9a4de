import { type ReactNode, type Ref, useId, useRef } from "react";
import { useMoreBelow } from "./use-more-below.ts";

interface PanelProps {
  readonly title: string;
  /** Beside the title: how many, of what. */
  readonly note?: ReactNode;
  /** Controls at the end of the title's row. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  readonly scrollRef?: Ref<HTMLDivElement>;
  readonly onScroll?: () => void;
  /** Laid over the top of the scrolling part. */
  readonly overlay?: ReactNode;
}

/** A titled region whose body scrolls where its height is bounded: it fades out at its lower edge while more follows. */
export function Panel({
  title,
  note,
  tools,
  children,
  className = "",
  scrollRef,
  onScroll,
  overlay,
}: PanelProps) {
  const heading = useId();
  const frame = useRef<HTMLDivElement>(null);
  const more = useMoreBelow(frame);
  return (
    <section
      aria-labelledby={heading}
      className={`flex min-h-0 min-w-0 flex-col overflow-hidden rounded-panel border border-line bg-surface print:overflow-visible print:border-0 ${className}`}
    >
      <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-1.5">
        <div className="flex min-w-0 items-baseline gap-2">
          <h2 id={heading} className="text-lg font-semibold">
            {title}
          </h2>
          {note !== undefined && <span className="text-xs text-muted">{note}</span>}
        </div>
        {tools}
      </div>
      <div ref={frame} className="relative flex min-h-0 flex-1 flex-col">
        {overlay}
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset groups form controls, and this holds rows */}
        <div
          ref={scrollRef}
          onScroll={onScroll}
          role="group"
          aria-labelledby={heading}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2 print:overflow-visible"
        >
          {children}
        </div>
        {more && (
          <div
            aria-hidden
            className="pointer-events-none absolute inset-x-0 bottom-0 z-10 h-10 bg-linear-to-t from-surface print:hidden"
          />
        )}
      </div>
    </section>
  );
}
