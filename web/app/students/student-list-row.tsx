import { Link } from "@tanstack/react-router";
import { memo, useMemo } from "react";
import type { StudentView } from "../../../src/contract/http/api.ts";
import { Rate } from "../../ui/rate.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { StudentFact } from "../live/fold-changes.ts";
import { foldStudent } from "./fold-student.ts";
import { PlaceMark } from "./place-mark.tsx";
import type { StudentListSearch } from "./student-list-search.ts";
import { writeCredit } from "./write-credit.ts";

/** The columns of the list, shared by its head and its rows; on a phone a row is two lines. */
export const studentColumns =
  "grid grid-cols-[minmax(0,1fr)_auto_8rem] gap-x-4 sm:grid-cols-[7rem_minmax(0,1fr)_4.5rem_8.5rem]";

interface StudentListRowProps {
  readonly student: StudentView;
  readonly since: number;
  readonly facts: readonly StudentFact[];
  readonly timeZone: string;
  /** Of the list, for going on to the next student from the page of this one. */
  readonly search: StudentListSearch;
}

/** The cells of one student as of the last frame; rendered again only when something was heard of that student. */
export const StudentListRow = memo(function StudentListRow(props: StudentListRowProps) {
  const { student, since, facts, timeZone, search } = props;
  const { studentId, locations, rate } = useMemo(
    () => foldStudent(student, since, facts),
    [student, since, facts],
  );
  return (
    <>
      <th scope="row" className="min-w-0 text-left text-sm font-medium break-words">
        <Link
          to="/students/$student"
          params={{ student: studentId }}
          search={search}
          className="-mx-1 rounded-[0.25rem] px-1 py-0.5 hover:underline"
        >
          {studentId}
        </Link>
      </th>
      <td className="order-last col-span-3 min-w-0 sm:order-none sm:col-span-1">
        {locations.length === 0 ? (
          <span className="text-sm text-muted">No classes today</span>
        ) : (
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-5 gap-y-1.5">
            {locations.map((place) => (
              <PlaceMark key={place.class} place={place} timeZone={timeZone} />
            ))}
          </ul>
        )}
      </td>
      <td className="text-right text-sm whitespace-nowrap text-muted">
        <span className="font-medium text-ink">{writeCredit(rate.earned)}</span> /{" "}
        {writeCredit(rate.possible)}
      </td>
      <td>
        <Rate rate={rate} />
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
      <td className="order-last col-span-3 sm:order-none sm:col-span-1">
        <Skeleton className="h-9 w-full max-w-md" />
      </td>
      <td>
        <Skeleton className="ml-auto h-4 w-10" />
      </td>
      <td>
        <Skeleton className="h-4 w-full" />
      </td>
    </>
  );
}
