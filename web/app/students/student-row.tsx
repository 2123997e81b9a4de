import { memo, useMemo } from "react";
import type { LocationView, StudentView } from "../../../src/contract/http/api.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { decisionLooks, type Look, markLooks } from "../../ui/looks.ts";
import { Rate } from "../../ui/rate.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import type { StudentFact } from "../live/fold-changes.ts";
import { foldStudent } from "./fold-student.ts";

interface StudentRowProps {
  readonly student: StudentView;
  readonly since: number;
  readonly facts: readonly StudentFact[];
  readonly timeZone: string;
}

/** One student as of the last frame; rendered again only when something was heard of that student. */
export const StudentRow = memo(function StudentRow({ student, since, facts, timeZone }: StudentRowProps) {
  const { studentId, locations, rate } = useMemo(
    () => foldStudent(student, since, facts),
    [student, since, facts],
  );
  return (
    <tr className="grid grid-cols-[minmax(0,1fr)_auto_8rem] items-start gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 sm:table-row sm:px-0 sm:py-0">
      <th
        scope="row"
        className="min-w-0 text-left text-sm font-medium break-words sm:py-2.5 sm:pl-4 sm:align-top"
      >
        {studentId}
      </th>
      <td className="order-last col-span-3 min-w-0 sm:py-2.5 sm:pr-4 sm:align-top">
        {locations.length === 0 ? (
          <span className="text-sm text-muted">No classes today</span>
        ) : (
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-5 gap-y-2">
            {locations.map((location) => (
              <Location key={location.class} location={location} timeZone={timeZone} />
            ))}
          </ul>
        )}
      </td>
      <td className="text-sm whitespace-nowrap text-muted sm:py-2.5 sm:pr-4 sm:text-right sm:align-top">
        <span className="font-medium text-ink">{writeCredit(rate.earned)}</span> /{" "}
        {writeCredit(rate.possible)}
      </td>
      <td className="sm:py-2.5 sm:pr-4 sm:align-top">
        <Rate rate={rate} />
      </td>
    </tr>
  );
});

function Location({ location, timeZone }: { location: LocationView; timeZone: string }) {
  const notes = [
    ...(location.at === null ? [] : [clockfaceOf(timeZone).minute(location.at)]),
    ...(location.reason === null ? [] : [location.reason]),
  ].join(" · ");
  return (
    <li className="min-w-0">
      <div className="flex min-w-0 flex-wrap items-center justify-between gap-x-2">
        <span className="min-w-0 text-sm break-words">{location.location}</span>
        <StatusMark look={lookOf(location)} plain />
      </div>
      <p className="text-xs break-words text-muted">{notes === "" ? "No scan yet" : notes}</p>
    </li>
  );
}

/** Where nobody was let in, the last attempt says more than that somebody is still expected. */
function lookOf({ status, decision }: LocationView): Look {
  const undecided = status === "expected" || status === "not_seen";
  if (undecided && (decision === "denied" || decision === "unknown")) return decisionLooks[decision];
  return markLooks[status];
}

const credits = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
const writeCredit = (credit: number): string => credits.format(credit);
