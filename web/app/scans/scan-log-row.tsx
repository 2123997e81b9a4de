import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { ScanView } from "../../../src/contract/http/scans.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { decisionLooks } from "../../ui/looks.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { DeviceName } from "../devices/device-name.tsx";
import { remarksOn } from "./remarks-on.ts";

interface ScanLogRowProps {
  readonly scan: ScanView;
  readonly day: string;
  readonly timeZone: string;
  /** Left out on the page of one student. */
  readonly withStudent: boolean;
  readonly onOpen: (id: string) => void;
}

/** The columns of the scans, shared by head and rows; on a phone a row is two or three lines. */
export const scanColumns = {
  withStudent:
    "grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 lg:grid-cols-[7.5rem_8rem_8rem_7rem_minmax(0,1fr)_10rem]",
  alone: "grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 lg:grid-cols-[7.5rem_8rem_7rem_minmax(0,1fr)]",
} as const;

/** The cells of one scan. */
export const ScanLogRow = memo(function ScanLogRow(props: ScanLogRowProps) {
  const { scan, day, timeZone, withStudent, onOpen } = props;
  const remarks = remarksOn(scan);
  return (
    <>
      <th scope="row" className="text-left font-normal">
        <button
          type="button"
          onClick={() => onOpen(scan.id)}
          aria-label={`Scan of ${clockfaceOf(timeZone).time(scan.occurredAt, day)}: details`}
          className="-mx-1 rounded-[0.25rem] px-1 py-0.5 text-left text-sm hover:underline"
        >
          <time dateTime={scan.occurredAt}>{clockfaceOf(timeZone).time(scan.occurredAt, day)}</time>
        </button>
      </th>
      {withStudent && (
        <td
          className="min-w-0 truncate text-sm font-medium max-lg:row-start-2"
          title={scan.student ?? undefined}
        >
          {scan.student === null ? (
            <span className="font-normal text-muted">Nobody recognised</span>
          ) : scan.known ? (
            <Link
              to="/students/$student"
              params={{ student: scan.student }}
              className="hover:underline max-sm:inline-block max-sm:py-1"
            >
              {scan.student}
            </Link>
          ) : (
            scan.student
          )}
        </td>
      )}
      <td
        className={`min-w-0 truncate text-sm max-lg:row-start-2 ${withStudent ? "max-lg:justify-self-end" : ""}`}
        title={scan.location ?? undefined}
      >
        {scan.location === null ? (
          <span className="text-muted">No location</span>
        ) : (
          <Link
            to="/rooms/$code"
            params={{ code: scan.location }}
            className="hover:underline max-sm:inline-block max-sm:py-1"
          >
            {scan.location}
          </Link>
        )}
      </td>
      <td className="flex max-lg:col-start-2 max-lg:row-start-1 max-lg:justify-self-end lg:justify-self-start">
        <StatusMark look={decisionLooks[scan.decision]} />
      </td>
      <td className="col-span-full min-w-0 text-xs break-words text-muted lg:col-span-1">
        {scan.reason}
        {remarks.map((remark, index) => (
          <span key={remark}>
            {(index > 0 || scan.reason !== null) && " · "}
            <span className="font-medium text-ink">{remark}</span>
          </span>
        ))}
      </td>
      {withStudent && (
        <td className="col-span-full min-w-0 truncate text-xs text-muted lg:col-span-1" title={scan.sender}>
          <span className="lg:sr-only">by </span>
          <DeviceName name={scan.sender} />
        </td>
      )}
    </>
  );
});
