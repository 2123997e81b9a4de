import { type MarkStatus, markStatuses } from "../../../src/domain/attendance/mark.ts";
import { markLooks, toneGround, toneInk } from "../../ui/looks.ts";
import { markLetters } from "./mark-letters.ts";

/** What the letters of the cells mean; those that occur. */
export function GridLegend({ used }: { used: ReadonlySet<MarkStatus> }) {
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
    </dl>
  );
}
