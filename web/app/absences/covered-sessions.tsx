import { useQuery } from "@tanstack/react-query";
import { studentCalendar } from "../../../src/contract/http/figures.ts";
import { localDay } from "../../time/local-day.ts";
import { writeDay } from "../../time/write-day.ts";
import { read } from "../api/call-api.ts";
import { titleOf } from "../registers/title-of.ts";
import { writeSpan } from "../registers/write-span.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { startingWithin } from "./starting-within.ts";

interface CoveredSessionsProps {
  readonly student: string;
  /** RFC 3339; the absence lasts from `from`, inclusive, to `to`, exclusive. */
  readonly from: string;
  readonly to: string;
}

const mostNamed = 5;

/** The sessions that lie in an absence: leave covers a session when it covers its start. */
export function CoveredSessions({ student, from, to }: CoveredSessionsProps) {
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const [first, last] = [localDay(from, timeZone), localDay(to, timeZone)];
  const query = useQuery({
    queryKey: ["covered", student, first, last],
    retry: false,
    queryFn: ({ signal }) =>
      read(
        studentCalendar,
        `registers/students/${encodeURIComponent(student)}/calendar?${new URLSearchParams({ from: first, to: last })}`,
        signal,
      ),
  });
  if (query.isPending) return <p className="text-xs text-muted">Looking up which sessions it covers.</p>;
  if (query.error !== null) {
    return (
      <p className="text-xs text-muted">Which sessions it covers cannot be told: {query.error.message}</p>
    );
  }
  const covered = startingWithin(query.data.sessions, from, to);
  if (covered.length === 0)
    return <p className="text-xs text-muted">It covers no session of the timetable.</p>;
  const more = covered.length - mostNamed;
  return (
    <div className="text-xs text-muted">
      <p className="font-medium text-ink">
        It covers {covered.length === 1 ? "one session" : `${covered.length} sessions`}:
      </p>
      <ul className="mt-1 list-disc pl-5">
        {covered.slice(0, mostNamed).map(({ session }) => (
          <li key={session.id}>
            {titleOf(session)}, {writeDay(session.day)}, {writeSpan(session)}
          </li>
        ))}
        {more > 0 && <li>and {more} more</li>}
      </ul>
    </div>
  );
}
