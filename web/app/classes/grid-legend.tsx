import { type MarkStatus, markStatuses } from "../../../src/domain/attendance/mark.ts";
import { markLooks, toneGround, toneInk } from "../../ui/looks.ts";
import { markLetters } from "../../ui/mark-letters.ts";

interface GridLegendProps {
  readonly used: ReadonlySet<MarkStatus>;
  /** Whether a mark has something unusual about it. */
  readonly unusual: boolean;
}

/** What the letters of the cells mean; those that occur. */
export function GridLegend({ used, unusual }: GridLegendProps) {
  return (
    <dl className="flex flex-wrap gap-x-4 gap-y-1 px-4 py-2 text-xs">
      {markStatuses
        .filter((status) => used.has(status))
        .map((status) => (
          <div key={status} className="flex items-center gap-1.5">
            <dt
              className={`grid h-5 min-w-6 place-items-center rounded-[0.25rem] px-1 font-semibold ${toneInk[markLooks[status].tone]} ${toneGround[markLooks[status].tone]}`}
            >
              {markLetters[status]}
            </dt>
            <dd className="text-muted">{markLooks[status].word}</dd>
          </div>
        ))}
      {unusual && (
        <div className="flex items-center gap-1.5">
          <dt className="grid h-5 min-w-4 place-items-center">
            <span className="size-1.5 rounded-full bg-unknown" />
            <span className="sr-only">Dot</span>
          </dt>
          <dd className="text-muted">Something unusual; open the mark</dd>
        </div>
      )}
    </dl>
  );
}
