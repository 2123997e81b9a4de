import type { ClockCorrectionPreview } from "../../../src/contract/http/clock-corrections.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeShortDay } from "../../time/write-day.ts";
import { markLooks } from "../../ui/looks.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { writeOutcome } from "./write-replay-outcome.ts";

/** Listed of many: the rest is alike. */
const mostListed = 8;

/** What would be stored of a sender's messages with its clock put right, and which marks would be others. */
export function ClockOutcome({ preview: { scans, marks } }: { readonly preview: ClockCorrectionPreview }) {
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const { time, minute } = clockfaceOf(timeZone);
  const when = ({ kind, day: of, start }: ClockCorrectionPreview["marks"][number]): string => {
    const at = kind === "standing" ? "all day" : minute(start);
    return of === day ? at : `${writeShortDay(of)}, ${at}`;
  };
  return (
    <>
      <h3 className="mt-5 text-sm font-semibold">What would be stored</h3>
      <ul className="mt-1 rounded-control border border-line">
        {scans.slice(0, mostListed).map((scan) => (
          <li
            key={scan.message}
            className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 border-b border-line px-3 py-2 text-sm last:border-b-0"
          >
            {scan.takenAt === null ? (
              <>
                <span className="min-w-0 text-muted break-words">{writeOutcome(scan.outcome)}</span>
                {scan.detail !== null && <span className="w-full text-xs text-muted">{scan.detail}</span>}
              </>
            ) : (
              <>
                <span className="min-w-0">
                  <span className="font-medium">{scan.student ?? "Nobody recognised"}</span>
                  {scan.location !== null && <span className="text-muted"> in {scan.location}</span>}
                  <span className="text-muted"> at </span>
                  <time dateTime={scan.takenAt} className="font-medium tabular-nums">
                    {time(scan.takenAt, day)}
                  </time>
                </span>
                <span className="text-xs break-words text-muted">
                  {scan.timeBasis === "receipt"
                    ? "the time of receipt: what it wrote lies too far from it"
                    : `it wrote ${scan.written}`}
                  {scan.outcome !== "stored" && ` · ${writeOutcome(scan.outcome)}`}
                </span>
              </>
            )}
          </li>
        ))}
        {scans.length > mostListed && (
          <li className="px-3 py-2 text-xs text-muted">and {scans.length - mostListed} more</li>
        )}
      </ul>
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
