import { Link } from "@tanstack/react-router";
import { BellRing } from "lucide-react";
import { memo } from "react";
import type { StudentRow } from "../../../src/contract/http/students.ts";
import { Rate } from "../../ui/rate.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { writePerson } from "../registers/write-person.ts";
import { SeatStrip } from "./seat-strip.tsx";
import type { StudentListSearch } from "./student-list-search.ts";
import { WeekSpark } from "./week-spark.tsx";
import { writeLastSeen } from "./write-last-seen.ts";

/** The columns of the list, shared by its head and its rows; on a phone a row is three lines. */
export const studentColumns =
  "grid grid-cols-[minmax(0,1fr)_10.5rem] gap-x-4 gap-y-1 md:grid-cols-[minmax(10rem,1.3fr)_8.5rem_6rem_minmax(6rem,1fr)_4.5rem_3rem] xl:grid-cols-[minmax(10rem,1.3fr)_8.5rem_6rem_minmax(6rem,1fr)_8rem_3rem] print:grid-cols-[minmax(0,1fr)_7rem_5rem_minmax(0,1fr)_4rem_2.5rem]";

interface StudentListRowProps {
  readonly row: StudentRow;
  readonly day: string;
  /** Of which days the rate is, where that is said beside it. */
  readonly days: string | null;
  readonly timeZone: string;
  /** Of the list, for going on to the next student from the page of this one. */
  readonly search: StudentListSearch;
}

/** The cells of one student. */
export const StudentListRow = memo(function StudentListRow({
  row,
  day,
  days,
  timeZone,
  search,
}: StudentListRowProps) {
  const { student, rate, weeks, today, lastSeen, openAlerts, cohort, left } = row;
  return (
    <>
      <th scope="row" className="min-w-0 text-left">
        <Link
          to="/students/$student"
          params={{ student: student.id }}
          search={search}
          className="-mx-1 rounded-[0.25rem] px-1 py-0.5 text-sm font-medium break-words hover:underline"
        >
          {writePerson(student)}
        </Link>
        <span className="block truncate text-xs font-normal text-muted">
          {[student.name === null ? null : student.id, cohort, left ? "left" : null]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </th>
      <td>
        <div title={rate.sum}>
          <Rate rate={rate} days={days} />
        </div>
        <span className="sr-only">{rate.sum}</span>
      </td>
      <td className="max-md:hidden">
        <WeekSpark weeks={weeks} />
      </td>
      <td className="min-w-0">
        <SeatStrip seats={today} timeZone={timeZone} />
      </td>
      <td className="text-right text-xs text-muted md:text-left md:text-sm">
        <span className="md:sr-only print:hidden">last seen </span>
        {writeLastSeen(lastSeen, day, timeZone)}
      </td>
      <td className="text-sm max-md:hidden">
        {openAlerts > 0 && (
          <Link
            to="/follow-up"
            search={{ search: student.id }}
            tabIndex={-1}
            title={`${openAlerts} open`}
            className="inline-flex items-center gap-1 text-denied hover:underline"
          >
            <BellRing aria-hidden className="size-3.5" />
            {openAlerts}
            <span className="sr-only">{openAlerts === 1 ? "open alert" : "open alerts"}</span>
          </Link>
        )}
      </td>
    </>
  );
});

/** A row that is being read: its place in the list is known, the student is not yet. */
export function StudentRowSkeleton({ place }: { place: number }) {
  return (
    <>
      <th scope="row" className="text-left text-xs font-normal text-muted">
        {place.toLocaleString("en-GB")}
      </th>
      <td>
        <Skeleton className="h-6 w-full" />
      </td>
      <td className="max-md:hidden" />
      <td>
        <Skeleton className="h-5 w-24" />
      </td>
      <td />
      <td className="max-md:hidden" />
    </>
  );
}
