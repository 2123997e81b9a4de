import type { ClockCorrectionPreview } from "../../../src/contract/http/clock-corrections.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { ChangedMarks } from "../messages/changed-marks.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { writeOutcome } from "./write-replay-outcome.ts";

/** Listed of many: the rest is alike. */
const mostListed = 8;

/** What would be stored of a sender's messages with its clock put right, and which marks would be others. */
export function ClockOutcome({ preview: { scans, marks } }: { readonly preview: ClockCorrectionPreview }) {
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const { time } = clockfaceOf(timeZone);
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
      <ChangedMarks marks={marks} />
    </>
  );
}
