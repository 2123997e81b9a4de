import { memo } from "react";
import type { ScanView } from "../../../src/contract/http/scans.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { decisionLooks } from "../../ui/looks.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { remarksOn } from "./remarks-on.ts";

interface ScanRowProps {
  readonly scan: ScanView;
  readonly day: string;
  readonly timeZone: string;
  /** true for one that came while the page was open. */
  readonly arriving: boolean;
}

const arrivals = {
  granted: "[--arrival-tint:var(--color-good-soft)]",
  late: "[--arrival-tint:var(--color-late-soft)]",
  denied: "[--arrival-tint:var(--color-denied-soft)]",
  unknown: "[--arrival-tint:var(--color-unknown-soft)]",
} as const;

export const ScanRow = memo(function ScanRow({ scan, day, timeZone, arriving }: ScanRowProps) {
  const remarks = remarksOn(scan);
  return (
    <li
      className={`@container border-b border-line px-4 py-2 ${arriving ? `motion-safe:animate-arrive ${arrivals[scan.decision]}` : ""}`}
    >
      {/* By the room that the list has, which a wide window may leave narrow: an id is never cut for a place. */}
      <div className="grid grid-cols-[4.25rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 @lg:grid-cols-[4.25rem_minmax(0,1fr)_6.5rem_7rem]">
        <time dateTime={scan.occurredAt} className="text-sm text-muted">
          {clockfaceOf(timeZone).time(scan.occurredAt, day)}
        </time>
        <span className="text-sm font-medium break-all">
          {scan.student ?? <span className="font-normal text-muted">Nobody recognised</span>}
        </span>
        <span
          className="col-start-2 row-start-2 truncate text-sm text-muted @lg:col-start-3 @lg:row-start-1 @lg:text-ink"
          title={scan.location ?? undefined}
        >
          {scan.location ?? "No location"}
        </span>
        <span className="col-start-3 row-start-1 flex justify-self-end @lg:col-start-4 @lg:justify-self-start">
          <StatusMark look={decisionLooks[scan.decision]} />
        </span>
        {(scan.reason !== null || remarks.length > 0) && (
          <span className="col-[2/-1] text-xs break-words text-muted">
            {scan.reason}
            {remarks.map((remark, index) => (
              <span key={remark}>
                {(index > 0 || scan.reason !== null) && " · "}
                <span className="font-medium text-ink">{remark}</span>
              </span>
            ))}
          </span>
        )}
      </div>
    </li>
  );
});
