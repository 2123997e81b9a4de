import type { ChangedMark } from "../../../src/contract/http/changed-mark.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { markLooks } from "../../ui/looks.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";

/** Listed of many: the rest is alike. */
const mostListed = 8;

/** The marks that a deed would make others, before it is done. */
export function ChangedMarks({ marks }: { readonly marks: readonly ChangedMark[] }) {
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const { minute } = clockfaceOf(timeZone);
  const when = ({ kind, day: of, start }: ChangedMark): string => {
    const at = kind === "standing" ? "all day" : minute(start);
    return of === day ? at : `${writeShortDay(of)}, ${at}`;
  };
  return (
    <>
      <h3 className="mt-4 text-sm font-semibold">Marks that would change</h3>
      {marks.length === 0 ? (
        <p className="mt-1 text-sm text-muted">None.</p>
      ) : (
        <ul className="mt-1 rounded-control border border-line">
          {marks.slice(0, mostListed).map((mark) => (
            <li
              key={`${mark.session} ${mark.student}`}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-3 py-2 text-sm last:border-b-0"
            >
              <span className="min-w-0 break-words">
                <span className="font-medium">{mark.name ?? mark.student}</span>
                <span className="text-muted">
                  {" "}
                  in {mark.title}, {when(mark)}
                </span>
              </span>
              <span className="flex flex-wrap items-center gap-1.5">
                <StatusMark look={markLooks[mark.from]} />
                <span aria-hidden>→</span>
                <span className="sr-only">becomes</span>
                <StatusMark look={markLooks[mark.to]} />
                {mark.minutesLate !== null && (
                  <span className="text-xs text-muted">{mark.minutesLate} min</span>
                )}
              </span>
            </li>
          ))}
          {marks.length > mostListed && (
            <li className="px-3 py-2 text-xs text-muted">and {marks.length - mostListed} more</li>
          )}
        </ul>
      )}
    </>
  );
}
