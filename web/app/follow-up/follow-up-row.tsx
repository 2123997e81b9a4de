import { Link } from "@tanstack/react-router";
import type { FollowUpPage, FollowUpRow } from "../../../src/contract/http/follow-up.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { Rate } from "../../ui/rate.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { alertLook } from "../notifications/alert-looks.ts";
import { writePerson } from "../registers/write-person.ts";
import { daysBesideRate } from "../students/title-of-window.ts";
import { WeekSpark } from "../students/week-spark.tsx";
import { writeLastSeen } from "../students/write-last-seen.ts";

interface FollowUpLineProps {
  readonly row: FollowUpRow;
  /** The days that the rate is of. */
  readonly window: FollowUpPage["window"];
  readonly today: string;
  readonly timeZone: string;
  readonly chosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
  readonly onTake: () => void;
}

/** Whether anything of a student's is still to be taken. */
export const isUntaken = ({ alerts }: FollowUpRow): boolean =>
  alerts.some(({ acknowledged, retracted }) => acknowledged === null && retracted === null);

/** One student with the rate and every alert: why, since when, who looks after it. */
export function FollowUpLine({ row, window, today, timeZone, chosen, onChoose, onTake }: FollowUpLineProps) {
  const { student, cohort, classes, rate, weeks, lastSeen, alerts } = row;
  const untaken = isUntaken(row);
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)_8.5rem] items-start gap-x-3 gap-y-2 border-b border-line px-4 py-3 last:border-b-0 lg:grid-cols-[1.5rem_13rem_8.5rem_6rem_minmax(0,1fr)_7.5rem]">
      <input
        type="checkbox"
        aria-label={`Choose ${writePerson(student)}`}
        checked={chosen}
        disabled={!untaken}
        onChange={({ target }) => onChoose(target.checked)}
        className="mt-0.5 size-5 accent-accent print:hidden"
      />
      <span className="min-w-0">
        <Link
          to="/students/$student"
          params={{ student: student.id }}
          className="text-sm font-medium break-words hover:underline"
        >
          {writePerson(student)}
        </Link>
        <span className="block text-xs break-words text-muted">
          {[student.name === null ? null : student.id, cohort, classes.join(", ")]
            .filter((part) => part !== null && part !== "")
            .join(" · ")}
        </span>
        <span className="block text-xs text-muted">last seen {writeLastSeen(lastSeen, today, timeZone)}</span>
      </span>
      <span title={rate.sum}>
        <Rate rate={rate} days={daysBesideRate(window)} />
      </span>
      <span className="max-lg:hidden">
        <WeekSpark weeks={weeks} />
      </span>
      <ul className="flex min-w-0 flex-col gap-2 max-lg:col-span-3">
        {alerts.map(({ id, because, openedAt, notified, acknowledged, retracted }) => (
          <li key={id} className="flex min-w-0 flex-col gap-0.5 text-sm break-words">
            <span className="flex flex-wrap items-baseline gap-x-2">
              <StatusMark look={alertLook({ acknowledged, retracted })} />
              <span className="min-w-0">{because}</span>
            </span>
            <span className="text-xs text-muted">
              As it stood when this opened, {writeMoment(openedAt, timeZone)}
              {notified.length > 0 && `, told to ${notified.map(({ to }) => to).join(", ")}`}
            </span>
            {acknowledged !== null && (
              <span className="text-xs text-muted">
                {acknowledged.owner || acknowledged.by} looks after it; taken by {acknowledged.by},{" "}
                {writeMoment(acknowledged.at, timeZone)}
                {acknowledged.note !== "" && `: “${acknowledged.note}”`}
              </span>
            )}
            {retracted !== null && (
              <span className="text-xs text-muted">
                {retracted.because} Cleared {writeMoment(retracted.at, timeZone)}.
              </span>
            )}
          </li>
        ))}
      </ul>
      <span className="flex max-lg:col-span-3 lg:justify-end">
        {untaken && (
          <Button aria-label={`Acknowledge: ${writePerson(student)}`} onClick={onTake}>
            Acknowledge
          </Button>
        )}
      </span>
    </li>
  );
}
